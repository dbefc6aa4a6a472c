"""Questions and statements about snapshots: imports of figures, as they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, false, func, insert, or_, select, update

from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import (
    FigureImport,
    FigurePost,
    FigureSeries,
    MatchedBy,
    table_of,
)

IMPORT: Final = table_of(FigureImport)
POST_FIGURES: Final = table_of(FigurePost)
SERIES: Final = table_of(FigureSeries)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """An import as it is listed: so many rows of posts, so many of them matched."""

    id: int
    kind: str
    channel: str
    as_of: datetime
    file_name: str
    sha256: str
    taken_at: datetime
    taken_by: str
    undone_at: datetime | None
    undone_by: str
    rows: int
    matched: int


_COUNTED: Final = ("rows", "matched")
_SNAPSHOTS: Final = (
    select(
        *(
            IMPORT.c[name]
            for name in Snapshot.__dataclass_fields__
            if name not in _COUNTED
        ),
        func.count(POST_FIGURES.c.row).label("rows"),
        func.count(POST_FIGURES.c.post_id).label("matched"),
    )
    .outerjoin(POST_FIGURES, POST_FIGURES.c.import_id == IMPORT.c.id)
    .group_by(*IMPORT.columns)
    .order_by(IMPORT.c.id.desc())
)


def snapshots(connection: Connection, *, limit: int = 50) -> list[Snapshot]:
    """Return the last imports, those that were taken back too, the newest first."""
    rows = connection.execute(_SNAPSHOTS.limit(limit))
    return [Snapshot(**row._asdict()) for row in rows]


def snapshot_of(connection: Connection, key: int) -> Snapshot | None:
    """Return one import."""
    row = connection.execute(_SNAPSHOTS.where(IMPORT.c.id == key)).one_or_none()
    return None if row is None else Snapshot(**row._asdict())


def same_file(connection: Connection, sha256: str, channel: str) -> Snapshot | None:
    """Return the import of the same file that holds, if there is one.

    What was typed or fetched is no file, and has no SHA-256.
    """
    if not sha256:
        return None
    is_it = (IMPORT.c.sha256 == sha256, IMPORT.c.channel == channel)
    wanted = _SNAPSHOTS.where(*is_it, IMPORT.c.undone_at.is_(None)).limit(1)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else Snapshot(**row._asdict())


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """A row of an import, with the number and title of its post, None without one."""

    import_id: int
    row: int
    place: str
    permalink: str
    external_id: str
    excerpt: str
    day: date | None
    share: str
    campaign: str
    figures: dict[str, Any]
    post_id: int | None
    matched_by: str
    certainty: int
    number: str | None
    title: str | None


def rows_of(connection: Connection, key: int) -> list[KeptRow]:
    """Return the rows of an import, in the order of the file."""
    wanted = (
        select(POST_FIGURES, POST.c.number, POST.c.title)
        .outerjoin(POST, POST.c.id == POST_FIGURES.c.post_id)
        .where(POST_FIGURES.c.import_id == key)
        .order_by(POST_FIGURES.c.row)
    )
    return [KeptRow(**row._asdict()) for row in connection.execute(wanted)]


def add(
    connection: Connection,
    one: FigureImport,
    posts: Sequence[FigurePost],
    series: Sequence[FigureSeries],
) -> None:
    """Keep an import with all that it tells of."""
    connection.execute(insert(IMPORT).values(**one.model_dump()))
    for table, rows in ((POST_FIGURES, posts), (SERIES, series)):
        if rows:
            connection.execute(insert(table), [row.model_dump() for row in rows])


def assign(
    connection: Connection, channel: str, one: KeptRow, post_id: int | None
) -> int:
    """Say by hand of which post a row of an import tells; None for no post.

    What has the same id or permalink and told of the same post goes with it, in every
    import of the channel that holds. Return how many rows that were.
    """
    row = POST_FIGURES.c
    imports = select(IMPORT.c.id).where(
        IMPORT.c.channel == channel, IMPORT.c.undone_at.is_(None)
    )
    signs = [
        sign == said
        for sign, said in (
            (row.external_id, one.external_id),
            (row.permalink, one.permalink),
        )
        if said
    ]
    is_it = and_(row.import_id == one.import_id, row.row == one.row)
    is_same = and_(
        row.import_id.in_(imports), row.post_id == one.post_id, or_(false(), *signs)
    )
    by_hand = MatchedBy.NOTHING if post_id is None else MatchedBy.BY_HAND
    changed = connection.execute(
        update(POST_FIGURES)
        .where(or_(is_it, is_same))
        .values(
            post_id=post_id,
            matched_by=by_hand.value,
            certainty=0 if post_id is None else 100,
        )
    )
    return changed.rowcount


def mark_undone(connection: Connection, key: int, by: str, at: datetime) -> None:
    """Note that an import was taken back."""
    connection.execute(
        update(IMPORT).where(IMPORT.c.id == key).values(undone_at=at, undone_by=by)
    )
