"""Questions and statements for planning open steps again."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    union,
    update,
)

from notifications.letters.mail_kinds import purposes_where
from states.post import PostState
from states.purpose import MailKind
from vorlauf.db.post_snapshots import AWAITS_REQUEST, HOUSE, NOTICE, POST, STEP
from vorlauf.db.tables import Audit, HouseRules, NoticeState, table_of
from vorlauf.db.unit_of_work import WAITS_OR_IS_HELD, NewStep

# The event under which the file keeps a date that somebody was given by hand.
EXTEND: Final = "extend"
# The event under which it keeps that a colleague of the house is asked instead.
FORWARD: Final = "forward"
_AUDIT = table_of(Audit)
_RULES = table_of(HouseRules)
_REPLANNED: Final = ("asked", "due_at", "short_by", "escalate_at", "escalation")
# What is owed by a rule, and so numbered; news are numbered by what they are about.
_IS_COUNTED = NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.is_counted))


@dataclass(frozen=True, kw_only=True)
class KeptRules:
    """The rules under which a house was planned last, as `HouseRules` keeps them."""

    house: str
    digest: str
    applied_at: datetime
    rules: str
    rules_before: str = ""
    replanned_to: int | None = None


_KEPT_RULES = select(*(_RULES.c[name] for name in KeptRules.__dataclass_fields__))


def house_rules(connection: Connection) -> dict[str, KeptRules]:
    """Return, by house, the rules under which it was planned last."""
    rows = connection.execute(_KEPT_RULES.order_by(_RULES.c.house))
    return {row.house: KeptRules(**row._asdict()) for row in rows}


def keep_house_rules(connection: Connection, rules: Sequence[KeptRules]) -> None:
    """Write the rules under which these houses are planned from now on."""
    if not rules:
        return
    houses = [one.house for one in rules]
    connection.execute(delete(_RULES).where(_RULES.c.house.in_(houses)))
    connection.execute(insert(_RULES), [vars(one) for one in rules])


def keep_replanned(connection: Connection, house: str, to: int | None) -> None:
    """Write how far the steps of a house are planned again; None when all are."""
    values = {"replanned_to": to} if to else {"replanned_to": None, "rules_before": ""}
    connection.execute(update(_RULES).where(_RULES.c.house == house).values(values))


def posts_open_at(
    connection: Connection, house: str, *, after: int, most: int, all_drafts: bool
) -> list[int]:
    """Return the posts in which a house has an open or a future step, in order.

    Only those with a key above `after`, and `most` of them. `all_drafts` says that it
    takes part in every post that is still to be requested.
    """
    open_step = select(STEP.c.post_id).where(
        STEP.c.closed_at.is_(None), STEP.c.house == house, STEP.c.post_id > after
    )
    takes_part = exists().where(HOUSE.c.post_id == POST.c.id, HOUSE.c.house == house)
    draft = select(POST.c.id.label("post_id")).where(AWAITS_REQUEST, POST.c.id > after)
    draft = draft if all_drafts else draft.where(takes_part)
    found = union(open_step, draft).subquery()
    ordered = select(found.c.post_id).order_by(found.c.post_id).limit(most)
    return list(connection.execute(ordered).scalars())


def lock_steps(connection: Connection, step_ids: Sequence[int]) -> None:
    """Let nobody send a mail that names the date of these steps until the end.

    So whoever changes a date knows which one was told. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        wanted = select(STEP.c.id).where(STEP.c.id.in_(step_ids)).order_by(STEP.c.id)
        connection.execute(wanted.with_for_update())


def posts_asking(connection: Connection, people: Collection[str]) -> list[int]:
    """Return the posts in which a step of one of these people (keys) is open."""
    rows = connection.execute(
        select(STEP.c.post_id)
        .distinct()
        .where(STEP.c.asked.in_(sorted(people)), STEP.c.closed_at.is_(None))
    )
    return [row.post_id for row in rows]


def posts_on_their_way(
    connection: Connection, since: datetime, until: datetime
) -> list[int]:
    """Return the posts with a slot between two instants that are not out yet."""
    ways = [state.value for state in PostState if state.is_open]
    rows = connection.execute(
        select(POST.c.id).where(
            POST.c.state.in_(ways), POST.c.slot_at >= since, POST.c.slot_at < until
        )
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


_REPLAN = (
    update(STEP)
    .where(STEP.c.id == bindparam("key"), STEP.c.closed_at.is_(None))
    .values({name: bindparam(f"{name}_") for name in _REPLANNED})
)


def replan_step(
    connection: Connection, step_id: int, planned: NewStep, level: int
) -> None:
    """Give an open step its new plan, and the level of its escalation."""
    new = {
        f"{name}_": getattr(planned, name)
        for name in _REPLANNED
        if name != "escalation"
    }
    connection.execute(_REPLAN, {**new, "escalation_": level, "key": step_id})


def cancel_planned(connection: Connection, step_id: int, now: datetime) -> None:
    """Cancel the planned notices of a step: its request and its reminders.

    Other notices are not planned but only wait for the office to open: news of
    something that has happened, and a link that somebody has asked for.
    """
    connection.execute(_CANCEL_PLANNED, {"step": step_id, "at": now})


_IS_PLANNED: Final = and_(
    NOTICE.c.state == NoticeState.QUEUED,
    NOTICE.c.due_at > bindparam("at"),
    NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.is_planned)),
)
_CANCEL_PLANNED: Final = (
    update(NOTICE)
    .where(NOTICE.c.step_id == bindparam("step"), _IS_PLANNED)
    .values(state=NoticeState.CANCELLED, settled_at=bindparam("at"))
)
_NOTICES: Final = select(
    NOTICE.c.step_id,
    NOTICE.c.n,
    NOTICE.c.recipient,
    NOTICE.c.purpose,
    case((_IS_PLANNED, NoticeState.CANCELLED.value), else_=NOTICE.c.state).label(
        "state"
    ),
).where(NOTICE.c.step_id.in_(bindparam("steps", expanding=True)), _IS_COUNTED)


def cancel_changes(connection: Connection, step_id: int, now: datetime) -> None:
    """Cancel the waiting mail about another date of a step that has its old one."""
    connection.execute(
        update(NOTICE)
        .where(
            NOTICE.c.step_id == step_id,
            NOTICE.c.purpose == MailKind.DUE_CHANGED,
            NOTICE.c.state == NoticeState.QUEUED,
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


@dataclass(frozen=True)
class StepNotices:
    """The notices of a step, news excluded: the highest number, and who was told.

    `told` has, by person, the states of what told them of the step; reminders do not
    count, for they only repeat a request.
    """

    last: int = 0
    told: Mapping[str, frozenset[NoticeState]] = field(default_factory=dict)


def notices_by_step(
    connection: Connection, step_ids: Sequence[int], now: datetime
) -> dict[int, StepNotices]:
    """Return what was queued of each of these steps; steps without are left out.

    What `cancel_planned` cancels counts as cancelled.
    """
    rows = connection.execute(_NOTICES, {"steps": list(step_ids), "at": now})
    last: dict[int, int] = defaultdict(int)
    told: dict[int, dict[str, frozenset[NoticeState]]] = defaultdict(dict)
    for row in rows:
        last[row.step_id] = max(last[row.step_id], row.n)
        if row.purpose != MailKind.REMINDER:
            before = told[row.step_id].get(row.recipient, frozenset())
            told[row.step_id][row.recipient] = before | {NoticeState(row.state)}
    return {key: StepNotices(n, told[key]) for key, n in last.items()}


def last_number(connection: Connection, step_id: int) -> int:
    """Return the highest number of a notice of the step, news excluded."""
    highest = func.coalesce(func.max(NOTICE.c.n), 0)
    found = connection.execute(
        select(highest).where(NOTICE.c.step_id == step_id, _IS_COUNTED)
    )
    return int(found.scalar_one())


def waits(connection: Connection, purpose: MailKind, recipient: str) -> bool:
    """Say whether a notice of this kind to a person (key) is still to be sent."""
    wanted = select(NOTICE.c.id).where(
        NOTICE.c.purpose == purpose, NOTICE.c.recipient == recipient, WAITS_OR_IS_HELD
    )
    return connection.execute(wanted.limit(1)).first() is not None


def last_news(connection: Connection, step_id: int, purpose: MailKind) -> int:
    """Return the highest number of a notice of this kind of news about the step."""
    highest = func.coalesce(func.max(NOTICE.c.n), 0)
    wanted = select(highest).where(
        NOTICE.c.step_id == step_id, NOTICE.c.purpose == purpose
    )
    return int(connection.execute(wanted).scalar_one())


def escalate_step(
    connection: Connection, step_id: int, level: int, again_at: datetime | None
) -> None:
    """Write the escalation level of a step, and when it is escalated again."""
    connection.execute(
        update(STEP)
        .where(STEP.c.id == step_id)
        .values(escalation=level, escalate_at=again_at)
    )
