"""Other answers: forward, ask for time, or say that one is away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.answer import dead_link, overtaken
from dashboard.answer.code import insist_on_code, missing_code
from dashboard.answer.link import Faults, back, is_good, opened_by, refused, show
from dashboard.answer.overtaken import LateForm
from dashboard.answer.question import question_of
from dashboard.answer.review import suggested_name
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection, trying
from vorlauf.db.tables import LinkKind
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions.codes import needs_code
from vorlauf.links.verify import VerifiedLink

_ASKING: Final = frozenset({LinkKind.DECIDE, LinkKind.DELIVER})
_UNPROCESSABLE: Final = 422

# What is done in the one transaction; it returns what to say about it.
Act = Callable[[Connection], str]
Page = Callable[[PageRequest, VerifiedLink, Faults, int], Response]


def shown(request: PageRequest, page: Page) -> Response:
    """Show a page beside the question, or why there is no question any more."""
    opened = _opened(request)
    if opened is None or not is_good(opened):
        return dead_link.page(request, opened)
    if opened.kind not in _ASKING:
        return back(request)
    return page(request, opened, [], 200)


@dataclass(frozen=True)
class AsideForm:
    """A form beside the question: its page, its faults, and where the others stand.

    `late` is what is kept of it if somebody else was faster.
    """

    page: Page
    faults: Faults
    where: str
    late: LateForm


def done(
    request: PageRequest, opened: VerifiedLink, form: AsideForm, act: Act
) -> Response:
    """Do what a form asks for, unless it has faults; show it anew if it cannot be."""
    faults = [*form.faults, *missing_code(request, opened)]
    if faults:
        return form.page(request, opened, faults, _UNPROCESSABLE)
    place = "code"
    try:
        insist_on_code(request, opened)
        place = form.where
        with request.writing() as connection:
            said = act(connection)
    except BadInputError as error:
        return form.page(request, opened, *refused(request, error, place))
    except (RefusedError, ConflictError) as error:
        return _refused(request, form, error)
    return back(request, said)


def previewed(
    request: PageRequest,
    opened: VerifiedLink,
    form: AsideForm,
    look: Callable[[Connection], Response],
) -> Response:
    """Show what a form would do, by doing it in a transaction that is rolled back."""
    faults = [*form.faults, *missing_code(request, opened)]
    if faults:
        return form.page(request, opened, faults, _UNPROCESSABLE)
    place = "code"
    try:
        insist_on_code(request, opened)
        place = form.where
        with trying(request.wiring.engine) as connection:
            return look(connection)
    except BadInputError as error:
        return form.page(request, opened, *refused(request, error, place))
    except (RefusedError, ConflictError) as error:
        return _refused(request, form, error)


def asked(request: PageRequest) -> VerifiedLink | None:
    """Return the question that a form is about; None if it is none, or none more."""
    opened = _opened(request)
    is_question = is_good(opened) and opened is not None and opened.kind in _ASKING
    return opened if is_question else None


def closed(request: PageRequest, late: LateForm) -> Response:
    """Answer a form about a question that is none any more; its words are kept."""
    if is_good(_opened(request)):
        return back(request)  # a link of another kind
    return overtaken.page(request, late)


def show_aside(
    request: PageRequest,
    template: str,
    opened: VerifiedLink,
    faults: Faults,
    status: int,
    **values: object,
) -> Response:
    """Return a page beside the question."""
    return show(
        request,
        template,
        status=status,
        post=opened.post,
        question=question_of(request, opened),
        name=suggested_name(opened),
        needs_code=needs_code(request.directory, opened),
        faults=faults,
        wrong=dict(faults),
        **values,
    )


def _refused(
    request: PageRequest, form: AsideForm, error: RefusedError | ConflictError
) -> Response:
    now = _opened(request)
    if now is None or not is_good(now):
        return overtaken.page(request, form.late)
    return form.page(request, now, *refused(request, error))


def _opened(request: PageRequest) -> VerifiedLink | None:
    with request.reading() as connection:
        return opened_by(request, connection)
