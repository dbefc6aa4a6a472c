"""Questions about imports: which posts a file may mean, and what was imported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import Audit, PlanImport, PlanImportPost, table_of

IMPORT: Final = table_of(PlanImport)
IMPORTED: Final = table_of(PlanImportPost)
_AUDIT: Final = table_of(Audit)
# So many values stand in one statement.
_AT_ONCE: Final = 500
# So many imports are listed.
_LISTED: Final = 20


def ids_by_key(connection: Connection, wanted: Collection[str]) -> list[int]:
    """Return the posts (keys) that have one of these keys of a row."""
    if not wanted:
        return []
    rows = connection.execute(
        select(POST.c.id, POST.c.plan_key).where(POST.c.plan_key != "")
    )
    return [row.id for row in rows if row.plan_key in wanted]


def ids_by_number(connection: Connection, wanted: Sequence[str]) -> list[int]:
    """Return the posts (keys) that have these numbers."""
    found: list[int] = []
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        asked = select(POST.c.id).where(POST.c.number.in_(some))
        found += connection.execute(asked).scalars()
    return found


@dataclass(frozen=True, kw_only=True)
class ImportRow:
    """An import as it is listed; the counts are posts."""

    id: int
    file_name: str
    sha256: str
    imported_at: datetime
    imported_by: str
    added: int
    changed: int
    unchanged: int
    refused: int
    undone_at: datetime | None
    undone_by: str


_LISTED_COLUMNS: Final = tuple(
    IMPORT.c[name] for name in ImportRow.__dataclass_fields__
)


def imports(connection: Connection) -> list[ImportRow]:
    """Return the last imports, the newest first."""
    wanted = select(*_LISTED_COLUMNS).order_by(IMPORT.c.id.desc()).limit(_LISTED)
    return [ImportRow(**row._asdict()) for row in connection.execute(wanted)]


def import_of(connection: Connection, key: int | None) -> ImportRow | None:
    """Return one import; without a key the last one that was not undone."""
    wanted = select(*_LISTED_COLUMNS).order_by(IMPORT.c.id.desc()).limit(1)
    is_it = IMPORT.c.undone_at.is_(None) if key is None else IMPORT.c.id == key
    row = connection.execute(wanted.where(is_it)).one_or_none()
    return None if row is None else ImportRow(**row._asdict())


def add_import(
    connection: Connection, row: PlanImport, posts: Sequence[PlanImportPost]
) -> None:
    """Keep an import and the posts that it has added or changed."""
    connection.execute(insert(IMPORT).values(**row.model_dump()))
    if posts:
        connection.execute(insert(IMPORTED), [post.model_dump() for post in posts])


def mark_undone(connection: Connection, key: int, by: str, at: datetime) -> None:
    """Note that an import was taken back."""
    connection.execute(
        update(IMPORT).where(IMPORT.c.id == key).values(undone_at=at, undone_by=by)
    )


@dataclass(frozen=True, kw_only=True)
class ImportedRecord:
    """A post of an import, as it was right afterwards, and as it is now.

    `others` says that the audit log has acts on it that are none of the import's.
    """

    post_id: int
    number: str
    is_new: bool
    row_version: int
    before: Mapping[str, Any]


def records_of(connection: Connection, key: int) -> list[ImportedRecord]:
    """Return the posts that an import has added or changed, by number."""
    wanted = (
        select(
            IMPORTED.c.post_id,
            POST.c.number,
            IMPORTED.c.is_new,
            IMPORTED.c.row_version,
            IMPORTED.c.before,
        )
        .join(POST, POST.c.id == IMPORTED.c.post_id)
        .where(IMPORTED.c.import_id == key)
        .order_by(POST.c.number_order)
    )
    return [ImportedRecord(**row._asdict()) for row in connection.execute(wanted)]


def touched_new(connection: Connection, key: int) -> frozenset[int]:
    """Return the posts (keys) that an import has added and somebody acted on since."""
    wanted = (
        select(_AUDIT.c.post_id)
        .join(IMPORTED, IMPORTED.c.post_id == _AUDIT.c.post_id)
        .where(
            IMPORTED.c.import_id == key,
            IMPORTED.c.is_new,
            _AUDIT.c.event != "add",
        )
        .distinct()
    )
    return frozenset(connection.execute(wanted).scalars())
