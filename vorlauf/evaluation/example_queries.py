"""Questions about examples: what a post said, and which picture may be shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, select

from vorlauf.db import versions
from vorlauf.db.post_snapshots import CONSENT, POST, VERSION
from vorlauf.db.tables import StoredFile, table_of

_FILE = table_of(StoredFile)
_PREVIEW: Final = "preview"
_TERMS: Final = (
    CONSENT.c.people,
    CONSENT.c.first_day,
    CONSENT.c.last_day,
    CONSENT.c.withdrawn_at,
)


@dataclass(frozen=True, kw_only=True)
class ShownVersion:
    """The texts of a post by channel, and its first picture, if it may be shown.

    `picture` is the SHA-256 of the picture and `preview` that of a smaller one; both
    are empty without a picture, and where a consent has ended: then `is_withheld`.
    """

    texts: Mapping[str, str]
    picture: str = ""
    preview: str = ""
    alt_text: str = ""
    is_withheld: bool = False


def shown_versions(
    connection: Connection, post_ids: Collection[int], today: date
) -> dict[int, ShownVersion]:
    """Return by post (key) what it says now, with what may be shown on a day."""
    wanted = (
        select(POST.c.id, *versions.COLUMNS)
        .join(
            VERSION,
            and_(VERSION.c.post_id == POST.c.id, VERSION.c.number == POST.c.version),
        )
        .where(POST.c.id.in_(sorted(post_ids)))
    )
    rows = connection.execute(wanted).all() if post_ids else []
    contents = {row.id: versions.content_in(row) for row in rows}
    first = {key: one.pictures[0] for key, one in contents.items() if one.pictures}
    files, ended = _files(connection, {one.sha256 for one in first.values()}, today)
    found = {}
    for key, content in contents.items():
        picture = first.get(key)
        sha256 = picture.sha256 if picture else ""
        is_there = sha256 in files and sha256 not in ended
        found[key] = ShownVersion(
            texts=content.texts,
            picture=sha256 if is_there else "",
            preview=files[sha256] if is_there else "",
            alt_text=picture.alt_text if picture and is_there else "",
            is_withheld=sha256 in ended,
        )
    return found


def _files(
    connection: Connection, pictures: Collection[str], today: date
) -> tuple[dict[str, str], set[str]]:
    """Return the previews of pictures, and those to whose people no consent holds."""
    if not pictures:
        return {}, set()
    wanted = (
        select(_FILE.c.sha256, _FILE.c.variants, *_TERMS)
        .outerjoin(CONSENT, CONSENT.c.picture == _FILE.c.sha256)
        .where(_FILE.c.sha256.in_(sorted(pictures)))
    )
    rows = connection.execute(wanted).all()
    holds: dict[tuple[str, str], bool] = {}
    for row in rows:
        if row.people is not None:
            key = (row.sha256, row.people)
            holds[key] = holds.get(key, False) or _holds(row, today)
    ended = {sha256 for (sha256, _), is_held in holds.items() if not is_held}
    return {row.sha256: row.variants.get(_PREVIEW, "") for row in rows}, ended


def _holds(row: Row[*tuple[Any, ...]], day: date) -> bool:
    is_current: bool = row.first_day <= day <= (row.last_day or day)
    return is_current and row.withdrawn_at is None
