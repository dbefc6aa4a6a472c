"""Missed slots: what happens when a slot passes without an approval."""

from dataclasses import replace

from states.slots import is_missed
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.posts import step_queries
from vorlauf.scheduling import plan_queries
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.missed_slot import tell_missed

SLOT_MISSED = "slot_missed"


def miss(call: Call, post_id: int) -> PostSnapshot | None:
    """Mark a post whose slot has passed; None if that holds no more, or is marked.

    Reminders and escalations of its steps rest until it has another slot: every date
    in them was planned for one that is over. Its coordinator hears of it once.
    """
    work = UnitOfWork(call)
    post = post_snapshots.posts_by_id(call.connection, [post_id]).get(post_id)
    if post is None or post.slot_missed or post.held_since is not None:
        return None
    if not is_missed(post.state, post.slot_at, call.now, marked=False):
        return None
    after = replace(post, slot_missed=True)
    plan_queries.mark_missed(call.connection, post.id)
    waiting = [step for step in post.steps if not step.retrospective]
    plan_queries.rest(call.connection, [step.id for step in waiting], call.now)
    if (step_id := _told_by(call, post, waiting)) is not None:
        tell_missed(work, after, step_id)
    _log(work, post, waiting)
    work.write()
    return after


def _told_by(call: Call, post: PostSnapshot, waiting: list[OpenStep]) -> int | None:
    """Return the step that the mail is about; a mail is always about one."""
    if waiting:
        return waiting[0].id
    return step_queries.newest_step(call.connection, post.id)


def _log(work: UnitOfWork, post: PostSnapshot, waiting: list[OpenStep]) -> None:
    details = {
        "slot": post.slot_at.isoformat(),
        "waiting": [f"{step.kind.value} {step.house}" for step in waiting],
    }
    work.log(remark(post, at=work.now, event=SLOT_MISSED, details=details))
