"""Actors: who acts on a post in which capacity, and the facts of a move."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from states.messages import Message, msg
from states.post import STEPS, Capacity, PostState, Role, Trigger
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import ConflictError, RefusedError

# The timetable acts, too. No key of a person looks like this.
FLOW = "(flow)"
# How a post is held that only closed days hold.
CLOSED_DAYS = "closed_days"
FLOW_NAME = "Vorlauf (Zeitsteuerung)"


@dataclass(frozen=True, kw_only=True)
class AnswerableStep:
    """An open step that the actor may answer; `principal` is set for a deputy."""

    step: OpenStep
    principal: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts on a post, and which of its open steps they may answer.

    `own_account` is the capacity of somebody who came by a link and is not on file.
    `approves` says that the post is scheduled and they approve for the Staatskanzlei.
    """

    key: str
    name: str
    role: Role | None
    answerable: tuple[AnswerableStep, ...] = ()
    own_account: Capacity | None = None
    approves: bool = False

    @cached_property
    def capacities(self) -> frozenset[Capacity]:
        """The capacities in which they act on the post in its present state."""
        found = {
            self.own_account or _capacity(one)
            for one in self.answerable
            if not one.step.retrospective
        }
        if found:
            found.add(Capacity.ASKED)
        if self.role is None:
            found.add(Capacity.FLOW)
        if self.role is Role.COORDINATOR:
            found.add(Capacity.COORDINATOR)
        if self.approves:
            found.add(Capacity.APPROVER)
        return frozenset(found)

    def capacity_for(self, answered: Sequence[AnswerableStep]) -> str:
        """Return the one capacity that the audit entry of an action names."""
        if self.own_account:
            return self.own_account.value
        if answered:
            return _capacity(answered[0]).value
        return Capacity.FLOW.value if self.role is None else self.role.value

    def answered_by(
        self, trigger: Trigger, *, retrospective: bool = False
    ) -> tuple[AnswerableStep, ...]:
        """Return the steps of the actor that this trigger answers."""
        return tuple(
            one
            for one in self.answerable
            if trigger in STEPS[one.step.kind].answers
            and one.step.retrospective is retrospective
        )


TIMETABLE = Actor(key=FLOW, name=FLOW_NAME, role=None)


@dataclass(frozen=True, kw_only=True)
class LinkSigner:
    """A person who answers one step by a link, under the name they typed.

    `key` is empty unless they are on file in the house that is asked; then `capacity`
    is None. `principal` is the person for whom a deputy answers. `version` is the
    version the link is for; `details` go into the audit entry.
    """

    name: str
    key: str
    step_id: int
    version: int
    issued_to: Person
    principal: Person | None
    capacity: Capacity | None = None
    details: Mapping[str, object] = field(default_factory=dict)


def actor_by_link(post: PostSnapshot, bearer: LinkSigner) -> Actor:
    """Return the actor who answers by a link: one step, and nothing else.

    Raises `ConflictError` if the step was answered or the post changed meanwhile.
    """
    step = next((step for step in post.steps if step.id == bearer.step_id), None)
    if step is None or post.version != bearer.version:
        raise ConflictError(
            msg(
                "{number}: this was answered meanwhile, or is not asked any "
                "more; look at it again.",
                number=post.number,
            )
        )
    return Actor(
        key=bearer.key,
        name=bearer.name,
        role=STEPS[step.kind].asks.role,
        answerable=(AnswerableStep(step=step, principal=bearer.principal),),
        own_account=bearer.capacity,
    )


@dataclass(frozen=True, kw_only=True)
class Part:
    """For whom somebody answers, if they say so: a principal (key), and a house.

    `gone` returns the keys of those who are away today or disabled; it is asked only
    where that matters, and without it nobody is.
    """

    on_behalf_of: str | None = None
    house: str | None = None
    gone: Callable[[], Collection[str]] = frozenset


ANY_PART: Final = Part()


def actor_of(
    post: PostSnapshot, directory: Directory, actor: str, part: Part = ANY_PART
) -> Actor:
    """Return `actor` (a person, or FLOW) as an actor on the post.

    A deputy answers for another house only while the person asked is gone, or when the
    step was escalated; `part` narrows down for whom. Raises `NotFoundError` for unknown
    people, `RefusedError` for a mailbox and for people who are no deputy.
    """
    if actor == FLOW:
        return TIMETABLE
    person = directory.person(actor)
    if person.functional:
        raise RefusedError(
            msg(
                "{name} is a functional mailbox; a named person decides.",
                name=person.name,
            )
        )
    theirs = _answerable(post, directory, person, part)
    if part.house is not None:
        house = directory.house(part.house).key
        theirs = [one for one in theirs if one.step.house == house]
    if part.on_behalf_of is not None:
        principal = directory.person(part.on_behalf_of)
        theirs = _only_for(theirs, directory, person, principal)
    return Actor(
        key=person.key,
        name=person.name,
        role=person.role,
        answerable=tuple(theirs),
        approves=post.state is PostState.SCHEDULED
        and person.key in directory.chancellery.approvers,
    )


def _answerable(
    post: PostSnapshot, directory: Directory, person: Person, part: Part
) -> list[AnswerableStep]:
    found = []
    for step in post.steps:
        asked = directory.people.get(step.asked)
        if not step.kind.is_answered or asked is None:
            continue
        if person.key == asked.key or _answers_mailbox(person, asked, step):
            found.append(AnswerableStep(step=step))
        elif person in directory.deputies_of(asked.key) and (
            _stands_in(person, asked, step, part)
        ):
            found.append(AnswerableStep(step=step, principal=asked))
    return found


def _stands_in(person: Person, asked: Person, step: OpenStep, part: Part) -> bool:
    """Say whether a deputy answers now; for another house there must be a reason."""
    is_same_house = person.house == asked.house
    return is_same_house or step.escalation > 0 or asked.key in part.gone()


def _answers_mailbox(person: Person, asked: Person, step: OpenStep) -> bool:
    # A mailbox is only notified, so any named contact of its house may answer.
    decides = person.role in {Role.CONTACT, Role.APPROVER, Role.GRAPHICS}
    return asked.functional and decides and person.house == step.house


def _only_for(
    theirs: list[AnswerableStep],
    directory: Directory,
    person: Person,
    principal: Person,
) -> list[AnswerableStep]:
    if principal.key == person.key:
        return [one for one in theirs if one.principal is None]
    chosen = [one for one in theirs if one.principal == principal]
    if chosen:
        return chosen
    if person in directory.deputies_of(principal.key):
        raise RefusedError(
            msg(
                "{name} decides here for {principal} only if {principal} is asked, and "
                "is away, or the question was escalated.",
                name=person.name,
                principal=principal.name,
            )
        )
    raise RefusedError(
        msg(
            "{name} cannot decide for {principal} here: "
            "{principal} is not asked, or has another deputy.",
            name=person.name,
            principal=principal.name,
        )
    )


def _capacity(one: AnswerableStep) -> Capacity:
    if one.principal is not None:
        return Capacity.DEPUTY
    return STEPS[one.step.kind].capacity or Capacity.ASKED


def require_role(who: Actor | Person, role: Role, why: Message) -> None:
    """Raise `RefusedError` with this reason unless somebody has this role."""
    if who.role is not role:
        raise RefusedError(why)


def check_seen(post: PostSnapshot, seen_row_version: int | None) -> None:
    """Raise `ConflictError` unless this is the row version; None always is."""
    if seen_row_version not in {None, post.row_version}:
        raise ConflictError(
            msg(
                "Somebody else has changed {number} meanwhile; look at it again.",
                number=post.number,
            )
        )
