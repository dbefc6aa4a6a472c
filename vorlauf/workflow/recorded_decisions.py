"""Recorded decisions: what somebody decided by phone or in a meeting, written down.

A coordinator writes it down; the person decides, in the capacity in which they are
asked, and may object until the slot. So it is no override.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from states.messages import Message, Several, msg
from states.post import STEPS, Role, Trigger
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.workflow.action import Decision, Recording, part_of
from vorlauf.workflow.actors import (
    ANY_PART,
    Actor,
    Part,
    actor_of,
    require_role,
)
from vorlauf.workflow.move_facts import authors_of


@dataclass(frozen=True, kw_only=True)
class Decider:
    """Somebody who could decide now: for which step, and in whose place."""

    person: Person
    step: OpenStep
    principal: Person | None

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """What they could have decided, the yes first."""
        return STEPS[self.step.kind].answers


def deciders(
    post: PostSnapshot, directory: Directory, part: Part = ANY_PART
) -> tuple[Decider, ...]:
    """Return whose decision can be recorded: who is asked before their deputies.

    The author of the post, or of its version, decides on nothing of their own.
    """
    found = sorted(
        _deciders(post, directory, part),
        key=lambda one: (one.step.id, one.principal is not None),
    )
    return tuple(found)


def _deciders(
    post: PostSnapshot, directory: Directory, part: Part
) -> Iterator[Decider]:
    for person in directory.people.values():
        is_author = person.key in authors_of(post, directory)
        if person.functional or is_author or person.key in directory.disabled:
            continue
        for one in actor_of(post, directory, person.key, part).answerable:
            yield Decider(person=person, step=one.step, principal=one.principal)


def check_recording(
    post: PostSnapshot, decision: Decision, recording: Recording, call: Call
) -> None:
    """Check what is recorded, but for who decided.

    Raises `RefusedError` unless a coordinator records it, `BadInputError` for what is
    no decision and for an instant that has not come, `ConflictError` for a version that
    is not the current one.
    """
    require_role(
        recording.by,
        Role.COORDINATOR,
        msg(
            "{name} is no coordinator; coordinators record the decisions of others.",
            name=recording.by.name,
        ),
    )
    if not decision.trigger.is_decision:
        raise BadInputError(
            msg("{trigger} is no decision to record.", trigger=decision.trigger)
        )
    if recording.said_at > call.now:
        zone = call.directory.campaign.zone
        raise BadInputError(
            msg(
                "{when} is still to come; write when it was decided.",
                when=recording.said_at.astimezone(zone),
            )
        )
    if decision.seen_version not in {None, post.version}:
        raise ConflictError(
            msg(
                "{number}: version {version} is no longer the current one, so nothing "
                "is decided on it.",
                number=post.number,
                version=decision.seen_version,
            )
        )


def recorded_actor(
    post: PostSnapshot, decision: Decision, recording: Recording, call: Call
) -> Actor:
    """Return who decided, with the steps that their decision answers.

    Raises `RefusedError` for the coordinator who records it, for people who are not
    asked, and for a decision from before they were asked about this version;
    `NotFoundError` for unknown people.
    """
    directory, part = call.directory, part_of(decision, call)
    actor = actor_of(post, directory, decision.actor, part)
    if actor.key == recording.by.key:
        raise RefusedError(
            msg(
                "{name} records the decisions of others; decide yourself instead.",
                name=actor.name,
            )
        )
    theirs = [
        one
        for one in actor.answerable
        if decision.trigger in STEPS[one.step.kind].answers
    ]
    if not theirs:
        raise RefusedError(_not_asked(post, actor, decision.trigger, directory))
    since = max(one.step.opened_at for one in theirs)
    if recording.said_at < since.replace(second=0, microsecond=0):
        raise RefusedError(
            msg(
                "{number}: {name} was asked about version {version} on {when}; what "
                "was decided before is not about this version.",
                number=post.number,
                name=actor.name,
                version=post.version,
                when=since.astimezone(directory.campaign.zone),
            )
        )
    return actor


def _not_asked(
    post: PostSnapshot, actor: Actor, trigger: Trigger, directory: Directory
) -> Message:
    could = [
        one.person.name for one in deciders(post, directory) if trigger in one.triggers
    ]
    if not could:
        return msg(
            "{number}: nobody is asked for {trigger} now.",
            number=post.number,
            trigger=trigger,
        )
    return msg(
        "{number}: {name} is not asked for {trigger} now; {others} could decide.",
        number=post.number,
        name=actor.name,
        trigger=trigger,
        others=Several(tuple(dict.fromkeys(could))),
    )
