"""Form errors: the HTTP status with which a refused form is shown again."""

from typing import Final

from dashboard.web.error_pages import status_of
from vorlauf.errors import NotFoundError, RefusedError, VorlaufError

CONFLICT: Final = 409


def status_again(error: VorlaufError) -> int:
    """Return the HTTP status under which a form comes back to its reader.

    They may use the form: what the engine refuses, and what has left stakeholders.toml
    meanwhile, are conflicts with the state of affairs.
    """
    if isinstance(error, NotFoundError | RefusedError):
        return CONFLICT
    return status_of(error)
