"""The session cookie: a random token, for this site only."""

from typing import Final

from starlette.responses import Response

from dashboard.web.request import PageRequest

COOKIE: Final = "vorlauf_visit"


def give(request: PageRequest, response: Response, cookie: str) -> None:
    """Let the browser keep the cookie until it is closed, or the visit ends."""
    is_secure = request.wiring.settings.dashboard_url.startswith("https:")
    response.set_cookie(
        COOKIE, cookie, httponly=True, samesite="lax", secure=is_secure, path="/"
    )


def forget(response: Response) -> None:
    """Let the browser forget the cookie."""
    response.delete_cookie(COOKIE, path="/")
