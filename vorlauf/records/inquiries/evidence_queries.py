"""Questions and statements about evidence: decisions, exceptions, and what is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from states.fingerprint import Content
from states.post import StepKind
from vorlauf.db import keys, versions
from vorlauf.db.post_snapshots import POST, STEP
from vorlauf.db.tables import (
    Audit,
    InquiryEvidence,
    Outcome,
    Version,
    table_of,
)

EVIDENCE: Final = table_of(InquiryEvidence)
_AUDIT: Final = table_of(Audit)
_VERSION: Final = table_of(Version)
_DECIDED: Final = (Outcome.ENDORSED.value, Outcome.APPROVED.value)
_EXCEPTIONS: Final = ("override", "hold")
_DECISIONS: Final = (
    select(STEP)
    .where(
        STEP.c.post_id.in_(bindparam("posts", expanding=True)),
        STEP.c.outcome.in_(_DECIDED),
    )
    .order_by(STEP.c.closed_at, STEP.c.id)
)
_EVENTS: Final = (
    select(_AUDIT.c.post_id, _AUDIT.c.event)
    .where(
        _AUDIT.c.post_id.in_(bindparam("posts", expanding=True)),
        _AUDIT.c.event.in_(_EXCEPTIONS),
    )
    .distinct()
)


@dataclass(frozen=True, kw_only=True)
class DecisionMade:
    """Who endorsed or approved which version of a post; names are text."""

    post_id: int
    version: int
    kind: StepKind
    house: str
    decided_by: str
    on_behalf_of: str
    way: str
    recorded_by: str
    decided_at: datetime
    retrospective: bool


def decisions(connection: Connection, post_ids: Collection[int]) -> list[DecisionMade]:
    """Return the endorsements and approvals of posts, in the order of time."""
    rows = connection.execute(_DECISIONS, {"posts": sorted(post_ids)})
    return [_decision(row) for row in rows]


def _decision(row: Row[Any]) -> DecisionMade:
    return DecisionMade(
        post_id=row.post_id,
        version=row.version,
        kind=StepKind(row.kind),
        house=row.house,
        decided_by=row.decided_by or "",
        on_behalf_of=row.on_behalf_of or "",
        way=row.way,
        recorded_by=row.recorded_by,
        decided_at=row.said_at or row.closed_at,
        retrospective=row.retrospective,
    )


def contents(
    connection: Connection, post_ids: Collection[int]
) -> dict[tuple[int, int], Content]:
    """Return what each version of posts says, by key of the post and number."""
    wanted = select(
        *versions.COLUMNS,
        _VERSION.c.post_id.label("post"),
        _VERSION.c.number.label("version"),
    ).where(_VERSION.c.post_id.in_(sorted(post_ids)))
    rows = connection.execute(wanted)
    return {(row.post, row.version): versions.content_in(row) for row in rows}


def exceptions(
    connection: Connection, post_ids: Collection[int]
) -> dict[str, frozenset[int]]:
    """Return which posts were once set by hand (`override`) or on `hold`."""
    rows = connection.execute(_EVENTS, {"posts": sorted(post_ids)}).all()
    return {
        event: frozenset(row.post_id for row in rows if row.event == event)
        for event in _EXCEPTIONS
    }


def published_versions(
    connection: Connection, post_ids: Collection[int]
) -> dict[int, int]:
    """Return the version of each post as it stands now, by its key."""
    wanted = select(POST.c.id, POST.c.version).where(POST.c.id.in_(sorted(post_ids)))
    return {row.id: row.version for row in connection.execute(wanted)}


def next_key(connection: Connection) -> int:
    """Return the next free key; ask only while the audit log is locked."""
    return keys.next_id(connection, EVIDENCE)


def keep(connection: Connection, row: InquiryEvidence) -> None:
    """Keep what was found."""
    connection.execute(insert(EVIDENCE).values(**row.model_dump()))


def kept(connection: Connection, inquiry: int) -> list[InquiryEvidence]:
    """Return what is kept for an inquiry, by question."""
    rows = connection.execute(
        select(EVIDENCE)
        .where(EVIDENCE.c.inquiry_id == inquiry, EVIDENCE.c.removed_at.is_(None))
        # What is for all questions stands last.
        .order_by(EVIDENCE.c.question == 0, EVIDENCE.c.question, EVIDENCE.c.id)
    )
    return [InquiryEvidence(**row._asdict()) for row in rows]


def remove(connection: Connection, key: int, inquiry: int, now: datetime) -> bool:
    """Let evidence count no more; False if there is none to remove."""
    changed = connection.execute(
        update(EVIDENCE)
        .where(
            EVIDENCE.c.id == key,
            EVIDENCE.c.inquiry_id == inquiry,
            EVIDENCE.c.removed_at.is_(None),
        )
        .values(removed_at=now)
    )
    return changed.rowcount == 1
