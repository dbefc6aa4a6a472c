"""Material changes: whether a post under way wants pictures, and a graphic."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from states.due_changes import DueCause, DueReason
from states.messages import msg, phrase
from states.post import PostState, StepKind, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.editing.edits import check_may_edit, edit_before
from vorlauf.editing.house_changes import material_plan
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import undo_queries, writes
from vorlauf.scheduling import replanning
from vorlauf.text import check_text
from vorlauf.workflow import draft_step, steps, transitions
from vorlauf.workflow.actors import Actor, actor_of, check_seen
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.reminder_schedule import notices_of

MATERIAL: Final = "material"
_BECAUSE: Final = (DueReason(cause=DueCause.PLAN),)


@dataclass(frozen=True, kw_only=True)
class MaterialChange:
    """Whether a post shall want pictures of its houses, and a graphic; None stays.

    Mails wait for `hold`, so that the change can be undone meanwhile.
    """

    number: str
    actor: str
    wants_assets: bool | None = None
    wants_graphics: bool | None = None
    comment: str = ""
    seen_row_version: int | None = None
    hold: timedelta = timedelta(0)


def change(call: Call, wish: MaterialChange) -> PostSnapshot:
    """Let a post want other material; return the post as it is then.

    What is asked for no more ends; what is missing now is asked for, and a post that
    was decided on goes back for it. Dates follow, and whoever was told another one is
    told. Without a change nothing is written. Raises `RefusedError` unless a
    coordinator does it to an open post, and if a graphic that was decided on would
    vanish; `BadInputError` for a graphic that nobody makes, `ConflictError` when
    somebody was faster.
    """
    work = UnitOfWork(call, wish.hold)
    post = post_snapshots.post_of(call.connection, wish.number)
    check_seen(post, wish.seen_row_version)
    check_text(phrase("subject", "The comment"), wish.comment)
    actor = actor_of(post, call.directory, wish.actor)
    check_may_edit(post, actor)
    after = replace(
        post,
        wants_assets=_or(wish.wants_assets, post.wants_assets),
        wants_graphics=_or(wish.wants_graphics, post.wants_graphics),
    )
    if after == post:
        return post
    _check(post, after, call.directory)
    return _write(_MaterialChange(work, actor, wish), post, after)


@dataclass(frozen=True)
class _MaterialChange:
    """The parts of one change."""

    work: UnitOfWork
    actor: Actor
    wish: MaterialChange


def _or(wanted: bool | None, known: bool) -> bool:  # noqa: FBT001, a fact of the post
    return known if wanted is None else wanted


def _check(post: PostSnapshot, after: PostSnapshot, directory: Directory) -> None:
    graphics = directory.graphics
    is_new = after.wants_graphics and not post.wants_graphics
    if is_new and graphics is None:
        raise BadInputError(
            msg(
                "{number}: stakeholders.toml has no graphics agency, so nobody makes a "
                "graphic.",
                number=post.number,
            )
        )
    is_shown = graphics is not None and any(
        picture.house == graphics.key for picture in post.content.pictures
    )
    is_other = post.wants_graphics != after.wants_graphics
    if is_other and is_shown and post.state.is_binding:
        raise RefusedError(
            msg(
                "{number} shows a graphic, and that is what is decided on; to show "
                "another picture, request changes first.",
                number=post.number,
            )
        )


def _write(
    act: _MaterialChange, post: PostSnapshot, after: PostSnapshot
) -> PostSnapshot:
    work, wish = act.work, act.wish
    were = undo_queries.open_plans(work.connection, post.id) if wish.hold else None
    if post.state is PostState.DRAFT:
        after = _in_draft(act, post, after)
    elif post.state is PostState.ASSET_REQUESTED:
        after = _requested(act, post, after)
    elif _owing(after, work.directory) - _owing(post, work.directory):
        after = _back(act, post, after)
    after = draft_step.settle(work, after, act.actor.name)
    work.move(post, after)
    details: dict[str, object] = {
        **work.call.entry_point,
        "wants_assets": after.wants_assets,
        "wants_graphics": after.wants_graphics,
    }
    if were is not None:
        details |= edit_before(work, post, after, were)
    work.log(
        line(
            act.actor,
            post,
            after,
            at=work.now,
            event=MATERIAL,
            comment=wish.comment,
            details=details,
        )
    )
    work.write()
    return after


def _owing(post: PostSnapshot, directory: Directory) -> set[str]:
    """Return the houses whose picture or graphic is wanted and missing."""
    graphics = steps.graphics_owing(post, directory)
    return {*steps.houses_owing(post), *([graphics.key] if graphics else [])}


def _in_draft(
    act: _MaterialChange, post: PostSnapshot, after: PostSnapshot
) -> PostSnapshot:
    """Plan what the coordinator has to do; a request ahead is settled later."""
    work, directory = act.work, act.work.directory
    if post.request_by is not None:
        return after
    after = transitions.back_in_draft(after, directory, work.now)
    handover = [step for step in post.steps if step.kind is StepKind.SUBMIT]
    duty = draft_step.duty(after, directory)
    if not handover or duty is StepKind.SUBMIT:
        return after
    work.close(handover, StepEnd(outcome=Outcome.VOID, by=act.actor.name))
    draft_step.begin(work, after, duty)
    return replace(after, steps=_without(after.steps, handover))


def _requested(
    act: _MaterialChange, post: PostSnapshot, after: PostSnapshot
) -> PostSnapshot:
    """End what is wanted no more, ask for what is missing, and move the dates."""
    work, directory = act.work, act.work.directory
    wanted = {
        StepKind.ASSETS: after.wants_assets,
        StepKind.GRAPHICS: after.wants_graphics,
    }
    ends = [step for step in post.steps if not wanted.get(step.kind, True)]
    after = replace(after, steps=_without(post.steps, ends))
    plan = material_plan(after, ends, directory, work.now)
    _replan(act, after, _without(plan.after.steps, plan.ends))
    work.close(plan.ends, StepEnd(outcome=Outcome.VOID, by=act.actor.name))
    for step in plan.opens:
        work.open(after, step, notices_of(step, directory, work.now))
    return replace(after, steps=_without(after.steps, plan.ends))


def _replan(
    act: _MaterialChange, after: PostSnapshot, left: Sequence[OpenStep]
) -> None:
    work = act.work
    there = [step for step in left if step.house in work.directory.houses]
    known = replanning.lock_and_read(work, [replace(after, steps=tuple(there))])
    shifts = [replanning.replan(work, after, one, _BECAUSE, known) for one in there]
    moved = [shift for shift in shifts if replanning.is_moved(shift)]
    replanning.note_shifts(work, after, moved, act.actor)


def _back(
    act: _MaterialChange, post: PostSnapshot, after: PostSnapshot
) -> PostSnapshot:
    """Lead a post that was decided on back to where its material is collected."""
    work, directory = act.work, act.work.directory
    dest = PostState.ASSET_REQUESTED
    after = transitions.arrival(
        after, dest, Trigger.REQUEST_ASSETS, directory, work.now
    )
    ends = transitions.ending(post, after, directory, Trigger.REVISE)
    work.close(ends, StepEnd(outcome=Outcome.VOID, by=act.actor.name))
    # What shows an earlier publication shows no later one.
    if post.proofs:
        writes.drop_proofs(work.connection, post.id)
    for step in steps.opening(after, dest, directory, work.now):
        work.open(after, step, notices_of(step, directory, work.now))
    return replace(after, steps=_without(post.steps, ends))


def _without(
    some: Sequence[OpenStep], gone: Sequence[OpenStep]
) -> tuple[OpenStep, ...]:
    return tuple(step for step in some if step not in gone)
