"""Preferences: how pages look, empty as the browser has it, and a mail of one's own."""

from typing import Final

from sqlalchemy import Connection

from states.messages import Quoted, msg
from states.post import Role
from vorlauf.db import accounts
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, RefusedError

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


def keep_daily_head(connection: Connection, person: Person, *, wanted: bool) -> None:
    """Keep whether somebody gets the audit log's head by mail on each working day.

    Raises `RefusedError` for anybody but an auditor.
    """
    if person.role is not Role.AUDITOR:
        raise RefusedError(
            msg("The head of the audit log goes by mail to auditors; others get none.")
        )
    accounts.set_preferences(connection, person.key, {"daily_head": wanted})


def wants_daily_head(connection: Connection, person: str) -> bool:
    """Say whether somebody wants the audit log's head by mail."""
    account = accounts.account_of(connection, person)
    return account is not None and account.daily_head
