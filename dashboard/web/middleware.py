"""Middleware: refusals before any page is called, and headers of every answer.

A request that changes something must come from a page of ours: browsers say so in
`Sec-Fetch-Site`, older ones in `Origin` (OWASP, cross-site request forgery).
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.web.bodies import PACE, BodyPace, metered

# Bytes of a form; what carries files may have more.
MOST_BYTES: Final = 1_000_000
MOST_BYTES_OF: Final = (
    # Each button of the upload page sends all of its form, the chosen files as well.
    (
        re.compile(r"/answer/[^/]+/(?:files|pictures/[^/]+)|/posts/[^/]+/pictures"),
        60_000_000,
    ),
    (re.compile(r"/answer/[^/]+/pieces"), 2_000_000),
    # The signed form of a consent, and what is said beside a picture.
    (re.compile(r"/posts/[^/]+/material"), 12_000_000),
    # A spreadsheet of the plan.
    (re.compile(r"/plan/(?:topics/)?import/preview"), 31_000_000),
    # An export of a network.
    (re.compile(r"/evaluation/figures/preview"), 31_000_000),
    (re.compile(r"/api/v1/plan/(?:imports|topics/import)"), 14_000_000),
    # Anybody may send these.
    (
        re.compile(
            r"/sign-(?:in|out)(?:/.*)?|/language|/answer/[^/]+/renew|/propose/.*"
        ),
        32_768,
    ),
)
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
API: Final = "/api/v1/"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_DIGITS: Final = 12
# What is found under an address of a file of ours, and so may be kept.
_FOUND: Final = frozenset({200, 206, 304})
_A_YEAR: Final = "public, max-age=31536000, immutable"


@dataclass
class RequestGuard:
    """Stands before the application; `refuse` makes the page of a refusal.

    `origin` is the address people use, `hosts` every host under which we answer.
    """

    app: ASGIApp
    origin: str
    hosts: frozenset[str]
    refuse: Callable[[Request, int], Awaitable[Response]]
    pace: BodyPace = PACE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reply = _with_headers(send, scope, is_secure=self.origin.startswith("https:"))
        status = self._objection(scope)
        if status is not None:
            response = await self.refuse(Request(scope), status)
            await response(scope, receive, reply)
            return
        if scope["method"] not in SAFE:
            receive = metered(receive, limit_of(scope), self.pace)
        await self.app(scope, receive, reply)

    def _objection(self, scope: Scope) -> int | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return 421
        if scope["method"] not in SAFE and not self._is_ours(scope, headers):
            return 403
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400
        # A number of so many digits is too much, whatever it is.
        is_long = len(length) > _DIGITS or int(length) > limit_of(scope)
        return 413 if is_long else None

    def _is_ours(self, scope: Scope, headers: Headers) -> bool:
        if scope["path"].startswith(API):
            return True  # no cookie counts there, only a token that a page has not got
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        host = headers["host"].lower()
        is_public = urlsplit(self.origin).netloc.lower() == host
        ours = self.origin if is_public else f"http://{host}"
        return headers.get("origin", "").lower() == ours.lower().rstrip("/")


def limit_of(scope: Scope) -> int:
    """Return how many bytes a request may have."""
    if scope["method"] != "POST":
        return MOST_BYTES
    fits = (most for path, most in MOST_BYTES_OF if path.fullmatch(scope["path"]))
    return next(fits, MOST_BYTES)


def _with_headers(send: Send, scope: Scope, *, is_secure: bool) -> Send:
    is_file = scope["path"].startswith("/static/")

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            is_kept = is_file and message["status"] in _FOUND
            headers["Cache-Control"] = _A_YEAR if is_kept else "no-store"
            if is_secure:
                headers["Strict-Transport-Security"] = "max-age=31536000"
                message["headers"] = [_secure(*header) for header in headers.raw]
        await send(message)

    return sent


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header; a cookie goes nowhere but over an encrypted connection."""
    is_open = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return (name, value + b"; Secure") if is_open else (name, value)
