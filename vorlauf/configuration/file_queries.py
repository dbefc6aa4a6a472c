"""Questions and statements about stakeholders.toml: what was read, what was changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from states.post import PostState
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import Audit, StakeholdersRow, table_of
from vorlauf.directory.differences import FieldChange

# The events under which the log keeps the differences of the file.
CHANGED, EDITED, TAKEN_BACK = "config_change", "config_edit", "config_undo"
_EVENTS: Final = (CHANGED, EDITED, TAKEN_BACK)
_FILE = table_of(StakeholdersRow)
_AUDIT = table_of(Audit)
_OVER: Final = (PostState.PUBLISHED, PostState.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class NotedFile:
    """What was found last; see `StakeholdersRow`."""

    place: str
    digest: str
    previous: str
    written_by: str
    noted_at: datetime
    faulty_since: datetime | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ConfigEntry:
    """A line of the log about the file: when, who, and what was changed."""

    at: datetime
    event: str
    actor: str
    comment: str
    changes: Sequence[FieldChange]


@dataclass(frozen=True, kw_only=True)
class ComingPost:
    """A post whose slot lies ahead."""

    number: str
    title: str
    slot_at: datetime


def noted(connection: Connection, place: str) -> NotedFile | None:
    """Return what was found at a place last; elsewhere if that is not known."""
    columns = [_FILE.c[name] for name in NotedFile.__dataclass_fields__]
    order = ((_FILE.c.place == place).desc(), _FILE.c.noted_at.desc())
    row = connection.execute(select(*columns).order_by(*order).limit(1)).one_or_none()
    return NotedFile(**row._asdict()) if row else None


def note(connection: Connection, found: NotedFile) -> None:
    """Write what was found; ask only while the audit log is locked."""
    values = {name: getattr(found, name) for name in NotedFile.__dataclass_fields__}
    place = values.pop("place")
    statement = update(_FILE).where(_FILE.c.place == place).values(values)
    if connection.execute(statement).rowcount == 0:
        connection.execute(insert(_FILE), {"place": place, **values})


def claim_telling(connection: Connection, place: str, now: datetime) -> bool:
    """Say whether nobody else tells of the standstill at a place; then it is told."""
    statement = (
        update(_FILE)
        .where(_FILE.c.place == place, _FILE.c.told_at.is_(None))
        .values(told_at=now)
    )
    return connection.execute(statement).rowcount == 1


def release_telling(connection: Connection, place: str) -> None:
    """Let the standstill at a place be told again, for its mail has not left."""
    statement = update(_FILE).where(_FILE.c.place == place).values(told_at=None)
    connection.execute(statement)


def entries(connection: Connection, most: int) -> list[ConfigEntry]:
    """Return the newest lines about the file, at most so many, the newest first."""
    rows = connection.execute(
        select(
            _AUDIT.c.at,
            _AUDIT.c.event,
            _AUDIT.c.actor,
            _AUDIT.c.comment,
            _AUDIT.c.details,
        )
        .where(_AUDIT.c.event.in_(_EVENTS))
        .order_by(_AUDIT.c.id.desc())
        .limit(most)
    )
    return [
        ConfigEntry(
            at=row.at,
            event=row.event,
            actor=row.actor,
            comment=row.comment,
            changes=[
                FieldChange(
                    path=tuple(one["field"].split(".")),
                    before=one["old"],
                    after=one["new"],
                )
                for one in json.loads(row.details).get("changes", ())
            ],
        )
        for row in rows
    ]


def coming_posts(connection: Connection, now: datetime) -> list[ComingPost]:
    """Return the posts that are still to appear, the earliest first."""
    rows = connection.execute(
        select(POST.c.number, POST.c.title, POST.c.slot_at)
        .where(POST.c.slot_at > now, POST.c.state.not_in(_OVER))
        .order_by(POST.c.slot_at)
    )
    return [ComingPost(**row._asdict()) for row in rows]
