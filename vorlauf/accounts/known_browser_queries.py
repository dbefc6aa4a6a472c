"""Questions and statements about the wrong passwords of known browsers."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from vorlauf.db.accounts import Failures
from vorlauf.db.tables import KnownBrowser, table_of

BROWSER: Final = table_of(KnownBrowser)
_OF_BROWSER = select(BROWSER.c.failures, BROWSER.c.locked_until).where(
    BROWSER.c.id == bindparam("browser")
)
_DROP = delete(BROWSER).where(BROWSER.c.id == bindparam("browser"))
_DROP_ALL = delete(BROWSER).where(BROWSER.c.person == bindparam("who"))
_FORGET = delete(BROWSER).where(BROWSER.c.failed_at < bindparam("before"))
_ADD = insert(BROWSER)


def failures(connection: Connection, browser: str) -> Failures:
    """Return how many wrong passwords came in a row from a browser."""
    row = connection.execute(_OF_BROWSER, {"browser": browser}).one_or_none()
    if row is None:
        return Failures(failures=0, locked_until=None)
    return Failures(failures=row.failures, locked_until=row.locked_until)


def count(
    connection: Connection, browser: str, person: str, after: Failures, now: datetime
) -> None:
    """Write how many wrong passwords came; ask only while the account is held."""
    connection.execute(_DROP, {"browser": browser})
    if after.failures:
        row = KnownBrowser(
            id=browser,
            person=person,
            failures=after.failures,
            locked_until=after.locked_until,
            failed_at=now,
        )
        connection.execute(_ADD, row.model_dump())


def drop_all(connection: Connection, person: str) -> None:
    """Forget the wrong passwords from every known browser of a person."""
    connection.execute(_DROP_ALL, {"who": person})


def forget(connection: Connection, before: datetime) -> None:
    """Forget the browsers that have failed last before this hour."""
    connection.execute(_FORGET, {"before": before})
