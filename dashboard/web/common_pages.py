"""Common pages: has anything changed, stay signed in, language, keys."""

from typing import Final

from starlette.responses import JSONResponse, RedirectResponse, Response

from dashboard.web.request import LANGUAGE, PageRequest
from vorlauf.accounts import preferences, sessions
from vorlauf.readmodels.page_frame import pulse

_A_YEAR: Final = 31_536_000


def health(request: PageRequest) -> Response:
    """Say that we are there, and that the database answers."""
    with request.reading() as connection:
        pulse(connection)
    return JSONResponse({"status": "ok"})


def changes(request: PageRequest) -> Response:
    """Return the version of all that is shown, and the seconds until the visit ends."""
    with request.reading() as connection:
        seen = pulse(connection)
    left = (request.account.ends_at - request.now).total_seconds()
    return JSONResponse({"pulse": request.stamp(seen), "ends_in": int(left)})


def stay(request: PageRequest) -> Response:
    """Let the visit go on for as long as one without a pause may."""
    with request.writing() as connection:
        found = sessions.stay(connection, request.account, request.now)
    if "x-by-itself" in request.http.headers:
        left = (found.ends_at - request.now).total_seconds()
        return JSONResponse({"ends_in": int(left)})
    return request.go(_back(request), said=request.words.gettext("You stay signed in."))


def language(request: PageRequest) -> Response:
    """Choose the language of the pages; signed in or not."""
    wish = request.form.line("language")
    response = RedirectResponse(_back(request), 303)
    if wish in request.parts.languages:
        response.set_cookie(
            LANGUAGE, wish, max_age=_A_YEAR, httponly=True, samesite="lax"
        )
        if request.is_signed_in:
            with request.writing() as connection:
                preferences.keep(connection, request.person.key, language=wish)
    return response


def shortcuts(request: PageRequest) -> Response:
    """Show which keys do what."""
    return request.page("shortcuts.html")


def _back(request: PageRequest) -> str:
    return here_or(request.form.line("next"), "/")


def here_or(wish: str, otherwise: str) -> str:
    """Return an address on this site, whatever was asked for."""
    is_here = wish.startswith("/") and not wish.startswith(("//", "/\\"))
    return wish if is_here and wish.isprintable() and wish.isascii() else otherwise


PAGES: Final = {
    "health": health,
    "changes": changes,
    "stay": stay,
    "language": language,
    "shortcuts": shortcuts,
}
