"""Trace queries: the words in the rows of every table, and changes of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from states.post import PostState
from vorlauf.db.post_snapshots import NOTICE, PICTURE, POST, STEP
from vorlauf.db.tables import (
    METADATA,
    Account,
    Audit,
    Consent,
    Message,
    NoticeState,
    StakeholdersRow,
    StoredFile,
    table_of,
)

Key = tuple[Any, ...]

AUDIT: Final = table_of(Audit)
MESSAGE: Final = table_of(Message)
CONSENT: Final = table_of(Consent)
STORED_FILE: Final = table_of(StoredFile)
_ACCOUNT: Final = table_of(Account)
_FILE: Final = table_of(StakeholdersRow)
# The log is walked by itself.
_NOT_WALKED: Final = frozenset({"audit", "audit_head", "bookmark", "link_key"})
_WORDY: Final = (JSON, LargeBinary, String)
_ON_THEIR_WAY: Final = (NoticeState.LEASED, NoticeState.SENDING)
_STILL_PLANNED: Final = (NoticeState.QUEUED, NoticeState.RETRY)


@dataclass(frozen=True)
class KnownBy:
    """Under which names the log has a key, and to which addresses mails went."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]


def known_by(connection: Connection, keys: Sequence[str]) -> KnownBy:
    """Return by what else somebody with these keys is known, newest first."""
    if not keys:
        return KnownBy((), ())
    names = (
        select(AUDIT.c.actor)
        .where(AUDIT.c.actor_key.in_(keys))
        .group_by(AUDIT.c.actor)
        .order_by(func.max(AUDIT.c.id).desc())
    )
    addresses = select(MESSAGE.c.address).where(MESSAGE.c.recipient.in_(keys))
    return KnownBy(
        tuple(connection.execute(names).scalars()),
        tuple(connection.execute(addresses.distinct()).scalars()),
    )


def other_actors(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Return the names of all others who stand in the log as actors."""
    asked = select(AUDIT.c.actor).where(AUDIT.c.actor_key.not_in(keys)).distinct()
    return list(connection.execute(asked).scalars())


def is_key(connection: Connection, who: str) -> bool:
    """Say whether somebody who has an account, or stands in the log, has this key."""
    accounts = select(_ACCOUNT.c.person).where(_ACCOUNT.c.person == who)
    actors = select(AUDIT.c.actor_key).where(AUDIT.c.actor_key == who).limit(1)
    return any(connection.execute(one).first() for one in (accounts, actors))


def tables() -> tuple[Table, ...]:
    """Return every table that may hold words about a person, parents first."""
    return tuple(t for t in METADATA.sorted_tables if t.name not in _NOT_WALKED)


@cache
def wordy(table: Table) -> tuple[Column[Any], ...]:
    """Return the columns of a table that hold text, JSON or octets."""
    return tuple(
        column
        for column in table.columns
        if isinstance(getattr(column.type, "impl_instance", column.type), _WORDY)
    )


def rows(connection: Connection, table: Table) -> Iterator[tuple[Key, Row[Any]]]:
    """Yield each row with its key: its wordy columns, by name."""
    keys = tuple(table.primary_key)
    names = [column.label(f"key_{number}") for number, column in enumerate(keys)]
    for row in connection.execute(select(*names, *wordy(table))):
        yield tuple(row[: len(keys)]), row


def change(
    connection: Connection, table: Table, key: Key, values: Mapping[str, object]
) -> None:
    """Write values into one row; a message is put in its own place anew."""
    if table is MESSAGE:
        _change_message(connection, key[0], values)
        return
    connection.execute(update(table).where(*_is(table, key)).values(**values))


def _change_message(
    connection: Connection, message_id: str, values: Mapping[str, object]
) -> None:
    """Take out a message, which is never changed, and put in another of its number."""
    of_it = NOTICE.c.message_id == message_id
    notices = connection.execute(select(NOTICE.c.id).where(of_it)).scalars().all()
    row = connection.execute(
        select(MESSAGE).where(MESSAGE.c.message_id == message_id)
    ).one()
    theirs = NOTICE.c.id.in_(notices)
    connection.execute(update(NOTICE).where(theirs).values(message_id=None))
    connection.execute(delete(MESSAGE).where(MESSAGE.c.message_id == message_id))
    connection.execute(insert(MESSAGE), [{**row._asdict(), **values}])
    connection.execute(update(NOTICE).where(theirs).values(message_id=message_id))


def drop(connection: Connection, table: Table, key: Key) -> None:
    """Take one row out."""
    connection.execute(delete(table).where(*_is(table, key)))


def _is(table: Table, key: Key) -> list[Any]:
    return [column == one for column, one in zip(table.primary_key, key, strict=True)]


def lines(connection: Connection) -> Iterator[Row[Any]]:
    """Yield every line of the audit log, in order."""
    asked = select(AUDIT).order_by(AUDIT.c.id)
    yield from connection.execute(asked, execution_options={"yield_per": 1000})


def open_posts(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Return the numbers of the posts in which these keys have an open step."""
    asked = (
        select(POST.c.number)
        .join_from(STEP, POST, POST.c.id == STEP.c.post_id)
        .where(STEP.c.asked.in_(keys), STEP.c.closed_at.is_(None))
        .distinct()
        .order_by(POST.c.number)
    )
    return list(connection.execute(asked).scalars())


def on_their_way(connection: Connection, keys: Sequence[str]) -> int:
    """Count the notices to these keys that are being sent."""
    asked = select(func.count()).where(
        NOTICE.c.recipient.in_(keys), NOTICE.c.state.in_(_ON_THEIR_WAY)
    )
    return int(connection.execute(asked).scalar_one())


def cancel(connection: Connection, keys: Sequence[str], now: datetime) -> None:
    """Cancel the notices to these keys that are planned; `now` is aware UTC."""
    theirs = NOTICE.c.recipient.in_(keys), NOTICE.c.state.in_(_STILL_PLANNED)
    values = {"state": NoticeState.CANCELLED, "settled_at": now}
    connection.execute(update(NOTICE).where(*theirs).values(**values))


def consents(connection: Connection) -> Iterator[Row[Any]]:
    """Yield the consents of people shown: `people`, `picture` and `form` (digests)."""
    asked: Select[Any] = select(CONSENT.c.people, CONSENT.c.picture, CONSENT.c.form)
    yield from connection.execute(asked)


def stored(connection: Connection, digests: Collection[str]) -> list[Row[Any]]:
    """Return the rows of these kept files."""
    asked = select(STORED_FILE).where(STORED_FILE.c.sha256.in_(digests))
    return list(connection.execute(asked.order_by(STORED_FILE.c.sha256)))


def shown_in(connection: Connection, digests: Collection[str]) -> list[str]:
    """Return the numbers of the posts with these pictures that are not withdrawn."""
    asked = (
        select(POST.c.number)
        .join_from(POST, PICTURE, PICTURE.c.post_id == POST.c.id)
        .where(PICTURE.c.sha256.in_(digests), POST.c.state != PostState.WITHDRAWN)
        .distinct()
        .order_by(POST.c.number)
    )
    return list(connection.execute(asked).scalars())


def whole(connection: Connection, table: Table, key: Key) -> dict[str, Any]:
    """Return one row with all its columns."""
    row = connection.execute(select(table).where(*_is(table, key))).one()
    return row._asdict()


def numbers_of(connection: Connection, posts: Sequence[int]) -> dict[int, str]:
    """Return the numbers of posts by their keys."""
    asked = select(POST.c.id, POST.c.number).where(POST.c.id.in_(posts))
    return {row.id: row.number for row in connection.execute(asked)}


def forget_previous(connection: Connection) -> None:
    """Let no earlier text of stakeholders.toml be brought back."""
    connection.execute(update(_FILE).values(previous=""))
