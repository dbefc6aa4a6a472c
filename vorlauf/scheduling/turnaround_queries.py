"""Questions about how long houses took: what they were asked for, and when it came."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, cast

from sqlalchemy import Connection, bindparam, func, select

from states.post import StepKind
from vorlauf.db.post_snapshots import STEP
from vorlauf.db.tables import Audit, Outcome, table_of

_AUDIT: Final = table_of(Audit)
# What other houses are asked for; the coordinating agency's own steps teach nothing.
_ASKED: Final = tuple(kind for kind in StepKind if kind.is_answered)
_STEPS = select(
    STEP.c.post_id,
    STEP.c.kind,
    STEP.c.house,
    STEP.c.opened_at,
    STEP.c.closed_at,
    STEP.c.outcome,
    # What was said on the phone was answered then, and not when it was written down.
    func.coalesce(STEP.c.said_at, STEP.c.closed_at).label("answered_at"),
).where(
    STEP.c.kind.in_(_ASKED),
    STEP.c.retrospective.is_(False),
    STEP.c.opened_at >= bindparam("since"),
    STEP.c.opened_at <= bindparam("until"),
)
_HOLDS = select(_AUDIT.c.post_id, _AUDIT.c.at).where(
    _AUDIT.c.event == bindparam("event_"), _AUDIT.c.at >= bindparam("since")
)


_RESTS = (
    select(_AUDIT.c.at, _AUDIT.c.event, _AUDIT.c.details)
    .where(
        _AUDIT.c.post_id == bindparam("post"),
        _AUDIT.c.event.in_(bindparam("events", expanding=True)),
    )
    .order_by(_AUDIT.c.id)
)

Rest = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class StepAsked:
    """What a house was asked for: opened and ended at these instants (aware UTC).

    `ended_at` is None while it is open, `is_answered` says whether an answer ended it.
    """

    post_id: int
    kind: StepKind
    house: str
    opened_at: datetime
    ended_at: datetime | None
    is_answered: bool


def steps_asked(
    connection: Connection, since: datetime, until: datetime
) -> list[StepAsked]:
    """Return what was asked for from `since` to `until` (aware UTC)."""
    rows = connection.execute(_STEPS, {"since": since, "until": until})
    return [
        StepAsked(
            post_id=row.post_id,
            kind=StepKind(row.kind),
            house=row.house,
            opened_at=row.opened_at,
            ended_at=None if row.closed_at is None else row.answered_at,
            is_answered=row.closed_at is not None and row.outcome != Outcome.VOID,
        )
        for row in rows
    ]


class _Line(Protocol):
    """A line of the audit log, as far as it tells of holds."""

    @property
    def at(self) -> datetime: ...
    @property
    def event(self) -> str: ...
    @property
    def details(self) -> str: ...


def rests_of(
    connection: Connection, post_id: int, begins: str, ends: str
) -> tuple[Rest, ...]:
    """Return when a post was on hold and went on, by the events of these names."""
    wanted = {"post": post_id, "events": [begins, ends]}
    rows = connection.execute(_RESTS, wanted)
    return rests_in(cast("Iterable[_Line]", rows), begins, ends)


def rests_in(lines: Iterable[_Line], begins: str, ends: str) -> tuple[Rest, ...]:
    """Return the holds in the lines of a post, each from when to when (aware UTC).

    One hold may begin while another lasts; a post goes on with the last of them.
    """
    found, since = [], None
    for line in lines:
        if line.event == begins:
            since = since or line.at
        elif line.event == ends and since is not None:
            if '"still_held":true' in line.details:
                continue
            found.append((since, line.at))
            since = None
    return tuple(found)


def holds_begun(
    connection: Connection, event: str, since: datetime
) -> Mapping[int, Sequence[datetime]]:
    """Return by post (key) when it was put on hold, by the events of this name."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for row in connection.execute(_HOLDS, {"event_": event, "since": since}):
        found[row.post_id].append(row.at)
    return found
