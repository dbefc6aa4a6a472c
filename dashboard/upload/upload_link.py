"""Upload links: checking the link of a request, and returning to its page."""

from starlette.responses import Response

from dashboard.answer import dead_link
from dashboard.answer.link import back, is_good, opened_by, path_of, with_headers
from dashboard.upload import page
from dashboard.web.request import PageRequest
from vorlauf.db.tables import LinkKind
from vorlauf.links.verify import VerifiedLink


def opened_for_delivery(
    request: PageRequest,
) -> VerifiedLink | Response:
    """Return what the link opens if it is good for files, else what to answer."""
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is not None and page.is_done(opened):
        return page.thanks(request, opened)
    if opened is None or not is_good(opened):
        return dead_link.page(request, opened)
    if opened.kind is not LinkKind.DELIVER:
        return back(request)
    return opened


def onward(request: PageRequest, name: str, part: str, said: str) -> Response:
    """Send the reader back to the page of the link, which says what was done."""
    answer = request.go(f"{path_of(request)()}{part}", said=said)
    return remembering(request, name, with_headers(answer))


def remembering(request: PageRequest, name: str, response: Response) -> Response:
    """Let the browser keep who delivers, for this link alone and for a day."""
    response.set_cookie(
        page.NAME,
        name.encode().hex(),
        max_age=86_400,
        path=f"/answer/{request.path['token']}",
        httponly=True,
        samesite="lax",
    )
    return response
