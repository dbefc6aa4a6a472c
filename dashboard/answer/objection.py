"""Objecting to an editorial correction, until the slot."""

from typing import Final

from starlette.responses import Response

from dashboard.answer import dead_link
from dashboard.answer.choice import YES, unchosen
from dashboard.answer.link import Faults, back, is_good, opened_by, refused, show
from dashboard.answer.review import kept_pictures, suggested_name
from dashboard.components.changes import changed
from dashboard.web.request import PageRequest
from vorlauf.db.tables import LinkKind
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions.objection import object_to
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import step_queries

_UNPROCESSABLE: Final = 422


def page(errand: PageRequest, opened: VerifiedLink) -> Response:
    """Show what was corrected after the decision, and the form to object."""
    return _show(errand, opened, [], 200)


def object_(errand: PageRequest) -> Response:
    """Have the corrected version decided on by all anew."""
    with errand.reading() as connection:
        opened = opened_by(errand, connection)
    if opened is None or not is_good(opened):
        return dead_link.page(errand, opened)
    if opened.kind is not LinkKind.OBJECT:
        return back(errand)
    if errand.form.line("agree") == YES:
        return back(
            errand, errand.words.gettext("Thank you. Your decision still holds.")
        )
    return _object(errand, opened)


def _object(errand: PageRequest, opened: VerifiedLink) -> Response:
    faults = _faults(errand)
    if faults:
        return _show(errand, opened, faults, _UNPROCESSABLE)
    form = errand.form
    said = form.line("name"), form.text("comment")
    try:
        with errand.writing() as connection:
            object_to(connection, errand.directory, opened, *said, errand.now)
    except BadInputError as error:
        return _show(errand, opened, *refused(errand, error, "comment"))
    except (RefusedError, ConflictError) as error:
        return _after(errand, *refused(errand, error))
    told = errand.words.gettext("Thank you. All houses are asked about it anew.")
    return back(errand, told)


def _after(errand: PageRequest, faults: Faults, status: int) -> Response:
    """Show the page as it is by now: the link may have ended meanwhile."""
    with errand.reading() as connection:
        found = opened_by(errand, connection)
    if found is None or not is_good(found):
        return dead_link.page(errand, found)
    return _show(errand, found, faults, status)


def _faults(errand: PageRequest) -> Faults:
    form, gettext = errand.form, errand.words.gettext
    faults = unchosen(errand, "agree")
    if not form.line("comment"):
        faults.append(("comment", gettext("Write what is wrong with the correction.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write your first name and surname.")))
    return faults


def _show(
    errand: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    after = opened.post.content
    with errand.reading() as connection:
        before = step_queries.shown_at(connection, opened.matter)
        kept = kept_pictures(connection, before, after)
    recipient = opened.recipient
    return show(
        errand,
        "answer_objection.html",
        status=status,
        opened=opened,
        post=opened.post,
        change=changed(errand.words, before, after),
        kept=kept,
        name=suggested_name(opened),
        is_mailbox=recipient is not None and recipient.functional,
        faults=faults,
        wrong=dict(faults),
    )


PAGES: Final = {"answer.object": object_}
