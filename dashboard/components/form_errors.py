"""Form errors: what a typed day is, and the HTTP status of a form shown again."""

from datetime import date
from typing import Final

from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.errors import BadInputError, NotFoundError, RefusedError, VorlaufError

CONFLICT: Final = 409


def status_again(error: VorlaufError) -> int:
    """Return the HTTP status under which a form comes back to its reader.

    They may use the form: what the engine refuses, and what has left stakeholders.toml
    meanwhile, are conflicts with the state of affairs.
    """
    if isinstance(error, NotFoundError | RefusedError):
        return CONFLICT
    return status_of(error)


def given_day(request: PageRequest, text: str) -> date:
    """Return the day that a form names. Raises `BadInputError`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        sentence = request.words.gettext("Name the day as in 2026-12-03.")
        raise BadInputError(sentence) from error
