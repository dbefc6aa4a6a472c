"""Receipts: what was decided by link, how it is taken back, and “that was not me”."""

from typing import Final

from starlette.responses import Response

from dashboard.answer import dead_link
from dashboard.answer.choice import YES, unchosen
from dashboard.answer.link import Faults, back, is_good, opened_by, refused, show
from dashboard.answer.review import suggested_name
from dashboard.web.request import PageRequest
from vorlauf.db.tables import LinkKind
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions import revoke
from vorlauf.link_actions.misuse_report import report as note_report
from vorlauf.links.verify import VerifiedLink

_UNPROCESSABLE: Final = 422


def page(errand: PageRequest, opened: VerifiedLink) -> Response:
    """Show what was decided, and what can be done about it."""
    return _show(errand, opened, [], 200)


def take_back(errand: PageRequest) -> Response:
    """Take the decision back, if nothing has happened since."""
    opened = _receipt(errand)
    if opened is None:
        return _elsewhere(errand)
    name, gettext = errand.form.line("name"), errand.words.gettext
    missing = gettext("Write who decides: first name and surname.")
    instead = _instead(errand, opened, "holds", ("name", missing))
    if instead is not None:
        return instead
    try:
        with errand.writing() as connection:
            revoke.take_back(connection, errand.directory, opened, name, errand.now)
    except BadInputError as error:
        return _show(errand, opened, *refused(errand, error, "name"))
    except (RefusedError, ConflictError) as error:
        return _after(errand, *refused(errand, error))
    return back(errand, gettext("The decision is taken back; you are asked anew."))


def report(errand: PageRequest) -> Response:
    """Note that somebody else has decided; the coordinator hears of it."""
    opened = _receipt(errand)
    if opened is None:
        return _elsewhere(errand)
    gettext = errand.words.gettext
    missing = gettext("Write what happened.")
    instead = _instead(errand, opened, "right", ("text", missing))
    if instead is not None:
        return instead
    try:
        with errand.writing() as connection:
            noted = note_report(
                connection,
                errand.directory,
                opened,
                errand.form.text("text"),
                errand.now,
            )
    except BadInputError as error:
        return _show(errand, opened, *refused(errand, error, "text"))
    except (RefusedError, ConflictError) as error:
        return _after(errand, *refused(errand, error))
    told = gettext("Thank you. The agency is told of it.")
    if noted.undone:
        told = gettext(
            "Thank you. The decision is taken back; the agency is told of it."
        )
    return back(errand, told)


def _instead(
    errand: PageRequest, opened: VerifiedLink, question: str, needed: tuple[str, str]
) -> Response | None:
    """Return the answer to a form by which nothing is to be done, else None.

    Its question was not answered, or with yes, or the field that is `needed` is empty.
    """
    faults = unchosen(errand, question)
    if errand.form.line(question) == YES:
        return back(errand, errand.words.gettext("Nothing has been changed."))
    if not errand.form.line(needed[0]):
        faults.append(needed)
    return _show(errand, opened, faults, _UNPROCESSABLE) if faults else None


def _receipt(errand: PageRequest) -> VerifiedLink | None:
    with errand.reading() as connection:
        found = opened_by(errand, connection)
    if found is None or not is_good(found) or found.kind is not LinkKind.RECEIPT:
        return None
    return found


def _after(errand: PageRequest, faults: Faults, status: int) -> Response:
    """Show the receipt as it is by now: the decision may hold no more."""
    opened = _receipt(errand)
    if opened is None:
        return _elsewhere(errand)
    return _show(errand, opened, faults, status)


def _elsewhere(errand: PageRequest) -> Response:
    """Answer a form that belongs to no receipt: nothing is changed by it."""
    with errand.reading() as connection:
        found = opened_by(errand, connection)
    if found is None or not is_good(found):
        return dead_link.page(errand, found)
    return back(errand)


def _show(
    errand: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    with errand.reading() as connection:
        why = revoke.can_take_back(connection, errand.directory, opened, errand.now)
    recipient = opened.recipient
    return show(
        errand,
        "answer_receipt.html",
        status=status,
        opened=opened,
        why=errand.say(why) if why else "",
        name=suggested_name(opened),
        is_mailbox=recipient is not None and recipient.functional,
        faults=faults,
        wrong=dict(faults),
    )


PAGES: Final = {"answer.take_back": take_back, "answer.report": report}
