"""Deciding by link: reading the form, its code, and what the engine says to it."""

from starlette.responses import Response

from dashboard.answer import dead_link, review
from dashboard.answer.code import insist_on_code, missing_code
from dashboard.answer.link import Faults, back, is_good, opened_by, refused
from dashboard.web.request import PageRequest
from states.post import STEPS, Trigger
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions.decide import AnswerForm, answer
from vorlauf.links.verify import LinkState, VerifiedLink

_DOOR = {"door": "link"}
_UNPROCESSABLE = 422


def decide(errand: PageRequest, opened: VerifiedLink) -> Response:
    """Take the decision of a form; the same link then shows what was decided."""
    faults = _faults(errand, opened)
    if faults:
        return after_refusal(errand, faults, _UNPROCESSABLE)
    where = "code"
    try:
        insist_on_code(errand, opened)
        where = _place_of(errand)
        _answer(errand, opened)
    except BadInputError as error:
        return after_refusal(errand, *refused(errand, error, where))
    except (RefusedError, ConflictError) as error:
        return after_refusal(errand, *refused(errand, error))
    return back(errand)


def after_refusal(errand: PageRequest, faults: Faults, status: int) -> Response:
    """Show the page anew with what was typed, or why the link is dead by now."""
    with errand.reading() as connection:
        now = opened_by(errand, connection)
    if now is not None and is_good(now):
        return review.show_again(errand, now, faults, status)
    return after_the_end(errand, now)


def after_the_end(errand: PageRequest, opened: VerifiedLink | None) -> Response:
    """Answer a form whose link is dead: a second click sees what was decided."""
    if opened is not None and opened.state is LinkState.ANSWERED:
        return back(errand)
    return dead_link.page(errand, opened)


def _answer(errand: PageRequest, opened: VerifiedLink) -> None:
    said = _said(errand)
    with errand.writing() as connection:
        answer(connection, errand.directory, opened, said, errand.now, door=_DOOR)


def _said(errand: PageRequest) -> AnswerForm:
    form = errand.form
    return AnswerForm(
        trigger=Trigger(form.line("decision")),
        name=form.line("name"),
        comment=form.text("comment"),
        seen_version=form.number("seen") or 0,
    )


def _faults(errand: PageRequest, opened: VerifiedLink) -> Faults:
    """Return what is missing, in the order of the page."""
    form, gettext = errand.form, errand.words.gettext
    faults, wish = [], form.line("decision")
    if wish not in STEPS[opened.matter.kind].decisions:
        faults.append(("decision", gettext("Choose one of the two decisions.")))
    if wish == Trigger.REQUEST_CHANGES and not form.line("comment"):
        faults.append(("comment", gettext("Write what shall be changed.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write who decides: first name and surname.")))
    return [*faults, *missing_code(errand, opened)]


def _place_of(errand: PageRequest) -> str:
    """Return the field that a refusal of what was typed is about."""
    is_change = errand.form.line("decision") == Trigger.REQUEST_CHANGES
    return "comment" if is_change and not errand.form.line("comment") else "name"
