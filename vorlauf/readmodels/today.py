"""Today: what is late, what is due, what will be late, and what is stuck."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.db.tables import NoticeState
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.open_steps import DutySection, OpenStepRow, section, sections
from vorlauf.readmodels.scope import (
    IS_AT_RISK,
    IS_OPEN,
    IS_OVERDUE,
    NOW,
    BlockReason,
    ReadScope,
    blocked,
    within,
)

__all__ = [
    "BlockReason",
    "BlockedPost",
    "DutySection",
    "FailedMail",
    "OpenStepRow",
    "Today",
    "today",
]

# A draft waits for its author when it is due this week or the next.
_SOON = timedelta(days=7)
# A mail that failed longer ago has been seen, or will never be.
_RECENTLY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class FailedMail:
    """A notice that did not arrive, or nobody knows, and whose step is still open."""

    notice_id: int
    number: str
    title: str
    purpose: MailKind
    recipient: str
    house: str
    error: str
    settled_at: datetime
    state: NoticeState


@dataclass(frozen=True, kw_only=True)
class BlockedPost:
    """A post that does not move on by itself, and why."""

    post_id: int
    number: str
    title: str
    state: PostState
    slot_at: datetime
    why: BlockReason


@dataclass(frozen=True)
class FailedMails:
    """The last mails that failed, and how many there are."""

    count: int
    rows: tuple[FailedMail, ...]


@dataclass(frozen=True)
class BlockedPosts:
    """The first posts that are blocked, by slot, and how many there are.

    A post that is blocked for two reasons is there, and counted, twice.
    """

    count: int
    rows: tuple[BlockedPost, ...]


@dataclass(frozen=True, kw_only=True)
class Today:
    """Everything that asks for somebody's attention."""

    overdue: DutySection
    due_today: DutySection
    this_week: DutySection
    at_risk: DutySection
    mine: DutySection
    failed: FailedMails
    blocked: BlockedPosts


@dataclass(frozen=True, kw_only=True)
class PeopleToday:
    """Keys of people: whoever reads, and in whose place, are `asked`.

    To the `unreachable` no mail goes; `unattended` are those who are disabled while
    nobody stands in.
    """

    asked: Collection[str]
    unreachable: Collection[str] = ()
    unattended: Collection[str] = ()


def today(
    scope: ReadScope,
    people: PeopleToday,
    *,
    end_of_day: datetime,
    end_of_week: datetime,
    most: int = 8,
) -> Today:
    """Return what asks for attention, at most so many rows of each kind.

    Ends are aware UTC and not included.
    """
    visibility, unreachable = scope.visibility, frozenset(people.unreachable)
    times = {
        "now": scope.now,
        "end_of_day": end_of_day,
        "end_of_week": end_of_week,
        "later": end_of_week + _SOON,
    }
    names = {"asked": sorted(people.asked)}
    rows = scope.connection.execute(_duties(visibility, most), times | names).all()
    found = sections(rows)
    none = DutySection(0, ())
    return Today(
        **{name: found.get(name, none) for name in _SECTIONS},
        failed=_failed(scope, most),
        blocked=_blocked(
            scope, _blocks(visibility, unreachable, frozenset(people.unattended)), most
        ),
    )


_END_OF_DAY = bindparam("end_of_day", type_=STEP.c.due_at.type)
_END_OF_WEEK = bindparam("end_of_week", type_=STEP.c.due_at.type)
# Who publishes has nothing to do before the slot; and a year of drafts that are planned
# is not yet what waits for their author.
_LATER = bindparam("later", type_=STEP.c.due_at.type)
_CAN_BE_DONE = and_(
    or_(STEP.c.kind != StepKind.PUBLISH, STEP.c.due_at < _END_OF_WEEK),
    or_(STEP.c.kind != StepKind.DRAFT, STEP.c.due_at < _LATER),
)
_SECTIONS = {
    "overdue": (IS_OVERDUE,),
    "due_today": (IS_OPEN, STEP.c.due_at >= NOW, STEP.c.due_at < _END_OF_DAY),
    "this_week": (IS_OPEN, STEP.c.due_at >= _END_OF_DAY, STEP.c.due_at < _END_OF_WEEK),
    "at_risk": (IS_AT_RISK,),
    "mine": (
        IS_OPEN,
        STEP.c.asked.in_(bindparam("asked", expanding=True)),
        _CAN_BE_DONE,
    ),
}


@lru_cache(maxsize=64)
def _duties(visibility: Visibility, most: int) -> CompoundSelect[Any]:
    return union_all(
        *(
            section(name, visibility, *conditions, most=most)
            for name, conditions in _SECTIONS.items()
        )
    )


_IS_LOST = NOTICE.c.state.in_(
    [literal_column(f"'{state}'") for state in (NoticeState.DEAD, NoticeState.UNKNOWN)]
)


@lru_cache(maxsize=64)
def _failures(visibility: Visibility) -> Select[Any]:
    still = and_(
        _IS_LOST,
        NOTICE.c.settled_at >= bindparam("since"),
        STEP.c.closed_at.is_(None),
        within(visibility),
    )
    return (
        select(
            func.count().over().label("whole"),
            NOTICE.c.id.label("notice_id"),
            POST.c.number,
            POST.c.title,
            NOTICE.c.purpose,
            NOTICE.c.recipient,
            NOTICE.c.house,
            func.coalesce(NOTICE.c.error, "").label("error"),
            NOTICE.c.settled_at,
            NOTICE.c.state,
        )
        .join(STEP, STEP.c.id == NOTICE.c.step_id)
        .join(POST, POST.c.id == NOTICE.c.post_id)
        .where(still)
        .order_by(NOTICE.c.settled_at.desc(), NOTICE.c.id.desc())
        .limit(bindparam("most"))
    )


def _failed(scope: ReadScope, most: int) -> FailedMails:
    asked = {"since": scope.now - _RECENTLY, "most": most}
    rows = scope.connection.execute(_failures(scope.visibility), asked).all()
    found = []
    for row in rows:
        plain = row._asdict()
        del plain["whole"]
        plain["purpose"] = MailKind(plain["purpose"])
        plain["state"] = NoticeState(plain["state"])
        found.append(FailedMail(**plain))
    return FailedMails(rows[0].whole if rows else 0, tuple(found))


@lru_cache(maxsize=64)
def _blocks(
    visibility: Visibility, unreachable: frozenset[str], unattended: frozenset[str]
) -> Select[Any]:
    # What is shown of a post is looked up for the first ones only.
    parts = union_all(
        *(
            select(
                POST.c.id.label("post_id"),
                POST.c.slot_at,
                literal_column(f"'{why}'").label("why"),
            ).where(condition, within(visibility))
            for why, condition in blocked(unreachable, unattended).items()
        )
    ).subquery()
    order = ("slot_at", "post_id", "why")
    first = (
        select(parts, func.count().over().label("whole"))
        .order_by(*(parts.c[name] for name in order))
        .limit(bindparam("most"))
        .subquery()
    )
    return (
        select(first, POST.c.number, POST.c.title, POST.c.state)
        .join(POST, POST.c.id == first.c.post_id)
        .order_by(*(first.c[name] for name in order))
    )


def _blocked(scope: ReadScope, wanted: Select[Any], most: int) -> BlockedPosts:
    rows = scope.connection.execute(wanted, {"now": scope.now, "most": most}).all()
    found = []
    for row in rows:
        plain = row._asdict()
        del plain["whole"]
        plain["state"] = PostState(plain["state"])
        plain["why"] = BlockReason(plain["why"])
        found.append(BlockedPost(**plain))
    return BlockedPosts(rows[0].whole if rows else 0, tuple(found))
