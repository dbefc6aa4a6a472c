"""Questions for matching: which posts a row of figures may tell of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from vorlauf.db import versions
from vorlauf.db.post_snapshots import POST, PROOF, VERSION
from vorlauf.evaluation.snapshot_queries import IMPORT, POST_FIGURES


@dataclass(frozen=True, kw_only=True)
class PublishedPost:
    """A post that appeared on a channel, with its text and permalink there."""

    post_id: int
    number: str
    title: str
    published_at: datetime
    text: str
    permalink: str


def published(connection: Connection, channel: str) -> list[PublishedPost]:
    """Return the posts that appeared on a channel, by number."""
    is_proof = (PROOF.c.post_id == POST.c.id) & (PROOF.c.channel == channel)
    is_version = (VERSION.c.post_id == POST.c.id) & (VERSION.c.number == POST.c.version)
    rows = connection.execute(
        select(
            POST.c.id,
            POST.c.number,
            POST.c.title,
            POST.c.published_at,
            PROOF.c.permalink,
            *versions.COLUMNS,
        )
        .join_from(POST, VERSION, is_version)
        .outerjoin(PROOF, is_proof)
        .where(
            POST.c.published_at.is_not(None),
            PROOF.c.permalink.is_not(None)
            | POST.c.channels.contains(f"{channel},", autoescape=True),
        )
        .order_by(POST.c.number_order)
    )
    return [
        PublishedPost(
            post_id=row.id,
            number=row.number,
            title=row.title,
            published_at=row.published_at,
            text=versions.content_in(row).texts.get(channel, ""),
            permalink=row.permalink or "",
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class EarlierRow:
    """A row of an earlier file that was matched, and to which post."""

    permalink: str
    external_id: str
    matched_by: str
    certainty: int
    post_id: int


def earlier_rows(connection: Connection, channel: str) -> list[EarlierRow]:
    """Return the matched rows of the imports of a channel, the oldest first."""
    rows = connection.execute(
        select(*(POST_FIGURES.c[name] for name in EarlierRow.__dataclass_fields__))
        .join(IMPORT, IMPORT.c.id == POST_FIGURES.c.import_id)
        .where(
            IMPORT.c.channel == channel,
            IMPORT.c.undone_at.is_(None),
            POST_FIGURES.c.post_id.is_not(None),
        )
        .order_by(IMPORT.c.id)
    )
    return [EarlierRow(**row._asdict()) for row in rows]


def ids_of(connection: Connection, numbers: Iterable[str]) -> dict[str, int]:
    """Return the keys of posts by their numbers."""
    wanted = select(POST.c.number, POST.c.id).where(POST.c.number.in_(list(numbers)))
    return {row.number: row.id for row in connection.execute(wanted)}
