"""Questions and statements for planning open steps again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from notifications.letters.mail_kinds import purposes_where
from states.purpose import MailKind
from vorlauf.db.post_snapshots import AWAITS_REQUEST, HOUSE, NOTICE, POST, STEP
from vorlauf.db.tables import Audit, HouseRules, NoticeState, table_of
from vorlauf.db.unit_of_work import WAITS_OR_IS_HELD

# The event under which the file keeps a date that somebody was given by hand.
EXTEND: Final = "extend"
# The event under which it keeps that a colleague of the house is asked instead.
FORWARD: Final = "forward"
_AUDIT = table_of(Audit)
_RULES = table_of(HouseRules)
# What is owed by a rule, and so numbered; news are numbered by what they are about.
_IS_COUNTED = NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.is_counted))


def house_rules(connection: Connection) -> dict[str, str]:
    """Return, by house, the digest of the rules under which it was planned last."""
    rows = connection.execute(select(_RULES.c.house, _RULES.c.digest))
    return {row.house: row.digest for row in rows}


def keep_house_rules(
    connection: Connection, digests: Mapping[str, str], now: datetime
) -> None:
    """Write the rules under which these houses are planned from now on."""
    connection.execute(delete(_RULES).where(_RULES.c.house.in_(list(digests))))
    rows = [
        {"house": house, "digest": digest, "applied_at": now}
        for house, digest in digests.items()
    ]
    if rows:
        connection.execute(insert(_RULES), rows)


def posts_open_at(connection: Connection, houses: Sequence[str]) -> list[int]:
    """Return the posts in which one of the houses has an open or a future step."""
    open_step = exists().where(
        STEP.c.post_id == POST.c.id,
        STEP.c.closed_at.is_(None),
        STEP.c.house.in_(houses),
    )
    takes_part = exists().where(HOUSE.c.post_id == POST.c.id, HOUSE.c.house.in_(houses))
    rows = connection.execute(
        select(POST.c.id).where(or_(open_step, AWAITS_REQUEST & takes_part))
    )
    return [row.id for row in rows]


def given_dates(connection: Connection, post_ids: Sequence[int]) -> dict[int, datetime]:
    """Return, by step, the due date that was set by hand last, from the audit log."""
    rows = connection.execute(
        select(_AUDIT.c.details)
        .where(_AUDIT.c.post_id.in_(post_ids), _AUDIT.c.event == EXTEND)
        .order_by(_AUDIT.c.id)
    )
    found = (json.loads(row.details) for row in rows)
    return {one["step"]: datetime.fromisoformat(one["due_after"]) for one in found}


def passed_on(connection: Connection, post_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return, by post, the keys of the people to whom a step was forwarded."""
    rows = connection.execute(
        select(_AUDIT.c.post_id, _AUDIT.c.details).where(
            _AUDIT.c.post_id.in_(post_ids), _AUDIT.c.event == FORWARD
        )
    )
    return {(row.post_id, json.loads(row.details)["to_key"]) for row in rows}


def set_request_by(connection: Connection, post_id: int, at: datetime | None) -> None:
    """Set when the timetable requests the material of a draft."""
    connection.execute(update(POST).where(POST.c.id == post_id).values(request_by=at))


def replan_step(
    connection: Connection, step_id: int, *, asked: str, due_at: datetime, short_by: int
) -> None:
    """Give an open step its new due instant and its new asked person."""
    connection.execute(
        update(STEP)
        .where(STEP.c.id == step_id, STEP.c.closed_at.is_(None))
        .values(asked=asked, due_at=due_at, short_by=short_by)
    )


def cancel_planned(connection: Connection, step_id: int, now: datetime) -> None:
    """Cancel the planned notices of a step: its request and its reminders.

    Other notices are not planned but only wait for the office to open: news of
    something that has happened, and a link that somebody has asked for.
    """
    connection.execute(
        update(NOTICE)
        .where(
            NOTICE.c.step_id == step_id,
            NOTICE.c.state == NoticeState.QUEUED,
            NOTICE.c.due_at > now,
            NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.is_planned)),
        )
        .values(state=NoticeState.CANCELLED, settled_at=now)
    )


def rest(connection: Connection, step_ids: Sequence[int], now: datetime) -> None:
    """Cancel every notice of open steps that asks, and stop their escalation."""
    connection.execute(
        update(NOTICE)
        .where(
            NOTICE.c.step_id.in_(step_ids),
            WAITS_OR_IS_HELD,
            NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.rests)),
        )
        .values(
            state=NoticeState.CANCELLED,
            settled_at=now,
            lease_owner=None,
            lease_until=None,
        )
    )
    connection.execute(
        update(STEP).where(STEP.c.id.in_(step_ids)).values(escalate_at=None)
    )


def mark_missed(connection: Connection, post_id: int) -> None:
    """Write that the slot of a post passed without an approval."""
    connection.execute(
        update(POST).where(POST.c.id == post_id).values(slot_missed=True)
    )


def last_number(connection: Connection, step_id: int) -> int:
    """Return the highest number of a notice of the step, news excluded."""
    highest = func.coalesce(func.max(NOTICE.c.n), 0)
    found = connection.execute(
        select(highest).where(NOTICE.c.step_id == step_id, _IS_COUNTED)
    )
    return int(found.scalar_one())


def what_told(connection: Connection, step_id: int, person: str) -> set[NoticeState]:
    """Return the state of the notices that told a person of a step.

    Reminders do not count: they only repeat a request.
    """
    rows = connection.execute(
        select(NOTICE.c.state).where(
            NOTICE.c.step_id == step_id,
            NOTICE.c.recipient == person,
            NOTICE.c.purpose != MailKind.REMINDER,
            _IS_COUNTED,
        )
    )
    return {NoticeState(row.state) for row in rows}


def escalate_step(
    connection: Connection, step_id: int, level: int, again_at: datetime | None
) -> None:
    """Write the escalation level of a step, and when it is escalated again."""
    connection.execute(
        update(STEP)
        .where(STEP.c.id == step_id)
        .values(escalation=level, escalate_at=again_at)
    )
