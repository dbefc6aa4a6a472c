"""Common pages: what serves every page: has something changed, stay, language, keys."""

from typing import Final

from starlette.responses import JSONResponse, RedirectResponse, Response

from dashboard.web.request import LANGUAGE, PageRequest
from vorlauf.accounts import preferences, sessions
from vorlauf.readmodels.pulse import pulse

_A_YEAR: Final = 31_536_000


def health(errand: PageRequest) -> Response:
    """Say that we are there, and that the database answers."""
    with errand.reading() as connection:
        pulse(connection)
    return JSONResponse({"status": "ok"})


def changes(errand: PageRequest) -> Response:
    """Return the version of all that is shown, and the seconds until the visit ends."""
    with errand.reading() as connection:
        seen = pulse(connection)
    left = (errand.account.ends_at - errand.now).total_seconds()
    return JSONResponse({"pulse": errand.stamp(seen), "ends_in": int(left)})


def stay(errand: PageRequest) -> Response:
    """Let the visit go on for as long as one without a pause may."""
    with errand.writing() as connection:
        found = sessions.stay(connection, errand.account, errand.now)
    if "x-by-itself" in errand.request.headers:
        left = (found.ends_at - errand.now).total_seconds()
        return JSONResponse({"ends_in": int(left)})
    return errand.go(_back(errand), said=errand.words.gettext("You stay signed in."))


def language(errand: PageRequest) -> Response:
    """Choose the language of the pages; signed in or not."""
    wish = errand.form.line("language")
    response = RedirectResponse(_back(errand), 303)
    if wish in errand.parts.languages:
        response.set_cookie(
            LANGUAGE, wish, max_age=_A_YEAR, httponly=True, samesite="lax"
        )
        if errand.is_signed_in:
            with errand.writing() as connection:
                preferences.keep(connection, errand.person.key, language=wish)
    return response


def shortcuts(errand: PageRequest) -> Response:
    """Show which keys do what."""
    return errand.page("shortcuts.html")


def _back(errand: PageRequest) -> str:
    return here_or(errand.form.line("next"), "/")


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
