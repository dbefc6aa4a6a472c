"""Error pages: what is wrong and what to do, in the reader's language."""

import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from dashboard.clients.prefect_api import PrefectError
from dashboard.i18n.language import Words
from dashboard.permissions import BY_LINK, PAGES
from dashboard.web.busy import BusyError
from dashboard.web.request import PageRequest
from vorlauf.errors import (
    AlteredFileError,
    AlteredVersionError,
    BadInputError,
    ConflictError,
    LinkKeyError,
    NotFoundError,
    RefusedError,
    StoreError,
    UncertainCommitError,
    VorlaufError,
)

_LOG = logging.getLogger("vorlauf.dashboard")
# What a refusal of the engine is to a browser.
STATUSES: Final[Mapping[type[VorlaufError], int]] = {
    NotFoundError: 404,
    BadInputError: 422,
    RefusedError: 403,
    ConflictError: 409,
    AlteredFileError: 409,
    AlteredVersionError: 409,
    StoreError: 503,
    LinkKeyError: 503,
    PrefectError: 502,
    BusyError: 429,
}
# Fields that mean nothing to people.
_UNSHOWN: Final = frozenset({"seen", "next"})
# What is never sent back: such a form is filled in anew.
_SECRET: Final = "password"  # noqa: S105, a part of the names of fields
_NOT_FOUND: Final = 404


def status_of(error: VorlaufError) -> int:
    """Return the HTTP status of an error of the engine; 500 is never one of them."""
    return next((n for kind, n in STATUSES.items() if isinstance(error, kind)), 422)


def of_error(request: PageRequest, error: VorlaufError) -> Response:
    """Return the page for a refusal of the engine."""
    status = status_of(error)
    if isinstance(error, LinkKeyError):
        return _without_key(request, error)
    if isinstance(error, UncertainCommitError):
        return _uncertain(request, error)
    # Whether something exists is nobody's business who may not see it.
    sentence = "" if status == _NOT_FOUND else request.say(error)
    response = problem(request, status, sentence)
    if isinstance(error, BusyError):
        response.headers.update(error.headers)
    return response


def _uncertain(request: PageRequest, error: UncertainCommitError) -> Response:
    """Return the page for whoever must look whether something was saved."""
    gettext = request.words.gettext
    words = (
        gettext("It may have been saved"),
        gettext("Look at the state first. What you have typed is kept below."),
    )
    return problem(
        request,
        status_of(error),
        request.say(error),
        words=words,
        look_at=_state(request),
    )


def _state(request: PageRequest) -> str:
    """Return the page that shows what a form of this address has done."""
    if token := request.path.get("token"):
        return f"/answer/{quote(token)}"
    if number := request.path.get("number"):
        return f"/posts/{quote(number)}"
    first = "/" + request.http.url.path.split("/")[1]
    known = {page.path for page in PAGES if page.method == "GET"}
    return first if first in known else "/"


def _without_key(request: PageRequest, error: LinkKeyError) -> Response:
    """Return the page for whoever comes by a link that cannot be told from others here.

    What is to be done about it is said in the log: it is no business of the reader's.
    """
    _LOG.error("%s", error)
    gettext = request.words.gettext
    words = (
        gettext("Links cannot be opened at present"),
        gettext(
            "This is our fault and not yours. Nothing has been changed. "
            "Try again later; if it is urgent, please call us."
        ),
    )
    return problem(request, status_of(error), words=words)


def problem(
    request: PageRequest,
    status: int,
    sentence: str = "",
    *,
    words: tuple[str, str] | None = None,
    look_at: str = "",
) -> Response:
    """Return the page of a problem, with what was typed, ready to be sent again.

    `sentence` says more exactly what is wrong than the status does; `words` are another
    title and advice than those of the status. With `look_at`, an address, nothing is
    offered to be sent again.
    """
    title, advice = words or _words(request.words, status)
    fields = () if _is_secret(request) else request.form.fields
    is_by_link = request.http.url.path.startswith(BY_LINK)
    return request.page(
        "answer_problem.html" if is_by_link else "problem.html",
        status=status,
        problem=True,
        title=title,
        sentence=sentence,
        advice=advice,
        code=status,
        typed=[f for f in fields if f[1].strip() and f[0] not in _UNSHOWN],
        held=fields,
        again=request.http.url.path if fields else "",
        look_at=look_at,
        here=_here(request),
    )


def _here(request: PageRequest) -> str:
    """Return where to go on after choosing another language: no form is an address."""
    is_page = request.http.method in {"GET", "HEAD"}
    return request.http.url.path if is_page else "/"


def _is_secret(request: PageRequest) -> bool:
    return any(_SECRET in name for name, _ in request.form.fields)


def _words(words: Words, status: int) -> tuple[str, str]:
    """Return what a problem is called, and what to do about it."""
    gettext = words.gettext
    known = {
        400: (
            gettext("This request cannot be read"),
            gettext("Go back and try again; if it stays so, tell your coordinator."),
        ),
        401: (
            gettext("You are not signed in any more"),
            gettext("Sign in, then send again what you have typed; it is kept below."),
        ),
        403: (
            gettext("That may not be done"),
            gettext("Nothing has been changed."),
        ),
        404: (
            gettext("There is nothing here for you to see"),
            gettext("Check the address, or look for it among the posts."),
        ),
        405: (
            gettext("This address is not used in that way"),
            gettext("Go back and use the buttons of the page."),
        ),
        408: (
            gettext("This has not come in time"),
            gettext(
                "Nothing has been changed. The line was too slow, or it was cut off; "
                "go back and send it again."
            ),
        ),
        409: (
            gettext("Somebody else was faster"),
            gettext(
                "Look at what has changed, then decide again. "
                "What you have typed is kept below."
            ),
        ),
        413: (
            gettext("That is more than can be sent at once"),
            gettext(
                "Nothing has been changed. Shorten the text, or send a smaller file."
            ),
        ),
        421: (
            gettext("This is not the address of the dashboard"),
            gettext("Use the address from your invitation."),
        ),
        422: (
            gettext("That cannot be used as it is"),
            gettext("Nothing has been changed. Put it right and send it again."),
        ),
        429: (
            gettext("Too much at the same time"),
            gettext("Nothing has been changed. Wait a little, then try again."),
        ),
        502: (
            gettext("What runs by itself does not answer at present"),
            gettext("Everything else works. Try again in a moment."),
        ),
        503: (
            gettext("The database cannot be used at present"),
            gettext("Nothing has been changed. Try again in a moment."),
        ),
    }
    return known.get(
        status,
        (
            gettext("Something went wrong on our side"),
            gettext(
                "It has been written to the log. "
                "Nothing has been changed; try again, or tell your administrator."
            ),
        ),
    )
