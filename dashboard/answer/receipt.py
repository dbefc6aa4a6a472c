"""Receipts: what was decided by link, how to take it back, and “that was not me”."""

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


def page(request: PageRequest, opened: VerifiedLink) -> Response:
    """Show what was decided, and what can be done about it."""
    return _show(request, opened, [], 200)


def take_back(request: PageRequest) -> Response:
    """Take the decision back, if nothing has happened since."""
    opened = _receipt(request)
    if opened is None:
        return _elsewhere(request)
    name, gettext = request.form.line("name"), request.words.gettext
    missing = gettext("Write who decides: first name and surname.")
    instead = _instead(request, opened, "holds", ("name", missing))
    if instead is not None:
        return instead
    try:
        with request.writing() as connection:
            revoke.take_back(request.call(connection), opened, name)
    except BadInputError as error:
        return _show(request, opened, *refused(request, error, "name"))
    except (RefusedError, ConflictError) as error:
        return _after(request, *refused(request, error))
    return back(request, gettext("The decision is taken back; you are asked anew."))


def report(request: PageRequest) -> Response:
    """Note that somebody else has decided; the coordinator hears of it."""
    opened = _receipt(request)
    if opened is None:
        return _elsewhere(request)
    gettext = request.words.gettext
    missing = gettext("Write what happened.")
    instead = _instead(request, opened, "right", ("text", missing))
    if instead is not None:
        return instead
    try:
        with request.writing() as connection:
            noted = note_report(
                request.call(connection), opened, request.form.text("text")
            )
    except BadInputError as error:
        return _show(request, opened, *refused(request, error, "text"))
    except (RefusedError, ConflictError) as error:
        return _after(request, *refused(request, error))
    told = gettext("Thank you. The agency is told of it.")
    if noted.undone:
        told = gettext(
            "Thank you. The decision is taken back; the agency is told of it."
        )
    return back(request, told)


def _instead(
    request: PageRequest, opened: VerifiedLink, question: str, needed: tuple[str, str]
) -> Response | None:
    """Return the answer to a form by which nothing is to be done, else None.

    Its question was not answered, or with yes, or the field that is `needed` is empty.
    """
    faults = unchosen(request, question)
    if request.form.line(question) == YES:
        return back(request, request.words.gettext("Nothing has been changed."))
    if not request.form.line(needed[0]):
        faults.append(needed)
    return _show(request, opened, faults, _UNPROCESSABLE) if faults else None


def _receipt(request: PageRequest) -> VerifiedLink | None:
    with request.reading() as connection:
        found = opened_by(request, connection)
    if found is None or not is_good(found) or found.kind is not LinkKind.RECEIPT:
        return None
    return found


def _after(request: PageRequest, faults: Faults, status: int) -> Response:
    """Show the receipt as it is by now: the decision may hold no more."""
    opened = _receipt(request)
    if opened is None:
        return _elsewhere(request)
    return _show(request, opened, faults, status)


def _elsewhere(request: PageRequest) -> Response:
    """Answer a form that belongs to no receipt: nothing is changed by it."""
    with request.reading() as connection:
        found = opened_by(request, connection)
    if found is None or not is_good(found):
        return dead_link.page(request, found)
    return back(request)


def _show(
    request: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    with request.reading() as connection:
        why = revoke.can_take_back(request.call(connection), opened)
    recipient = opened.recipient
    return show(
        request,
        "answer_receipt.html",
        status=status,
        opened=opened,
        why=request.say(why) if why else "",
        name=suggested_name(opened),
        is_mailbox=recipient is not None and recipient.functional,
        faults=faults,
        wrong=dict(faults),
    )


PAGES: Final = {"answer.take_back": take_back, "answer.report": report}
