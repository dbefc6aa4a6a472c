"""The way of whoever delivers by link: in by a good link, and back to its page."""

from starlette.responses import Response

from dashboard.answer import dead_link
from dashboard.answer.link import back, is_good, opened_by, path_of, with_headers
from dashboard.upload import page
from dashboard.web.request import PageRequest
from vorlauf.db.tables import LinkKind
from vorlauf.links.verify import VerifiedLink


def opened_for_delivery(
    errand: PageRequest,
) -> tuple[VerifiedLink | None, Response | None]:
    """Return what the link opens if it is good for files, else what to answer."""
    with errand.reading() as connection:
        opened = opened_by(errand, connection)
    if opened is not None and page.is_done(opened):
        return None, page.thanks(errand, opened)
    if opened is None or not is_good(opened):
        return None, dead_link.page(errand, opened)
    if opened.kind is not LinkKind.DELIVER:
        return None, back(errand)
    return opened, None


def onward(errand: PageRequest, name: str, part: str, said: str) -> Response:
    """Send the reader back to the page of the link, which says what was done."""
    answer = errand.go(f"{path_of(errand)()}{part}", said=said)
    return remembering(errand, name, with_headers(answer))


def remembering(errand: PageRequest, name: str, response: Response) -> Response:
    """Let the browser keep who delivers, for this link alone and for a day."""
    response.set_cookie(
        page.NAME,
        name.encode().hex(),
        max_age=86_400,
        path=f"/answer/{errand.path['token']}",
        httponly=True,
        samesite="lax",
    )
    return response
