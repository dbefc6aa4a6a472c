"""Dossier queries: one question for each table, for any number of posts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from vorlauf.db.post_snapshots import (
    CONSENT,
    HOUSE,
    MESSAGE,
    NOTICE,
    PICTURE,
    POST,
    PROOF,
    STEP,
    VERSION,
)
from vorlauf.db.tables import Audit, NoticeState, table_of
from vorlauf.db.versions import LOGGED
from vorlauf.material.file_queries import STORED_FILE

AUDIT: Final = table_of(Audit)
# So many keys stand in one statement.
_AT_ONCE: Final = 500
_WENT_OUT: Final = (NoticeState.SENT, NoticeState.UNKNOWN)
_MAILS: Final = (
    select(
        NOTICE.c.post_id,
        NOTICE.c.step_id,
        NOTICE.c.purpose,
        NOTICE.c.house,
        NOTICE.c.told_due_at,
        NOTICE.c.settled_at,
        func.coalesce(MESSAGE.c.recipient, NOTICE.c.recipient).label("reader"),
    )
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
    .where(NOTICE.c.state.in_(_WENT_OUT), NOTICE.c.settled_at.is_not(None))
)

_Row = Row[Any]
_Rows = Mapping[int, Sequence[_Row]]


@dataclass(frozen=True, kw_only=True)
class FileRows:
    """The rows of posts by the key of their post; consents and files by picture."""

    posts: Sequence[_Row]
    houses: _Rows
    versions: _Rows
    steps: _Rows
    mails: _Rows
    pictures: _Rows
    proofs: _Rows
    lines: _Rows
    consents: Mapping[str, Sequence[_Row]]
    files: Mapping[str, _Row]


def numbered(connection: Connection, numbers: Sequence[str]) -> list[_Row]:
    """Return the posts of these numbers, by slot; unknown ones are left out."""
    return _posts(connection, POST.c.number.in_(numbers))


def within(
    connection: Connection,
    *,
    since: datetime | None,
    until: datetime | None,
    houses: Sequence[str],
) -> list[_Row]:
    """Return the posts whose slot lies within (aware UTC; `until` is out), by slot.

    With `houses` those of one of them; of a house with all keys that it had.
    """
    wanted: list[ColumnElement[bool]] = [~POST.c.is_reserve]
    if since is not None:
        wanted.append(POST.c.slot_at >= since)
    if until is not None:
        wanted.append(POST.c.slot_at < until)
    if houses:
        theirs = select(HOUSE.c.post_id).where(HOUSE.c.house.in_(houses))
        wanted.append(POST.c.id.in_(theirs))
    return _posts(connection, *wanted)


def _posts(connection: Connection, *wanted: ColumnElement[bool]) -> list[_Row]:
    order = (POST.c.slot_at, POST.c.number_order)
    return list(connection.execute(select(POST).where(*wanted).order_by(*order)))


def rows_of(connection: Connection, posts: Sequence[_Row]) -> FileRows:
    """Return everything that hangs on these posts."""
    keys = [post.id for post in posts]
    found = _Reader(connection, keys)
    pictures = found.hanging(select(PICTURE), PICTURE.c.post_id, "id")
    shown = sorted({row.sha256 for rows in pictures.values() for row in rows})
    return FileRows(
        posts=posts,
        houses=found.hanging(select(HOUSE), HOUSE.c.post_id, "house"),
        versions=found.hanging(
            select(VERSION, LOGGED.label("said")), VERSION.c.post_id, "number"
        ),
        steps=found.hanging(select(STEP), STEP.c.post_id, "id"),
        mails=found.hanging(_MAILS, NOTICE.c.post_id, "settled_at"),
        pictures=pictures,
        proofs=found.hanging(select(PROOF), PROOF.c.post_id, "channel"),
        lines=found.hanging(select(AUDIT), AUDIT.c.post_id, "id"),
        consents=_by("picture", found.of(select(CONSENT), CONSENT.c.picture, shown)),
        files={
            row.sha256: row
            for row in found.of(select(STORED_FILE), STORED_FILE.c.sha256, shown)
        },
    )


@dataclass(frozen=True)
class _Reader:
    """Reads what belongs to many keys, some hundred of them in one statement."""

    connection: Connection
    posts: Sequence[int]

    def hanging(
        self, wanted: Select[Any], key: ColumnElement[Any], order: str
    ) -> _Rows:
        rows = self.of(wanted, key, self.posts)
        return _by("post_id", sorted(rows, key=attrgetter(order)))

    def of(
        self, wanted: Select[Any], key: ColumnElement[Any], keys: Sequence[object]
    ) -> list[_Row]:
        parts = range(0, len(keys), _AT_ONCE)
        return [
            row
            for at in parts
            for row in self.connection.execute(
                wanted.where(key.in_(keys[at : at + _AT_ONCE]))
            )
        ]


def _by(name: str, rows: Iterable[_Row]) -> dict[Any, list[_Row]]:
    found: dict[Any, list[_Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def lines_of(connection: Connection, numbers: Sequence[str]) -> list[int]:
    """Return the keys of the lines about these posts, in order."""
    found: list[int] = []
    for at in range(0, len(numbers), _AT_ONCE):
        of_posts = select(POST.c.id).where(
            POST.c.number.in_(numbers[at : at + _AT_ONCE])
        )
        wanted = select(AUDIT.c.id).where(AUDIT.c.post_id.in_(of_posts))
        found += connection.execute(wanted).scalars()
    return sorted(found)
