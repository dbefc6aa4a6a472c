"""Questions and statements about sessions: who is signed in, and until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from vorlauf.db.accounts import ACCOUNT
from vorlauf.db.tables import Visit, table_of

VISIT: Final = table_of(Visit)
_STANDS = VISIT.c.ended_at.is_(None)
# A visit with what its account prefers; not of those who may not sign in any more.
_OPEN = (
    select(
        VISIT,
        ACCOUNT.c.language,
        ACCOUNT.c.theme,
        ACCOUNT.c.shortcuts,
        ACCOUNT.c.password.is_not(None).label("has_password"),
    )
    .join(ACCOUNT, ACCOUNT.c.person == VISIT.c.person)
    .where(_STANDS, ACCOUNT.c.disabled_at.is_(None))
)
_REMEMBERED = select(VISIT.c.digest).where(VISIT.c.digest == bindparam("digest_"))
_BY_DIGEST = _OPEN.where(VISIT.c.digest == bindparam("digest_"))
_OF_PERSON = _OPEN.where(VISIT.c.person == bindparam("who")).order_by(
    VISIT.c.seen_at.desc(), VISIT.c.digest
)
_SEEN = (
    update(VISIT)
    .where(
        VISIT.c.digest == bindparam("digest_"),
        VISIT.c.seen_at < bindparam("now"),
        _STANDS,
    )
    .values(seen_at=bindparam("now"))
)
_END = (
    update(VISIT)
    .where(VISIT.c.digest == bindparam("digest_"), _STANDS)
    .values(ended_at=bindparam("now"))
)
_END_ALL = (
    update(VISIT)
    .where(
        VISIT.c.person == bindparam("who"), VISIT.c.digest != bindparam("but"), _STANDS
    )
    .values(ended_at=bindparam("now"))
)
_ADD = insert(VISIT)
_FORGET = delete(VISIT).where(VISIT.c.ends_at < bindparam("before"))


def visit(connection: Connection, digest: str) -> Row[Any] | None:
    """Return a visit that nobody has ended, with the preferences of its account."""
    return connection.execute(_BY_DIGEST, {"digest_": digest}).one_or_none()


def is_remembered(connection: Connection, digest: str) -> bool:
    """Say whether there is or was such a session."""
    found = connection.execute(_REMEMBERED, {"digest_": digest})
    return found.one_or_none() is not None


def visits_of(connection: Connection, person: str) -> Sequence[Row[Any]]:
    """Return the visits of a person that nobody has ended, the last seen first."""
    return connection.execute(_OF_PERSON, {"who": person}).all()


def add(connection: Connection, begun: Visit) -> None:
    """Keep a new visit."""
    connection.execute(_ADD, begun.model_dump())


def seen(connection: Connection, digest: str, now: datetime) -> None:
    """Write that somebody was here at this hour, never an earlier one."""
    connection.execute(_SEEN, {"digest_": digest, "now": now})


def end(connection: Connection, digest: str, now: datetime) -> None:
    """Write that a visit is over; one that is over already, or unknown, stays so."""
    connection.execute(_END, {"digest_": digest, "now": now})


def end_all(connection: Connection, person: str, now: datetime, *, but: str) -> int:
    """Write that all visits of a person are over but one; return how many."""
    found = {"who": person, "but": but, "now": now}
    return connection.execute(_END_ALL, found).rowcount


def forget(connection: Connection, before: datetime) -> None:
    """Delete the visits that could not go on after this hour."""
    connection.execute(_FORGET, {"before": before})
