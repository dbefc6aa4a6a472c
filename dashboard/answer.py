"""Answering by link: what an address from a mail shows, and where its form goes."""

from typing import Final

from starlette.responses import Response

from dashboard import (
    answer_dead,
    answer_decide,
    answer_objection,
    answer_receipt,
    answer_review,
    answer_upload,
)
from dashboard.answer_links import is_good, opened_by
from dashboard.errand import Errand
from vorlauf.db.tables import LinkKind
from vorlauf.links.verify import Opened


def page(errand: Errand) -> Response:
    """Show what a link opens; looking changes nothing."""
    with errand.reading() as connection:
        opened = opened_by(errand, connection)
    if opened is not None and answer_upload.is_done(opened):
        return answer_upload.thanks(errand, opened)
    if opened is None or not is_good(opened):
        return answer_dead.page(errand, opened)
    return _page(errand, opened)


def decide(errand: Errand) -> Response:
    """Take the decision that came with the form of a link."""
    with errand.reading() as connection:
        opened = opened_by(errand, connection)
    if opened is None or not is_good(opened):
        return answer_decide.after_the_end(errand, opened)
    if opened.kind is not LinkKind.DECIDE:
        return _page(errand, opened)
    return answer_decide.decide(errand, opened)


def _page(errand: Errand, opened: Opened) -> Response:
    match opened.kind:
        case LinkKind.DECIDE:
            return answer_review.page(errand, opened)
        case LinkKind.RECEIPT:
            return answer_receipt.page(errand, opened)
        case LinkKind.OBJECT:
            return answer_objection.page(errand, opened)
        case LinkKind.DELIVER:
            return answer_upload.page(errand, opened)


PAGES: Final = {"answer": page, "answer.decide": decide}
