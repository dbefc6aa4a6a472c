"""Preferences: language and look of the pages; empty means as the browser has it."""

from typing import Final

from sqlalchemy import Connection

from states.messages import Quoted, msg
from vorlauf.db import accounts
from vorlauf.errors import BadInputError

LANGUAGES: Final = ("", "de", "en")
THEMES: Final = ("", "light", "dark")


def keep(
    connection: Connection,
    person: str,
    *,
    language: str | None = None,
    theme: str | None = None,
    shortcuts: bool | None = None,
) -> None:
    """Keep what is given and leave the rest. Raises `BadInputError` for odd wishes."""
    if language is not None and language not in LANGUAGES:
        raise BadInputError(
            msg(
                "There are no pages in {language}; choose de or en.",
                language=Quoted(language),
            )
        )
    if theme is not None and theme not in THEMES:
        raise BadInputError(
            msg("There is no theme {theme}; choose light or dark.", theme=Quoted(theme))
        )
    given = {"language": language, "theme": theme, "shortcuts": shortcuts}
    wishes = {name: wish for name, wish in given.items() if wish is not None}
    if wishes:
        accounts.set_preferences(connection, person, wishes)
