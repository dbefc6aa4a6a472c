"""Restored versions: a post says again what it said in an earlier version.

Texts, link, channels and the day of the slot come back; pictures are delivered, and
stay as they are. If the content is the same again, the decisions of this round on that
version hold again, and only who has not decided on it is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from states.fingerprint import Content, as_plain
from states.messages import channels, msg, phrase
from states.post import PostState, StepKind, Trigger
from states.post_fields import IN_CONTENT
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import NewStep, StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.editing.edits import (
    SavedEdit,
    changed_parts,
    check_may_edit,
    edit_before,
    new_version,
)
from vorlauf.editing.reserve_days import dated
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import decision_queries, undo_queries, version_queries, writes
from vorlauf.posts.decision_queries import Endorsement
from vorlauf.posts.slots import check_slot
from vorlauf.scheduling import hold_upkeep, replanning
from vorlauf.text import check_text
from vorlauf.workflow import draft_step, needless_requests, steps, transitions
from vorlauf.workflow.actors import Actor, actor_of, check_seen
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.reminder_schedule import notices_of
from vorlauf.workflow.steps import UndatedStep

RESTORE: Final = "restore"


@dataclass(frozen=True, kw_only=True)
class Restoration:
    """Which version of a post shall hold again, and why, if that is said.

    With `keeps_slot` the slot stays where it is; then decisions on another day do not
    come back. Mails wait for `hold`, so that it can be undone meanwhile.
    """

    number: str
    actor: str
    version: int
    comment: str = ""
    keeps_slot: bool = False
    seen_row_version: int | None = None
    hold: timedelta = timedelta(0)


def restore(call: Call, wish: Restoration) -> SavedEdit:
    """Let a post say again what it said in an earlier version, as a new version.

    A post that is decided on goes where the decisions on that version had led it: back
    to its review if one of its houses has not endorsed it in this round. Without a
    change nothing happens. Raises `NotFoundError` for an unknown version,
    `RefusedError` and `ConflictError` as a save does.
    """
    work = UnitOfWork(call, wish.hold)
    post = post_snapshots.post_of(call.connection, wish.number)
    check_seen(post, wish.seen_row_version)
    check_text(phrase("subject", "The comment"), wish.comment)
    actor = actor_of(post, call.directory, wish.actor)
    check_may_edit(post, actor)
    old = version_queries.content_of(call.connection, post.id, wish.version)
    after = _restored(post, old, wish, actor, call)
    changed = changed_parts(post, after)
    if changed and post.state.is_binding:
        _check_texts(after, call.directory)
    if changed:
        after = _write(_Restore(work, actor, wish), post, after, changed)
    return SavedEdit(
        number=post.number, version=after.version, state=after.state, changed=changed
    )


def _check_texts(after: PostSnapshot, directory: Directory) -> None:
    """Refuse to ask for a decision on a version without its texts."""
    wanted = after.content.channels or directory.campaign.channels
    if lacking := [name for name in wanted if not after.content.texts.get(name)]:
        why = msg("There is no text yet for {channels}.", channels=channels(lacking))
        raise RefusedError(msg("{number}: {why}", number=after.number, why=why))


@dataclass(frozen=True)
class _Restore:
    """The parts of one restoration."""

    work: UnitOfWork
    actor: Actor
    wish: Restoration


def _restored(
    post: PostSnapshot, old: Content, wish: Restoration, actor: Actor, call: Call
) -> PostSnapshot:
    slot_at = post.slot_at if wish.keeps_slot else _slot(post, old, call)
    content = replace(
        post.content,
        texts=old.texts,
        channels=old.channels,
        slot_date=dated(post, call.directory.agency.office.day_of(slot_at)),
        **{name: getattr(old, name) for name in IN_CONTENT},
    )
    after = replace(
        post,
        slot_at=slot_at,
        slot_missed=post.slot_missed and slot_at == post.slot_at,
    )
    return new_version(after, content, actor.key)


def _slot(post: PostSnapshot, old: Content, call: Call) -> datetime:
    """Return the slot on the day of the old version, as far as there can be one."""
    office = call.directory.agency.office
    is_same = old.slot_date == post.content.slot_date
    if old.slot_date is None or is_same or post.is_timeless:
        return post.slot_at
    slot_at = office.at(old.slot_date, office.hour_of(post.slot_at))
    try:
        return check_slot(slot_at, call.directory, call.now)
    except BadInputError:
        return post.slot_at


def _write(
    act: _Restore, post: PostSnapshot, after: PostSnapshot, changed: Sequence[str]
) -> PostSnapshot:
    work, wish = act.work, act.wish
    were = undo_queries.open_plans(work.connection, post.id) if wish.hold else None
    same, yes = _holding(work, post, after)
    work.save(after, as_plain(after.content), corrects=same if yes else None)
    if post.proofs:
        writes.drop_proofs(work.connection, post.id)
    if post.state.is_binding:
        after = _ask(act, post, after, yes)
    elif post.slot_at != after.slot_at:
        replanning.follow_slot(work, post, after, act.actor)
    after = draft_step.settle(work, after, act.actor.name)
    work.move(post, after)
    details: dict[str, object] = {
        **work.call.entry_point,
        "changed": list(changed),
        "restored": wish.version,
        "holds_again": len(yes),
    }
    if were is not None:
        details |= edit_before(work, post, after, were)
    work.log(
        line(
            act.actor,
            post,
            after,
            at=work.now,
            event=RESTORE,
            comment=wish.comment,
            details=details,
        )
    )
    work.write()
    if post.slot_at != after.slot_at:
        hold_upkeep.keep_up(work.call, only=[post.id])
    return after


def _holding(
    work: UnitOfWork, post: PostSnapshot, after: PostSnapshot
) -> tuple[int | None, list[Endorsement]]:
    """Return the version that says the same, and the decisions that hold again on it.

    The newest one: a correction that was taken back was shown to nobody, and after an
    objection the same text was asked for anew.
    """
    undone = undo_queries.taken_back(work.connection, post.id)
    same = version_queries.newest_saying(
        work.connection, post.id, after.fingerprint, undone
    )
    if same is None or not post.state.is_binding:
        return None, []
    return same, decision_queries.standing(work.connection, post.id, same)


def _ask(
    act: _Restore, post: PostSnapshot, after: PostSnapshot, yes: Sequence[Endorsement]
) -> PostSnapshot:
    """End what was asked about the later version, and ask for what is missing."""
    work, directory = act.work, act.work.directory
    dest = _state(after, yes, directory)
    if dest is not post.state:
        after = transitions.arrival(after, dest, Trigger.REVISE, directory, work.now)
    left = transitions.ending(post, after, directory, Trigger.REVISE)
    work.close(left, StepEnd(outcome=Outcome.VOID, by=act.actor.name))
    anew = _opening(after, yes, directory, work.now)
    for step in anew:
        work.open(after, step, notices_of(step, directory, work.now))
    asked = {(step.kind, step.house) for step in anew}
    gone = [step for step in left if (step.kind, step.house) not in asked]
    needless_requests.tell_needless(work, after, gone)
    return after


def _state(
    post: PostSnapshot, yes: Sequence[Endorsement], directory: Directory
) -> PostState:
    """Return where the decisions on the old version lead a post."""
    if _missing(post, yes, directory):
        return PostState.MINISTRY_REVIEW
    last = max((one.step_id for one in yes if one.kind is StepKind.REVIEW), default=0)
    # An approval counts if no house has joined after it.
    is_approved = any(
        one.kind is StepKind.APPROVAL and one.step_id > last for one in yes
    )
    return PostState.SCHEDULED if is_approved else PostState.STAATSKANZLEI_APPROVAL


def _missing(
    post: PostSnapshot, yes: Sequence[Endorsement], directory: Directory
) -> list[str]:
    """Return the houses that have not endorsed it; of those on file, if any is."""
    said = {one.house for one in yes if one.kind is StepKind.REVIEW}
    missing = [house for house in post.houses if house not in said]
    there = [house for house in missing if house in directory.houses]
    return there or ([] if said else missing)


def _opening(
    post: PostSnapshot, yes: Sequence[Endorsement], directory: Directory, now: datetime
) -> list[NewStep]:
    if post.state is not PostState.MINISTRY_REVIEW:
        return steps.opening(post, post.state, directory, now)
    missing = _missing(post, yes, directory)
    steps.check_houses(replace(post, houses=tuple(missing)), directory)
    duties = [
        UndatedStep(StepKind.REVIEW, house, directory.contact_of(house).key)
        for house in missing
    ]
    return steps.planned(post, duties, directory, now)
