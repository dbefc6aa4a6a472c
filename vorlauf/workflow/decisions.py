"""Decisions: the only writer of a post's state, one transaction for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from states.advance import MoveRefusedError, Offer, advance, offered
from states.messages import Message, Several, msg, phrase
from states.post import LABELS, PostState, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import writes
from vorlauf.text import check_text
from vorlauf.workflow import retrospective, transitions
from vorlauf.workflow.action import Action, Decision, Moved, part_of
from vorlauf.workflow.actors import (
    ANY_PART,
    FLOW,
    Actor,
    Part,
    actor_by_link,
    actor_of,
    check_seen,
)
from vorlauf.workflow.move_facts import MoveIntent, facts_of
from vorlauf.workflow.one_house import for_one_house
from vorlauf.workflow.permalinks import read_proofs
from vorlauf.workflow.receipts import owe_receipts, tell_houses
from vorlauf.workflow.recorded_decisions import check_recording, recorded_actor
from vorlauf.workflow.settled_publications import settle

__all__ = ["FLOW", "Decision", "Moved", "decide", "decide_many", "offers"]

_WITH_PROOFS = frozenset({Trigger.PUBLISH, Trigger.OVERRIDE})


def decide(call: Call, decision: Decision) -> Moved:
    """Make one move: lock, state, audit entry, steps and notices in this transaction.

    Raises `RefusedError` if the move cannot be made or this person may not make it,
    `ConflictError` if somebody was faster, `NotFoundError` for an unknown post or
    person, `BadInputError` for an invalid permalink.
    """
    return decide_many(call, [decision])[0]


def decide_many(call: Call, decisions: Sequence[Decision]) -> list[Moved]:
    """Make many moves in this transaction: all of them, or none. Raises as `decide`."""
    counted = Counter(decision.number for decision in decisions)
    if twice := [number for number, times in counted.items() if times > 1]:
        raise BadInputError(
            msg("Only one decision at a time for {names}.", names=Several(tuple(twice)))
        )
    work = UnitOfWork(call)
    found = post_snapshots.snapshots(call.connection, list(counted))
    moved = [
        _decide(post, decision, work)
        for post, decision in zip(found, decisions, strict=True)
    ]
    work.write()
    return moved


def offers(
    post: PostSnapshot,
    directory: Directory,
    actor: str,
    now: datetime,
    part: Part = ANY_PART,
) -> tuple[Offer, ...]:
    """Return the moves that the state knows, each with its refusal for this person.

    A comment that is not written yet does not refuse a move.
    """
    return _offers(post, directory, actor_of(post, directory, actor, part), now)


def _offers(
    post: PostSnapshot, directory: Directory, actor: Actor, now: datetime
) -> tuple[Offer, ...]:
    facts = facts_of(post, directory, actor, now, MoveIntent(comment="…"))
    later = {
        trigger: Offer(trigger, LABELS[trigger], retrospective.refusal(trigger, facts))
        for trigger in retrospective.TRIGGERS
        if retrospective.answers(post, actor, trigger)
    }
    now_offered = (o for o in offered(post.state, facts) if o.trigger not in later)
    return (*now_offered, *later.values())


def _decide(post: PostSnapshot, decision: Decision, work: UnitOfWork) -> Moved:
    check_seen(post, decision.seen_row_version)
    proofs = read_proofs(work.call, post.id, decision.proofs)
    decision = replace(decision, proofs=proofs)
    _check(decision)
    if decision.recording:
        check_recording(post, decision, decision.recording, work.call)
    work.hold = decision.hold
    actor = _standing(post, decision, work.call)
    action = Action(
        decision=decision,
        post=post,
        actor=actor,
        work=work,
    )
    if retrospective.answers(post, actor, decision.trigger):
        return retrospective.answer(action)
    return _move(action)


def _standing(post: PostSnapshot, decision: Decision, call: Call) -> Actor:
    if decision.bearer:
        return actor_by_link(post, decision.bearer)
    if decision.recording:
        actor = recorded_actor(post, decision, decision.recording, call)
    else:
        part = part_of(decision, call)
        actor = actor_of(post, call.directory, decision.actor, part)
    if decision.house is not None or decision.on_behalf_of is not None:
        return actor
    return for_one_house(actor, decision.trigger, call.directory)


def _check(decision: Decision) -> None:
    check_text(phrase("subject", "The comment"), decision.comment)
    if decision.proofs and decision.trigger not in _WITH_PROOFS:
        raise BadInputError(
            msg(
                "A permalink comes with publish, not {trigger}.",
                trigger=decision.trigger,
            )
        )


def _move(action: Action) -> Moved:
    post, work = action.post, action.work
    after = _after(action, _destination(action))
    answered = action.answered()
    action.close(answered)
    if after.state is not post.state:
        transitions.enter(
            action.work,
            post,
            after,
            transitions.Exit(
                trigger=action.decision.trigger,
                by=action.actor.name,
                answered=frozenset(one.step.id for one in answered),
            ),
        )
    if action.decision.trigger is Trigger.OVERRIDE:
        transitions.open_retrospective(work, post, after)
    if after.state is PostState.DRAFT and post.proofs:
        writes.drop_proofs(work.connection, post.id)
    settle(work, post, action.decision.proofs)
    writes.keep_proofs(
        work.connection,
        post.id,
        action.decision.proofs,
        by=action.actor.key,
        at=action.now,
    )
    owe_receipts(action, answered)
    tell_houses(action, after)
    return action.record(after, answered)


def _destination(action: Action) -> PostState:
    try:
        return advance(action.post.state, action.decision.trigger, action.facts)
    except MoveRefusedError as error:
        refused = msg(
            "{number}: {reason} {hint}",
            number=action.post.number,
            reason=error.message,
            hint=_what_is_possible(action),
        )
        raise RefusedError(refused) from error


def _what_is_possible(action: Action) -> Message:
    could = [
        offer.trigger
        for offer in _offers(action.post, action.directory, action.actor, action.now)
        if offer.refusal is None
    ]
    if not could:
        return msg("{name} can do nothing with it at present.", name=action.actor.name)
    return msg(
        "{name} could: {triggers}.",
        name=action.actor.name,
        triggers=Several(tuple(could)),
    )


def _after(action: Action, dest: PostState) -> PostSnapshot:
    """Return the post as it will be in the state that follows."""
    if dest is action.post.state:
        return action.post
    trigger = action.decision.trigger
    return transitions.arrival(action.post, dest, trigger, action.directory, action.now)
