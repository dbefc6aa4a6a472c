"""Questions and statements for undoing a move: what it overwrote, what it began."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from notifications.letters.mail_kinds import purposes_where
from states.post import PostState
from states.post_fields import OF_POST
from states.purpose import MailKind
from vorlauf.db.post_snapshots import NOTICE, STEP, PostSnapshot
from vorlauf.db.tables import Audit, HouseRules, NoticeState, table_of
from vorlauf.db.unit_of_work import WAITS_OR_IS_HELD, NewKeys
from vorlauf.posts.state_before import DAYS, INSTANTS, LastMove, OpenPlans, StateBefore

_AUDIT: Final = table_of(Audit)
_RULES: Final = table_of(HouseRules)
_IS_NO_NEWS: Final = NOTICE.c.purpose.not_in(purposes_where(lambda kind: kind.is_news))
# What a move overwrites of a post; its state stands in the line of the file anyway.
_OF_POST: Final = (
    *OF_POST,
    *INSTANTS,
    "version",
    "fingerprint",
    "overridden",
    "round",
    "slot_missed",
    "hold_kind",
    "is_reserve",
    *DAYS,
    "wants_assets",
    "wants_graphics",
    "plan_key",
)
# What planning an open step again overwrites.
_PLAN: Final = ("asked", "due_at", "short_by", "escalate_at", "escalation")


_COLUMNS: Final = (
    "id",
    "at",
    "event",
    "source",
    "actor",
    "actor_key",
    "capacity",
    "on_behalf_of",
    "house",
)
_LAST = select(
    *(_AUDIT.c[name] for name in _COLUMNS),
    _AUDIT.c.details,
    select(func.max(_RULES.c.applied_at)).scalar_subquery().label("rules_at"),
).where(
    _AUDIT.c.post_id == bindparam("post"),
    _AUDIT.c.row_version == bindparam("row_version"),
)
_ENDING = (
    select(NOTICE.c.id)
    .where(
        NOTICE.c.step_id.in_(bindparam("steps", expanding=True)),
        WAITS_OR_IS_HELD,
        _IS_NO_NEWS,
    )
    .order_by(NOTICE.c.id)
)
# News of a missed slot is cancelled once the post is asked for no slot any more.
_MISSED = (
    select(NOTICE.c.id)
    .where(
        NOTICE.c.post_id == bindparam("post"),
        NOTICE.c.purpose == MailKind.SLOT_MISSED,
        WAITS_OR_IS_HELD,
    )
    .order_by(NOTICE.c.id)
)
# What somebody has said since about a step that the move opened is still news.
_OF_THE_MOVE = or_(
    NOTICE.c.id.between(bindparam("first_owed"), bindparam("last_owed")),
    and_(
        NOTICE.c.step_id.between(bindparam("first_opened"), bindparam("last_opened")),
        _IS_NO_NEWS,
    ),
)
# The number below zero makes room: who does the same once more owes the same.
_CALL_BACK = (
    update(NOTICE)
    .where(NOTICE.c.post_id == bindparam("post"), _OF_THE_MOVE, WAITS_OR_IS_HELD)
    .values(
        state=NoticeState.CANCELLED,
        settled_at=bindparam("now"),
        lease_owner=None,
        lease_until=None,
        n=-NOTICE.c.id,
    )
)
_GONE_OUT = (
    select(NOTICE.c.id)
    .where(
        NOTICE.c.post_id == bindparam("post"),
        _OF_THE_MOVE,
        or_(
            NOTICE.c.state != NoticeState.CANCELLED,
            NOTICE.c.attempts > 0,
            NOTICE.c.doubts > 0,
        ),
    )
    .limit(1)
)
_REOPEN = (
    update(STEP)
    .where(STEP.c.id == bindparam("id_"), STEP.c.closed_at == bindparam("at"))
    .values(
        closed_at=None,
        outcome=None,
        decided_by=None,
        on_behalf_of=None,
        own_account="",
        issued_to="",
        way="",
        recorded_by="",
        said_at=None,
        comment="",
        escalate_at=bindparam("escalate_at_"),
    )
)
_PLANS = select(STEP.c.id, *(STEP.c[name] for name in _PLAN)).where(
    STEP.c.post_id == bindparam("post"), STEP.c.closed_at.is_(None)
)
_WAITING = (
    select(NOTICE.c.id)
    .where(NOTICE.c.post_id == bindparam("post"), WAITS_OR_IS_HELD)
    .order_by(NOTICE.c.id)
)
_PLAN_AGAIN = (
    update(STEP)
    .where(STEP.c.id == bindparam("id_"), STEP.c.closed_at.is_(None))
    .values(**{name: bindparam(f"{name}_") for name in _PLAN})
)
# An undone version beside the one that holds again: its number is not used anew.
_MOVE, _UNDO = _AUDIT.alias("move"), _AUDIT.alias("undo")
_TAKEN_BACK = (
    select(_MOVE.c.version)
    .join(
        _UNDO,
        and_(
            _UNDO.c.post_id == _MOVE.c.post_id,
            _UNDO.c.row_version == _MOVE.c.row_version + 1,
        ),
    )
    .where(
        _MOVE.c.post_id == bindparam("post"),
        _UNDO.c.event == "undo",
        _UNDO.c.version != _MOVE.c.version,
    )
)
_QUEUE_AGAIN = (
    update(NOTICE)
    .where(
        NOTICE.c.id.in_(bindparam("ids", expanding=True)),
        NOTICE.c.state == NoticeState.CANCELLED,
        NOTICE.c.settled_at == bindparam("at"),
    )
    .values(
        state=case(
            (NOTICE.c.attempts > 0, NoticeState.RETRY.value),
            else_=NoticeState.QUEUED.value,
        ),
        settled_at=None,
    )
)


def open_plans(connection: Connection, post_id: int) -> OpenPlans:
    """Return what an edit may overwrite; ask before anything of it is written."""
    rows = connection.execute(_PLANS, {"post": post_id})
    waiting = connection.execute(_WAITING, {"post": post_id}).scalars()
    return OpenPlans(
        plans={row.id: {name: getattr(row, name) for name in _PLAN} for row in rows},
        waiting=tuple(waiting),
    )


def before_edit(
    connection: Connection,
    posts: tuple[PostSnapshot, PostSnapshot],
    fresh: NewKeys,
    were: OpenPlans,
) -> StateBefore:
    """Return what an edit overwrites: `posts` are the post before and after it.

    Ask before the post is written, but after its open steps were planned again.
    """
    was, after = posts
    is_new = was.version != after.version
    leaves = was.state.is_binding and not after.state.is_binding
    found = before(connection, was, after, fresh)
    now = open_plans(connection, was.id).plans
    return replace(
        found,
        cancelled=were.waiting,
        planned={
            key: plan
            for key, plan in were.plans.items()
            if key not in fresh.closed and now.get(key) != plan
        },
        dropped=tuple(sorted(was.proofs)) if is_new or leaves else found.dropped,
    )


def overwritten(
    connection: Connection, post_id: int, were: OpenPlans, *, owed: tuple[int, int]
) -> StateBefore:
    """Return what an act has overwritten that moved no post; ask after it was written.

    `owed` are the keys of the first and the last notice that it may have caused.
    """
    now = open_plans(connection, post_id).plans
    first, last = owed
    return StateBefore(
        post={},
        steps={},
        cancelled=were.waiting,
        opened=(),
        owed=owed if first <= last else (),
        planned={key: plan for key, plan in were.plans.items() if now.get(key) != plan},
    )


def before(
    connection: Connection, was: PostSnapshot, after: PostSnapshot, fresh: NewKeys
) -> StateBefore:
    """Return what a move overwrites that leads a post from `was` to `after`.

    Ask before it is written, while the audit log is locked.
    """
    begins_anew = after.state is PostState.DRAFT and was.state is not PostState.DRAFT
    ended = [step for step in was.steps if step.id in fresh.closed]
    cancelled = ahead(connection, [step.id for step in ended])
    if was.slot_missed and not after.slot_missed:
        cancelled += tuple(connection.execute(_MISSED, {"post": was.id}).scalars())
    return StateBefore(
        post={
            name: getattr(was, name)
            for name in _OF_POST
            if getattr(was, name) != getattr(after, name)
        },
        steps={step.id: step.escalate_at for step in ended},
        cancelled=cancelled,
        opened=_ends_of(fresh.opened),
        owed=_ends_of(fresh.owed),
        dropped=tuple(sorted(was.proofs)) if begins_anew else (),
    )


def ahead(connection: Connection, steps: Sequence[int]) -> tuple[int, ...]:
    """Return the keys of the notices that are cancelled when these steps end."""
    if not steps:
        return ()
    return tuple(connection.execute(_ENDING, {"steps": steps}).scalars())


def last_move(connection: Connection, post: PostSnapshot) -> LastMove | None:
    """Return the act that led the post to its present row version, if there is one."""
    wanted = {"post": post.id, "row_version": post.row_version}
    row = connection.execute(_LAST, wanted).one_or_none()
    if row is None:
        return None
    plain = row._asdict()
    details = json.loads(plain.pop("details"))
    plain["source"] = PostState(row.source) if row.source else None
    return LastMove(
        **plain,
        before=StateBefore.from_details(details) if "before" in details else None,
        recorded_by_key=details.get("recorded_by_key", ""),
        has_proofs="proofs" in details,
        added=tuple(details.get("added", ())),
        removed=tuple(details.get("removed", ())),
        swap=tuple(details.get("swap", ())),
    )


def call_back(
    connection: Connection, post_id: int, began: StateBefore, now: datetime
) -> bool:
    """Cancel every notice that a move has caused; say no if one has left already.

    Then leave the transaction: nothing of it may be kept.
    """
    which = {"post": post_id, **_span("owed", began.owed)}
    which |= _span("opened", began.opened)
    connection.execute(_CALL_BACK, {**which, "now": now})
    return connection.execute(_GONE_OUT, which).one_or_none() is None


def reopen(connection: Connection, ended: StateBefore, at: datetime) -> bool:
    """Open the steps again that a move has ended at `at`; say whether all of them."""
    rows = [
        {"id_": key, "at": at, "escalate_at_": escalate_at}
        for key, escalate_at in ended.steps.items()
    ]
    return not rows or connection.execute(_REOPEN, rows).rowcount == len(rows)


def plan_again(connection: Connection, ended: StateBefore) -> bool:
    """Give open steps the plans back that an edit has changed; say whether all of them.

    A step that somebody has answered since has none any more.
    """
    rows = [
        {"id_": key, **{f"{name}_": plan[name] for name in _PLAN}}
        for key, plan in ended.planned.items()
    ]
    return not rows or connection.execute(_PLAN_AGAIN, rows).rowcount == len(rows)


def queue_again(connection: Connection, ended: StateBefore, at: datetime) -> None:
    """Owe the notices again that a move has cancelled at `at`, and no others."""
    if ended.cancelled:
        found = {"ids": list(ended.cancelled), "at": at}
        connection.execute(_QUEUE_AGAIN, found)


def taken_back(connection: Connection, post_id: int) -> frozenset[int]:
    """Return the numbers of the versions of a post whose saving was undone."""
    found = connection.execute(_TAKEN_BACK, {"post": post_id}).scalars()
    return frozenset(number for number in found if number is not None)


def _ends_of(keys: Sequence[int]) -> tuple[int, ...]:
    return (keys[0], keys[-1]) if keys else ()


def _span(name: str, ends: Sequence[int]) -> dict[str, int]:
    # No key is below one, so nothing lies between these.
    first, last = ends or (0, -1)
    return {f"first_{name}": first, f"last_{name}": last}
