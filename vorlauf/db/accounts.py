"""Questions and statements about accounts: who may sign in, and by what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from vorlauf.db.tables import Account, table_of

ACCOUNT: Final = table_of(Account)
_BY_PERSON = select(ACCOUNT).where(ACCOUNT.c.person == bindparam("who"))
# Whoever holds the row decides about it alone, until the end of the transaction.
_HELD = _BY_PERSON.with_for_update()
_DISABLED = select(ACCOUNT.c.person).where(ACCOUNT.c.disabled_at.is_not(None))
_WANTING_HEADS = select(ACCOUNT.c.person).where(ACCOUNT.c.daily_head)
_CHANGE = update(ACCOUNT).where(ACCOUNT.c.person == bindparam("who"))
_COUNT_FAILURE = _CHANGE.values(
    failures=bindparam("failures_"), locked_until=bindparam("locked_until_")
)


@dataclass(frozen=True, kw_only=True)
class Failures:
    """How many wrong passwords came in a row, and until when none is looked at."""

    failures: int
    locked_until: datetime | None


def account_of(connection: Connection, person: str) -> Account | None:
    """Return the account of a person, if there is one."""
    row = connection.execute(_BY_PERSON, {"who": person}).one_or_none()
    return Account(**row._asdict()) if row else None


def hold(connection: Connection, person: str) -> Account | None:
    """Return the account; nobody else holds it before this transaction ends."""
    row = connection.execute(_HELD, {"who": person}).one_or_none()
    return Account(**row._asdict()) if row else None


def accounts(connection: Connection) -> dict[str, Account]:
    """Return every account, by the key of its person."""
    rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.person))
    return {row.person: Account(**row._asdict()) for row in rows}


def disabled(connection: Connection) -> frozenset[str]:
    """Return the keys of the people who were shut out."""
    return frozenset(connection.execute(_DISABLED).scalars())


def add(connection: Connection, person: str, by: str, now: datetime) -> None:
    """Keep a new account, which as yet has no password and no preference."""
    connection.execute(
        insert(ACCOUNT).values(
            person=person,
            invited_at=now,
            invited_by=by,
            disabled_at=None,
            disabled_by="",
            password=None,
            password_set_at=None,
            failures=0,
            locked_until=None,
            language="",
            theme="",
            shortcuts=True,
        )
    )


def enable(connection: Connection, person: str, by: str, now: datetime) -> None:
    """Write that somebody is invited again; wrong passwords are forgotten."""
    enabled = _CHANGE.values(
        invited_at=now,
        invited_by=by,
        disabled_at=None,
        disabled_by="",
        failures=0,
        locked_until=None,
    )
    connection.execute(enabled, {"who": person})


def disable(connection: Connection, person: str, by: str, now: datetime) -> None:
    """Write that somebody may not sign in any more; the password is forgotten."""
    disabled = _CHANGE.values(
        disabled_at=now, disabled_by=by, password=None, password_set_at=None
    )
    connection.execute(disabled, {"who": person})


def wanting_heads(connection: Connection) -> frozenset[str]:
    """Return the keys of those who want the audit log's head, disabled or not."""
    return frozenset(connection.execute(_WANTING_HEADS).scalars())


def count_failures(connection: Connection, person: str, after: Failures) -> None:
    """Write how many wrong passwords there were; nobody's account is no error."""
    connection.execute(
        _COUNT_FAILURE,
        {
            "who": person,
            "failures_": after.failures,
            "locked_until_": after.locked_until,
        },
    )


def set_password(
    connection: Connection, person: str, hashed: str, now: datetime
) -> None:
    """Keep the hash of a new password; wrong ones before it are forgotten."""
    kept = _CHANGE.values(
        password=hashed, password_set_at=now, failures=0, locked_until=None
    )
    connection.execute(kept, {"who": person})


def rehash(connection: Connection, person: str, hashed: str) -> None:
    """Keep another hash of the same password."""
    connection.execute(_CHANGE.values(password=hashed), {"who": person})


def set_preferences(
    connection: Connection, person: str, wishes: dict[str, str | bool]
) -> None:
    """Keep these of the preferences: language, theme, shortcuts, daily_head."""
    connection.execute(_CHANGE.values(**wishes), {"who": person})
