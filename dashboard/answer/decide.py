"""Decisions by link: the form, its code, and the answer of the engine."""

from starlette.responses import Response

from dashboard.answer import dead_link, overtaken, review
from dashboard.answer.code import insist_on_code, missing_code
from dashboard.answer.link import Faults, back, is_good, opened_by, refused
from dashboard.answer.overtaken import LateForm
from dashboard.web.request import PageRequest
from states.post import STEPS, Trigger
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions.decide import AnswerForm, answer
from vorlauf.links.verify import LinkState, VerifiedLink

_UNPROCESSABLE = 422


def decide(request: PageRequest, opened: VerifiedLink) -> Response:
    """Take the decision of a form; the same link then shows what was decided."""
    faults = _faults(request, opened)
    if faults:
        return after_refusal(request, faults, _UNPROCESSABLE)
    where = "code"
    try:
        insist_on_code(request, opened)
        where = _place_of(request)
        _answer(request, opened)
    except BadInputError as error:
        return after_refusal(request, *refused(request, error, where))
    except (RefusedError, ConflictError) as error:
        return after_refusal(request, *refused(request, error))
    return back(request)


def after_refusal(request: PageRequest, faults: Faults, status: int) -> Response:
    """Show the page anew with what was typed, or why the link is dead by now."""
    with request.reading() as connection:
        now = opened_by(request, connection)
    if now is not None and is_good(now):
        return review.show_again(request, now, faults, status)
    return after_the_end(request, now)


def after_the_end(request: PageRequest, opened: VerifiedLink | None) -> Response:
    """Answer a form whose link is dead: a second click sees what was decided.

    Whoever was overtaken by somebody else hears by whom; the words are kept.
    """
    told = _overtaken(request, opened)
    if told:
        return dead_link.page(request, opened, overtaken=told)
    if opened is not None and opened.state is LinkState.ANSWERED:
        return back(request)
    return dead_link.page(request, opened)


def _overtaken(request: PageRequest, opened: VerifiedLink | None) -> str:
    wish = request.form.line("decision")
    if opened is None or wish not in STEPS[opened.matter.kind].decisions:
        return ""
    late = LateForm(event=wish, words=request.form.text("comment"))
    return overtaken.told(request, opened, late)


def _answer(request: PageRequest, opened: VerifiedLink) -> None:
    said = _said(request)
    with request.writing() as connection:
        answer(request.call(connection), opened, said)


def _said(request: PageRequest) -> AnswerForm:
    form = request.form
    return AnswerForm(
        trigger=Trigger(form.line("decision")),
        name=form.line("name"),
        comment=form.text("comment"),
        seen_version=form.number("seen") or 0,  # without one it has a fault
    )


def _faults(request: PageRequest, opened: VerifiedLink) -> Faults:
    """Return what is missing, in the order of the page."""
    form, gettext = request.form, request.words.gettext
    faults, wish = [], form.line("decision")
    if wish not in STEPS[opened.matter.kind].decisions:
        faults.append(("decision", gettext("Choose one of the two decisions.")))
    if wish == Trigger.REQUEST_CHANGES and not form.line("comment"):
        faults.append(("comment", gettext("Write what shall be changed.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write who decides: first name and surname.")))
    if form.number("seen") is None:
        why = gettext(
            "Open the page again; the form does not say which version it had."
        )
        faults.append(("", why))
    return [*faults, *missing_code(request, opened)]


def _place_of(request: PageRequest) -> str:
    """Return the field that a refusal of what was typed is about."""
    is_change = request.form.line("decision") == Trigger.REQUEST_CHANGES
    return "comment" if is_change and not request.form.line("comment") else "name"
