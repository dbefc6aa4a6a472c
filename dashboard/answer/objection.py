"""Objecting to a correction, or to a decision that was recorded, until the slot."""

from typing import Final

from starlette.responses import Response

from dashboard.answer import overtaken
from dashboard.answer.choice import YES, unchosen
from dashboard.answer.link import Faults, back, is_good, opened_by, refused, show
from dashboard.answer.overtaken import LateForm
from dashboard.answer.review import kept_pictures, suggested_name
from dashboard.components.changes import changed
from dashboard.web.request import PageRequest
from vorlauf.db.tables import LinkKind
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions.objection import OBJECT, object_to
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import past_queries

_UNPROCESSABLE: Final = 422


def page(request: PageRequest, opened: VerifiedLink) -> Response:
    """Show what was corrected after the decision, and the form to object."""
    return _show(request, opened, [], 200)


def object_(request: PageRequest) -> Response:
    """Have the corrected version decided on by all anew."""
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is None or not is_good(opened):
        return _too_late(request)
    if opened.kind is not LinkKind.OBJECT:
        return back(request)
    if request.form.line("agree") == YES:
        return back(
            request, request.words.gettext("Thank you. Your decision still holds.")
        )
    return _object(request, opened)


def _object(request: PageRequest, opened: VerifiedLink) -> Response:
    faults = _faults(request)
    if faults:
        return _show(request, opened, faults, _UNPROCESSABLE)
    form = request.form
    said = form.line("name"), form.text("comment")
    try:
        with request.writing() as connection:
            object_to(request.call(connection), opened, *said)
    except BadInputError as error:
        return _show(request, opened, *refused(request, error, "comment"))
    except (RefusedError, ConflictError) as error:
        return _after(request, *refused(request, error))
    return back(request, _told(request, opened))


def _told(request: PageRequest, opened: VerifiedLink) -> str:
    gettext = request.words.gettext
    if opened.is_about_record:
        return gettext("Thank you. Your decision is asked for once more by mail.")
    return gettext("Thank you. All houses are asked about it anew.")


def _after(request: PageRequest, faults: Faults, status: int) -> Response:
    """Show the page as it is by now: the link may have ended meanwhile."""
    with request.reading() as connection:
        found = opened_by(request, connection)
    if found is None or not is_good(found):
        return _too_late(request)
    return _show(request, found, faults, status)


def _too_late(request: PageRequest) -> Response:
    """Say why nobody objects any more; the words of an objection are kept."""
    form = request.form
    words = "" if form.line("agree") == YES else form.text("comment")
    return overtaken.page(request, LateForm(event=OBJECT, words=words))


def _faults(request: PageRequest) -> Faults:
    form, gettext = request.form, request.words.gettext
    faults = unchosen(request, "agree")
    if not form.line("comment"):
        faults.append(("comment", gettext("Write what is wrong.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write your first name and surname.")))
    return faults


def _show(
    request: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    after = opened.post.content
    with request.reading() as connection:
        before = past_queries.shown_at(connection, opened.matter)
        kept = kept_pictures(connection, before, after)
    recipient = opened.recipient
    is_record = opened.is_about_record
    return show(
        request,
        "answer_record.html" if is_record else "answer_objection.html",
        status=status,
        opened=opened,
        post=opened.post,
        change=changed(request.words, before, after),
        kept=kept,
        name=suggested_name(opened),
        is_mailbox=recipient is not None and recipient.functional,
        faults=faults,
        wrong=dict(faults),
    )


PAGES: Final = {"answer.object": object_}
