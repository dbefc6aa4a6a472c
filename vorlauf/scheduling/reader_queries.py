"""Questions and statements about notices that another person reads."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from notifications.letters.mail_kinds import purposes_where
from states.messages import msg
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db.post_snapshots import IS_WAITING, MESSAGE, NOTICE, POST, STEP
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.db.unit_of_work import WAITS_OR_IS_HELD

WITHHELD: Final = msg("Whoever it is for is disabled, so it is not sent.")


# These were read by somebody, or given up.
OVER: Final = frozenset(
    {NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN, NoticeState.DEAD}
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One notice by which a step began, or was asked for again.

    `read_by` is the person (key) who got it, None if nobody did; `error` says why.
    """

    id: int
    purpose: MailKind
    n: int
    state: NoticeState
    planned_at: datetime
    due_at: datetime
    settled_at: datetime | None
    tries: int
    error: str | None
    read_by: str | None


@dataclass(frozen=True, kw_only=True)
class RequestedStep:
    """An open step and its requests, the oldest first; cancelled ones are left out."""

    step_id: int
    post_id: int
    version: int
    kind: StepKind
    house: str
    asked: str
    requests: tuple[Request, ...]

    @property
    def purpose(self) -> MailKind:
        """What the step began with."""
        return self.requests[0].purpose

    @property
    def told(self) -> Request | None:
        """The last request that has gone out, or was given up."""
        return next((one for one in self.requests[::-1] if one.state in OVER), None)

    @property
    def waiting(self) -> Request | None:
        """The last request if it waits and no worker has ever held it."""
        last = self.requests[-1]
        is_free = last.tries == 0 and last.state is NoticeState.QUEUED
        return last if is_free else None

    @property
    def is_under_way(self) -> bool:
        """Whether a request is just being sent, or will be tried again."""
        return self.waiting is None and any(
            one.state not in OVER for one in self.requests
        )


_REQUESTED = (
    select(
        STEP.c.id.label("step_id"),
        STEP.c.post_id,
        STEP.c.version,
        STEP.c.kind,
        STEP.c.house,
        STEP.c.asked,
        NOTICE.c.id,
        NOTICE.c.purpose,
        NOTICE.c.n,
        NOTICE.c.state,
        NOTICE.c.planned_at,
        NOTICE.c.due_at,
        NOTICE.c.settled_at,
        (NOTICE.c.claims + NOTICE.c.attempts + NOTICE.c.doubts).label("tries"),
        NOTICE.c.error,
        MESSAGE.c.recipient.label("read_by"),
    )
    .join(NOTICE, NOTICE.c.step_id == STEP.c.id)
    .join(POST, POST.c.id == STEP.c.post_id)
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
    .where(
        STEP.c.closed_at.is_(None),
        # A post at rest asks nobody; see `PostSnapshot.is_at_rest`.
        POST.c.held_since.is_(None),
        POST.c.slot_missed.is_(False) | STEP.c.retrospective.is_(True),
        STEP.c.asked.in_(bindparam("people", expanding=True)),
        NOTICE.c.recipient == STEP.c.asked,
        NOTICE.c.medium == Medium.MAIL,
        NOTICE.c.state != NoticeState.CANCELLED,
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.begins)),
    )
    .order_by(STEP.c.id, NOTICE.c.id)
)
_WAITING_FOR = (
    select(NOTICE.c.recipient)
    .distinct()
    .where(
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("at"),
        NOTICE.c.medium == Medium.MAIL,
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.needs_somebody)),
    )
)
_WAIT = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("at"),
        NOTICE.c.medium == Medium.MAIL,
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.needs_somebody)),
        NOTICE.c.recipient == bindparam("person"),
    )
    .values(due_at=bindparam("until"))
)
_OF_PUBLISHING = select(STEP.c.id).where(
    STEP.c.kind == StepKind.PUBLISH,
    STEP.c.closed_at.is_(None),
    STEP.c.due_at < bindparam("free_from"),
)
_REST = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("at"),
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.needs_somebody)),
        NOTICE.c.step_id.in_(_OF_PUBLISHING),
    )
    .values(due_at=bindparam("until"))
)
_CANCEL = (
    update(NOTICE)
    .where(
        NOTICE.c.recipient.in_(bindparam("people", expanding=True)),
        NOTICE.c.purpose.in_(bindparam("purposes", expanding=True)),
    )
    .values(
        state=NoticeState.CANCELLED,
        settled_at=bindparam("at"),
        error=str(WITHHELD),
        lease_owner=None,
        lease_until=None,
    )
)
_HASTEN = (
    update(NOTICE)
    .where(
        NOTICE.c.id == bindparam("key"),
        NOTICE.c.state == NoticeState.QUEUED,
        NOTICE.c.due_at > bindparam("at"),
    )
    .values(due_at=bindparam("at"))
)
_DROP = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("key"), NOTICE.c.state == NoticeState.QUEUED)
    .values(state=NoticeState.CANCELLED, settled_at=bindparam("at"))
)
_LET_GO = (
    update(NOTICE)
    .where(
        NOTICE.c.state == NoticeState.LEASED,
        NOTICE.c.recipient.in_(bindparam("people", expanding=True)),
    )
    .values(state=NoticeState.QUEUED, claims=0, lease_owner=None, lease_until=None)
)


def requested(
    connection: Connection, people: Collection[str]
) -> Iterator[RequestedStep]:
    """Return the open steps asked of these people that have a request, in order."""
    if not people:
        return
    found = connection.execute(_REQUESTED, {"people": sorted(people)})
    for _, rows in groupby(found.all(), key=lambda row: row.step_id):
        yield _step(list(rows))


def _step(rows: Sequence[Any]) -> RequestedStep:
    first = rows[0]
    return RequestedStep(
        step_id=first.step_id,
        post_id=first.post_id,
        version=first.version,
        kind=StepKind(first.kind),
        house=first.house,
        asked=first.asked,
        requests=tuple(_request(row) for row in rows),
    )


def _request(row: Any) -> Request:  # noqa: ANN401, a row
    found = {name: getattr(row, name) for name in Request.__dataclass_fields__}
    purpose, state = MailKind(row.purpose), NoticeState(row.state)
    return Request(**found | {"purpose": purpose, "state": state})


def waited_for(connection: Connection, now: datetime) -> set[str]:
    """Return of whom notices ask something that are due at `now` (aware UTC)."""
    return set(connection.execute(_WAITING_FOR, {"at": now}).scalars())


def let_wait(
    connection: Connection, person: str, until: datetime, now: datetime
) -> None:
    """Let the due notices that ask something of a person wait until an instant."""
    connection.execute(_WAIT, {"person": person, "until": until, "at": now})


def let_publishing_wait(
    connection: Connection, until: datetime, free_from: datetime, now: datetime
) -> None:
    """Let due notices wait until an instant that ask to publish before `free_from`."""
    values = {"until": until, "free_from": free_from, "at": now}
    connection.execute(_REST, values)


def drop(connection: Connection, key: int, now: datetime) -> None:
    """Cancel a request that still waits."""
    connection.execute(_DROP, {"key": key, "at": now})


def hasten(connection: Connection, key: int, at: datetime) -> None:
    """Make a notice that waits for a later day due at `at` (aware UTC)."""
    connection.execute(_HASTEN, {"key": key, "at": at})


def withhold(
    connection: Connection,
    people: Collection[str],
    purposes: Collection[MailKind],
    now: datetime,
) -> None:
    """Cancel the waiting and held notices of these people, the far ones too."""
    _withhold(connection, people, purposes, now, WAITS_OR_IS_HELD)


def withhold_due(
    connection: Connection,
    people: Collection[str],
    purposes: Collection[MailKind],
    now: datetime,
) -> None:
    """Cancel the waiting notices of these people that are due at `now` (aware UTC)."""
    is_due = NOTICE.c.due_at <= now
    _withhold(connection, people, purposes, now, IS_WAITING, is_due)


def _withhold(
    connection: Connection,
    people: Collection[str],
    purposes: Collection[MailKind],
    now: datetime,
    *conditions: ColumnElement[bool],
) -> None:
    if people:
        values = {"people": sorted(people), "purposes": sorted(purposes), "at": now}
        connection.execute(_CANCEL.where(*conditions), values)


def let_go(connection: Connection, people: Collection[str]) -> None:
    """Take the notices of these people back from workers, before they are sent."""
    connection.execute(_LET_GO, {"people": sorted(people)})
