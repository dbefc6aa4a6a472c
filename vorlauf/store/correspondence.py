"""Questions to the store for writing letters: the step, and what went before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from states.fingerprint import Content, from_plain
from states.post import StepKind
from vorlauf.store.queries import STEP, VERSION
from vorlauf.store.tables import Audit, table_of

_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """The step a notice is about; `due_at` is aware UTC."""

    id: int
    post_id: int
    version: int
    kind: StepKind
    house: str
    asked: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    retrospective: bool


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who did something to a post, for which house, with which words."""

    actor: str
    house: str
    comment: str


_MATTERS = select(*(STEP.c[name] for name in Matter.__dataclass_fields__)).where(
    STEP.c.id.in_(bindparam("ids", expanding=True))
)
_LAST_ACT = (
    select(_AUDIT.c.actor, _AUDIT.c.house, _AUDIT.c.comment)
    .where(
        _AUDIT.c.post_id == bindparam("post_id"),
        _AUDIT.c.event == bindparam("event_"),
        _AUDIT.c.at <= bindparam("until"),
    )
    .order_by(_AUDIT.c.id.desc())
    .limit(1)
)
_SHOWN_BEFORE = (
    select(VERSION.c.content)
    .join(
        STEP,
        (STEP.c.post_id == VERSION.c.post_id) & (STEP.c.version == VERSION.c.number),
    )
    .where(
        STEP.c.post_id == bindparam("post_id"),
        STEP.c.kind == bindparam("kind_"),
        STEP.c.house == bindparam("house_"),
        STEP.c.version < bindparam("version_"),
    )
    .order_by(STEP.c.version.desc())
    .limit(1)
)


def matters(connection: Connection, step_ids: Sequence[int]) -> dict[int, Matter]:
    """Return the steps of these keys, open or closed, by key."""
    rows = connection.execute(_MATTERS, {"ids": list(step_ids)})
    return {
        row.id: Matter(**{**row._asdict(), "kind": StepKind(row.kind)}) for row in rows
    }


def last_act(connection: Connection, matter: Matter, event: str) -> Act | None:
    """Return the act of this kind that opened the step, or closed it if it has ended.

    Several houses may say no afterwards, each with words of its own.
    """
    until = matter.closed_at or matter.opened_at
    row = connection.execute(
        _LAST_ACT, {"post_id": matter.post_id, "event_": event, "until": until}
    ).one_or_none()
    return None if row is None else Act(**row._asdict())


def shown_before(connection: Connection, matter: Matter) -> Content | None:
    """Return the newest older content that this house was asked about likewise."""
    row = connection.execute(
        _SHOWN_BEFORE,
        {
            "post_id": matter.post_id,
            "kind_": matter.kind.value,
            "house_": matter.house,
            "version_": matter.version,
        },
    ).one_or_none()
    return None if row is None else from_plain(row.content)
