"""Questions and statements about notices that another person reads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from notifications.letters.mail_kinds import purposes_where
from states.messages import msg
from states.purpose import MailKind
from vorlauf.db.post_snapshots import IS_WAITING, MESSAGE, NOTICE, STEP
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import WAITS_OR_IS_HELD

WITHHELD: Final = msg("Whoever it is for is disabled, so it is not sent.")


# These were read by somebody, or given up.
OVER: Final = frozenset(
    {NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN, NoticeState.DEAD}
)


@dataclass(frozen=True, kw_only=True)
class StepOpening:
    """An open step and its last request; `read_by` is the person who got that.

    `error` says why they did not. `planned` is the key of a planned notice that asks
    again, as when an absence begins; None if there is none.
    """

    step_id: int
    post_id: int
    version: int
    house: str
    asked: str
    purpose: MailKind
    state: NoticeState
    error: str | None
    read_by: str | None
    planned: int | None


_BEGUN = (
    select(
        NOTICE.c.id,
        STEP.c.id.label("step_id"),
        STEP.c.post_id,
        STEP.c.version,
        STEP.c.house,
        STEP.c.asked,
        NOTICE.c.purpose,
        NOTICE.c.state,
        NOTICE.c.error,
        MESSAGE.c.recipient.label("read_by"),
    )
    .join(NOTICE, NOTICE.c.step_id == STEP.c.id)
    .outerjoin(MESSAGE, MESSAGE.c.message_id == NOTICE.c.message_id)
    .where(
        STEP.c.closed_at.is_(None),
        STEP.c.asked.in_(bindparam("people", expanding=True)),
        NOTICE.c.recipient == STEP.c.asked,
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.begins)),
    )
    .order_by(NOTICE.c.id)
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
_LET_GO = (
    update(NOTICE)
    .where(
        NOTICE.c.state == NoticeState.LEASED,
        NOTICE.c.recipient.in_(bindparam("people", expanding=True)),
    )
    .values(state=NoticeState.QUEUED, claims=0, lease_owner=None, lease_until=None)
)


def begun(connection: Connection, people: Collection[str]) -> list[StepOpening]:
    """Return the open steps asked of these people of which somebody was told."""
    found = connection.execute(_BEGUN, {"people": sorted(people)})
    rows = [row._asdict() for row in found]
    told = {row["step_id"]: row for row in rows if row["state"] in OVER}
    newest = {
        row["step_id"]: row for row in rows if row["state"] != NoticeState.CANCELLED
    }
    return [
        _begun(row, newest[key])
        for key, row in told.items()
        if newest[key] is row or newest[key]["state"] == NoticeState.QUEUED
    ]


def _begun(told: Mapping[str, Any], newest: Mapping[str, Any]) -> StepOpening:
    row = {name: value for name, value in told.items() if name != "id"}
    return StepOpening(
        **row
        | {
            "purpose": MailKind(row["purpose"]),
            "state": NoticeState(row["state"]),
            "planned": None if newest is told else newest["id"],
        }
    )


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
