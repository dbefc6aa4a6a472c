"""Router for links: which page a link shows, and where its form goes."""

from typing import Final

from starlette.responses import Response

from dashboard.answer import dead_link, objection, own_absence, receipt, review
from dashboard.answer import decide as decision_page
from dashboard.answer.link import is_good, opened_by
from dashboard.upload import page as upload_page
from dashboard.web.request import PageRequest
from vorlauf.db.tables import LinkKind
from vorlauf.links.verify import VerifiedLink


def page(request: PageRequest) -> Response:
    """Show what a link opens; looking changes nothing."""
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is not None and upload_page.is_done(opened):
        return upload_page.thanks(request, opened)
    if opened is None or not is_good(opened):
        return dead_link.page(request, opened)
    return _page(request, opened)


def decide(request: PageRequest) -> Response:
    """Take the decision that came with the form of a link."""
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is None or not is_good(opened):
        return decision_page.after_the_end(request, opened)
    if opened.kind is not LinkKind.DECIDE:
        return _page(request, opened)
    return decision_page.decide(request, opened)


def _page(request: PageRequest, opened: VerifiedLink) -> Response:
    match opened.kind:
        case LinkKind.DECIDE:
            return review.page(request, opened)
        case LinkKind.RECEIPT:
            return receipt.page(request, opened)
        case LinkKind.OBJECT:
            return objection.page(request, opened)
        case LinkKind.ABSENCE:
            return own_absence.page(request, opened)
        case LinkKind.DELIVER:
            return upload_page.page(request, opened)


PAGES: Final = {"answer": page, "answer.decide": decide}
