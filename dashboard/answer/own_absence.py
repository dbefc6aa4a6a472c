"""The page behind the mail about one's own absence: it is right, or it is undone."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from dashboard.answer import dead_link
from dashboard.answer.choice import YES, unchosen
from dashboard.answer.link import Faults, back, is_good, opened_by, refused, show
from dashboard.web.request import PageRequest
from vorlauf.db.tables import Absence, LinkKind
from vorlauf.errors import ConflictError, NotFoundError, RefusedError
from vorlauf.link_actions import absence
from vorlauf.links.verify import VerifiedLink

_UNPROCESSABLE: Final = 422


def page(request: PageRequest, opened: VerifiedLink) -> Response:
    """Show the absences of the recipient, each with its question."""
    return _show(request, opened, [], 200)


def undo(request: PageRequest) -> Response:
    """End an absence, unless the answer is that it is right."""
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is None or not is_good(opened):
        return dead_link.page(request, opened)
    gettext = request.words.gettext
    if opened.kind is not LinkKind.ABSENCE:
        return back(request)
    if faults := unchosen(request, "right"):
        return _show(request, opened, faults, _UNPROCESSABLE)
    if request.form.line("right") == YES:
        return back(request, gettext("Thank you. Nothing has been changed."))
    try:
        with request.writing() as connection:
            absence.returned(
                request.call(connection), opened, request.form.number("absence") or 0
            )
    except (NotFoundError, RefusedError, ConflictError) as error:
        return _show(request, opened, *refused(request, error))
    return back(request, gettext("The absence is ended; you are asked again."))


def _show(
    request: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    with request.reading() as connection:
        found: Sequence[Absence] = absence.standing(request.call(connection), opened)
    return show(
        request,
        "answer_own_absence.html",
        status=status,
        opened=opened,
        absences=found,
        faults=faults,
        wrong=dict(faults),
    )


PAGES: Final = {"answer.undo_absence": undo}
