"""Links: what the address of a page opens, and how such a page is shown.

A person with a link has no account. The token is in the address, so a page must not
leak it to other sites, and neither browsers nor search engines may keep the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from starlette.responses import Response

from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from dashboard.web.templates import url
from vorlauf.db import accounts
from vorlauf.db.engine import Connection
from vorlauf.errors import VorlaufError
from vorlauf.links.verify import LinkState, VerifiedLink, open_link

# No page needs a script; the one for uploads says for itself that it has one.
POLICY: Final = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}

Faults = list[tuple[str, str]]


@dataclass(frozen=True)
class LinkPath:
    """The address of the page of a link; its language stays with it if one is chosen.

    It is called with what comes after the link: `path("/forward")`.
    """

    token: str
    language: str = ""

    def __call__(self, rest: str = "", **query: object) -> str:
        """Return the address of a page of this link."""
        return url(f"/answer/{self.token}{rest}", lang=self.language, **query)

    def in_language(self, language: str) -> str:
        """Return the address of this page in another language."""
        return url(f"/answer/{self.token}", lang=language)


def opened_by(request: PageRequest, connection: Connection) -> VerifiedLink | None:
    """Return what the link of the address opens, None if it is none of ours."""
    found = open_link(
        request.call(connection), request.wiring.issuer, request.path["token"]
    )
    request.language = _language(request, found)
    # The page names a coordinator who can be called.
    disabled = found.disabled if found else accounts.disabled(connection)
    request.directory = replace(request.directory, disabled=disabled)
    return found


def is_good(opened: VerifiedLink | None) -> bool:
    """Say whether a link still opens its step."""
    return opened is not None and opened.state is LinkState.GOOD


def path_of(request: PageRequest) -> LinkPath:
    """Return the address of the link that was followed."""
    chosen = request.query.get("lang", "")
    return LinkPath(
        request.path["token"], chosen if chosen in request.parts.languages else ""
    )


def show(
    request: PageRequest, template: str, *, status: int = 200, **values: object
) -> Response:
    """Return a page of a link: without navigation, for nobody who searches."""
    shown = {"path": path_of(request), "faults": [], "form": request.form, **values}
    return with_headers(request.page(template, status=status, **shown))


def with_headers(response: Response, headers: Mapping[str, str] = HEADERS) -> Response:
    """Give an answer the headers of pages by link."""
    response.headers.update(headers)
    return response


def back(request: PageRequest, said: str = "") -> Response:
    """Send the reader on (303) to the page of the same link, which says this first."""
    return with_headers(request.go(path_of(request)(), said=said))


def refused(
    request: PageRequest, error: VorlaufError, where: str = ""
) -> tuple[Faults, int]:
    """Return what a refusal of the engine says of a field, and its status."""
    return [(where, request.say(error))], status_of(error)


def _language(request: PageRequest, opened: VerifiedLink | None) -> str:
    known = request.parts.languages
    chosen = request.query.get("lang", "")
    if chosen in known:
        return chosen
    recipient = opened.recipient if opened else None
    if recipient is not None and recipient.language in known:
        return recipient.language
    return request.language
