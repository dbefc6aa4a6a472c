"""Consent end effects: what happens to a post that lost a consent.

A post under way goes back to draft, a published one has to be taken down, and a draft
cannot be handed to review. Doing it twice does it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from states.post import PostState, StepKind, Trigger
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.material.take_down_queries import TAKE_DOWN
from vorlauf.workflow import steps
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import note
from vorlauf.workflow.decisions import Decision, decide_many
from vorlauf.workflow.reminder_schedule import notices_of


@dataclass(frozen=True, kw_only=True)
class Affected:
    """The numbers of the posts: stopped, to be taken down, and merely concerned."""

    stopped: list[str] = field(default_factory=list)
    to_take_down: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class AffectedPost:
    """A post, and why its picture may not be shown: a sentence for the file."""

    post: PostSnapshot
    why: str


def sorted_out(snapshots: Iterable[PostSnapshot]) -> Affected:
    """Return what would become of these posts, and change nothing."""
    affected = Affected()
    for post in snapshots:
        if post.state.is_open and post.state is not PostState.DRAFT:
            affected.stopped.append(post.number)
        elif post.state is PostState.PUBLISHED:
            affected.to_take_down.append(post.number)
        else:
            affected.noted.append(post.number)
    return affected


def stop(call: Call, actor: Actor, concerned: Iterable[AffectedPost]) -> Affected:
    """Send back what is on its way, and open the step to take down what is out."""
    by_number = {one.post.number: one for one in concerned}
    affected = sorted_out(one.post for one in by_number.values())
    if affected.stopped:
        sent_back = [
            _sent_back(by_number[number], actor) for number in affected.stopped
        ]
        decide_many(call, sent_back)
    if affected.to_take_down:
        work = UnitOfWork(call)
        for number in affected.to_take_down:
            _open(work, actor, by_number[number])
        work.write()
    return affected


def _sent_back(one: AffectedPost, actor: Actor) -> Decision:
    return Decision(
        number=one.post.number,
        trigger=Trigger.REQUEST_CHANGES,
        actor=actor.key,
        comment=one.why,
        seen_row_version=one.post.row_version,
    )


def _open(work: UnitOfWork, actor: Actor, one: AffectedPost) -> None:
    post = one.post
    if any(step.kind is StepKind.TAKE_DOWN for step in post.steps):
        return
    duty = steps.duty_now(post, StepKind.TAKE_DOWN, "", work.directory)
    for step in steps.planned(post, [duty], work.directory, work.now):
        work.open(post, step, notices_of(step, work.directory, work.now))
    note(work, actor, post, event=TAKE_DOWN, comment=one.why)
