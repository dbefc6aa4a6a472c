"""The cookies of people: of a session, and of a browser that has signed somebody in.

The first is a random token. The second is signed, names accounts and opens nothing.
"""

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from dashboard.web.request import PageRequest
from vorlauf.accounts import known_browsers
from vorlauf.errors import LinkKeyError, SettingsError

COOKIE: Final = "vorlauf_visit"
KNOWN: Final = "vorlauf_known"


def give(request: PageRequest, response: Response, cookie: str) -> None:
    """Let the browser keep the cookie until it is closed, or the visit ends."""
    is_secure = request.wiring.settings.dashboard_url.startswith("https:")
    response.set_cookie(
        COOKIE, cookie, httponly=True, samesite="lax", secure=is_secure, path="/"
    )


def forget(response: Response) -> None:
    """Let the browser forget the cookie."""
    response.delete_cookie(COOKIE, path="/")


def remember(request: PageRequest, response: Response, person: str) -> None:
    """Let the browser keep, for a year, that it has signed a person (a key) in."""
    key = _key(request)
    if not key:
        return
    before = request.http.cookies.get(KNOWN, "")
    response.set_cookie(
        KNOWN,
        known_browsers.remembering(key, before, person, request.now),
        max_age=int(known_browsers.HOLDS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.wiring.settings.dashboard_url.startswith("https:"),
        path="/",
    )


def known(request: PageRequest) -> Mapping[str, str]:
    """Return by their keys whom this browser has signed in, with its id for each."""
    cookie = request.http.cookies.get(KNOWN, "")
    key = _key(request) if cookie else b""
    return known_browsers.known(key, cookie, request.now) if key else {}


def _key(request: PageRequest) -> bytes:
    """Return the key that signs; empty on a machine that has another than the links."""
    try:
        return request.wiring.issuer.key
    except (LinkKeyError, SettingsError):
        return b""
