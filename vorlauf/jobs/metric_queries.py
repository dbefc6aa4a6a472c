"""Counts for `vorlauf metrics`: notices, mails, addresses, open steps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, case, func, select

from states.post import DecisionWay, StepKind
from states.purpose import MailKind
from vorlauf.db.post_snapshots import IS_WAITING, MESSAGE, NOTICE, STEP
from vorlauf.db.tables import Incoming, IncomingKind, Medium, NoticeState, table_of
from vorlauf.posts.address_status import HAS_REFUSED, MAILBOX
from vorlauf.posts.hold_queries import IS_OF_HELD_POST

_INCOMING = table_of(Incoming)


@dataclass(frozen=True, kw_only=True)
class NoticeTally:
    """How many notices of a kind are in a state, and what it took to send them."""

    purpose: MailKind
    medium: Medium
    state: NoticeState
    notices: int
    attempts: int
    doubts: int


_KINDS = tuple(product(MailKind, Medium, NoticeState))


def _place(column: Column[Any], names: Iterable[StrEnum]) -> ColumnElement[int]:
    return case({name.value: i for i, name in enumerate(names)}, value=column)


# Grouping many rows by one number takes two thirds of the time of three texts.
_KIND = (
    _place(NOTICE.c.purpose, MailKind) * len(Medium) + _place(NOTICE.c.medium, Medium)
) * len(NoticeState) + _place(NOTICE.c.state, NoticeState)
_NOTICES = select(
    _KIND.label("kind"),
    func.count().label("notices"),
    func.sum(NOTICE.c.attempts).label("attempts"),
    func.sum(NOTICE.c.doubts).label("doubts"),
).group_by("kind")


def notices(connection: Connection) -> list[NoticeTally]:
    """Count the notices by purpose, medium and state, of those there are."""
    return [_tally(row) for row in connection.execute(_NOTICES)]


def _tally(row: Row[Any]) -> NoticeTally:
    purpose, medium, state = _KINDS[int(row.kind)]
    return NoticeTally(
        purpose=purpose,
        medium=medium,
        state=state,
        notices=row.notices,
        attempts=int(row.attempts),
        doubts=int(row.doubts),
    )


def waiting_since(connection: Connection, now: datetime) -> datetime | None:
    """Return since when the longest due notice waits; None if nothing is due."""
    wanted = select(func.min(NOTICE.c.due_at)).where(IS_WAITING, NOTICE.c.due_at <= now)
    found: datetime | None = connection.execute(wanted).scalar()
    return found


def messages(connection: Connection) -> int:
    """Count the mails and hints that were ever written to be sent."""
    # An index holds the recipients; the table itself holds every octet ever sent.
    wanted = select(func.count(MESSAGE.c.recipient))
    return int(connection.execute(wanted).scalar_one())


def addresses(connection: Connection) -> tuple[int, int]:
    """Count the addresses that have refused mail, and those that get none any more."""
    wanted = (
        select(func.count(), func.count(MAILBOX.c.suppressed_at))
        .select_from(MAILBOX)
        .where(HAS_REFUSED)
    )
    troubled, suppressed = connection.execute(wanted).one()
    return int(troubled), int(suppressed)


def handled(connection: Connection) -> dict[IncomingKind, int]:
    """Count the mails that came in and were dealt with by kind, every kind named."""
    wanted = select(_INCOMING.c.kind, func.count().label("mails")).where(
        _INCOMING.c.handled_at.is_not(None)
    )
    rows = connection.execute(wanted.group_by(_INCOMING.c.kind))
    found = {IncomingKind(row.kind): int(row.mails) for row in rows}
    return {kind: found.get(kind, 0) for kind in IncomingKind}


def unhandled(connection: Connection) -> int:
    """Count the mails that came in and wait for being dealt with."""
    wanted = select(func.count()).where(_INCOMING.c.handled_at.is_(None))
    return int(connection.execute(wanted).scalar_one())


def recorded_decisions(connection: Connection) -> dict[DecisionWay, int]:
    """Count the decisions that coordinators recorded by the way they were told."""
    wanted = select(STEP.c.way, func.count().label("steps")).where(STEP.c.way != "")
    rows = connection.execute(wanted.group_by(STEP.c.way))
    found = {DecisionWay(row.way): int(row.steps) for row in rows}
    return {way: found.get(way, 0) for way in DecisionWay}


def open_steps(connection: Connection) -> dict[StepKind, int]:
    """Count the open steps by kind, every kind named."""
    return _steps(connection, None)


def overdue_steps(connection: Connection, now: datetime) -> dict[StepKind, int]:
    """Count the overdue steps by kind, every kind named; none of a post on hold."""
    return _steps(connection, now)


def _steps(connection: Connection, now: datetime | None) -> dict[StepKind, int]:
    wanted = select(STEP.c.kind, func.count().label("steps")).where(
        STEP.c.closed_at.is_(None)
    )
    if now is not None:
        wanted = wanted.where(STEP.c.due_at < now, ~IS_OF_HELD_POST)
    rows = connection.execute(wanted.group_by(STEP.c.kind))
    found: Mapping[StepKind, int] = {StepKind(r.kind): int(r.steps) for r in rows}
    return {kind: found.get(kind, 0) for kind in StepKind}
