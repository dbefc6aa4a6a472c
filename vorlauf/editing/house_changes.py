"""House changes: who takes part in a post that is under way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from states.messages import msg, phrase
from states.post import STEPS, Asks, PostState, Role, StepKind, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import NewStep, StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.editing.edits import edit_before
from vorlauf.editing.new_posts import check_takes_part
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import decision_queries, house_queries, undo_queries, writes
from vorlauf.posts.decision_queries import Endorsement
from vorlauf.scheduling import caused_mails
from vorlauf.scheduling.caused_mails import CausedMail
from vorlauf.text import check_text
from vorlauf.workflow import draft_step, needless_requests, steps, transitions
from vorlauf.workflow.actors import actor_of, check_seen, require_role
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.reminder_schedule import notices_of
from vorlauf.workflow.steps import UndatedStep

HOUSES: Final = "houses"


@dataclass(frozen=True, kw_only=True)
class HouseChange:
    """Which houses (keys) shall take part in a post, and why.

    Mails wait for `hold`, so that the change can be undone meanwhile.
    """

    number: str
    actor: str
    houses: tuple[str, ...]
    comment: str
    seen_row_version: int | None = None
    hold: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class HousesPreview:
    """What a change of houses does: who is asked, who no more, whose yes stays.

    `after` is the post as it will be; `opens` are the steps that begin, `ends` those
    that end, `stays` the decisions that hold, `falls` those that do not. `mails` are
    those that go because of it, if it was made, or tried.
    """

    after: PostSnapshot
    added: tuple[str, ...]
    removed: tuple[str, ...]
    opens: tuple[NewStep, ...] = ()
    ends: tuple[OpenStep, ...] = ()
    stays: tuple[Endorsement, ...] = ()
    falls: tuple[Endorsement, ...] = ()
    mails: tuple[CausedMail, ...] = ()

    @property
    def state(self) -> PostState:
        """The state in which the post will be."""
        return self.after.state


@dataclass(frozen=True)
class StepPlan:
    """A post as it will be, with the steps that begin, and those that end."""

    after: PostSnapshot
    opens: tuple[NewStep, ...] = ()
    ends: tuple[OpenStep, ...] = ()


def preview(call: Call, post: PostSnapshot, houses: Sequence[str]) -> HousesPreview:
    """Say what comes of other houses; writes nothing. Raises as `change`."""
    wanted = _checked(post, houses, call.directory)
    added = tuple(key for key in wanted if key not in post.houses)
    removed = tuple(key for key in post.houses if key not in wanted)
    plan = _plan(replace(post, houses=wanted), post, call.directory, call.now)
    holding = decision_queries.standing(call.connection, post.id, post.version)
    falls = [yes for yes in holding if _falls(yes, plan.after, added, removed)]
    return HousesPreview(
        after=plan.after,
        added=added,
        removed=removed,
        opens=plan.opens,
        ends=plan.ends,
        stays=tuple(yes for yes in holding if yes not in falls),
        falls=tuple(falls),
    )


def change(call: Call, wish: HouseChange) -> HousesPreview:
    """Let other houses take part in a post; what the others decided stays.

    A house that is added to a post that has left the review is asked for its
    endorsement, and then the approval is asked for again. Without a change nothing is
    written. Raises `RefusedError` unless a coordinator does it to an open post,
    `BadInputError` without a reason or without a house, `NotFoundError` for an unknown
    house, `ConflictError` when somebody was faster.
    """
    return _changed(call, wish, needs_reason=True)


def foresee(call: Call, wish: HouseChange) -> HousesPreview:
    """Do the same without asking for a reason, in a transaction that is rolled back."""
    return _changed(call, wish, needs_reason=False)


def _changed(call: Call, wish: HouseChange, *, needs_reason: bool) -> HousesPreview:
    work = UnitOfWork(call, wish.hold)
    post = post_snapshots.post_of(call.connection, wish.number)
    check_seen(post, wish.seen_row_version)
    check_text(phrase("subject", "The comment"), wish.comment)
    actor = actor_of(post, call.directory, wish.actor)
    why = msg(
        "{name} is no coordinator; only they say which houses take part.",
        name=actor.name,
    )
    require_role(actor, Role.COORDINATOR, why)
    found = preview(call, post, wish.houses)
    if not found.added and not found.removed:
        return found
    if needs_reason and not wish.comment.strip():
        raise BadInputError(
            msg("{number}: say why its houses change.", number=post.number)
        )
    were = undo_queries.open_plans(call.connection, post.id) if wish.hold else None
    waited = caused_mails.waiting(call.connection, post.id)
    _write(work, post, found, actor.name)
    after = draft_step.settle(work, found.after, actor.name)
    work.move(post, after)
    details: dict[str, object] = {
        **call.entry_point,
        "added": list(found.added),
        "removed": list(found.removed),
    }
    if were is not None:
        details |= edit_before(work, post, after, were)
    work.log(
        line(
            actor,
            post,
            after,
            at=call.now,
            event=HOUSES,
            comment=wish.comment,
            details=details,
        )
    )
    work.write()
    return replace(found, mails=caused_mails.ahead(call, post.id, waited))


def _write(work: UnitOfWork, post: PostSnapshot, found: HousesPreview, by: str) -> None:
    house_queries.set_houses(
        work.connection, post.id, added=found.added, removed=found.removed
    )
    work.close(found.ends, StepEnd(outcome=Outcome.VOID, by=by))
    for step in found.opens:
        work.open(found.after, step, notices_of(step, work.directory, work.now))
    out = [step for step in found.ends if step.house in found.removed]
    needless_requests.tell_needless(work, found.after, out)
    if post.proofs and found.state is not post.state:
        writes.drop_proofs(work.connection, post.id)


def _checked(
    post: PostSnapshot, houses: Sequence[str], directory: Directory
) -> tuple[str, ...]:
    if not post.state.is_open:
        raise RefusedError(
            msg(
                "{number} is in state {state}; what it says is kept as it is.",
                number=post.number,
                state=post.state,
            )
        )
    wanted = {key if key in post.houses else directory.house(key).key for key in houses}
    if not wanted:
        raise BadInputError(
            msg("{number} needs a house; name at least one.", number=post.number)
        )
    for key in wanted.difference(post.houses):
        check_takes_part(directory.house(key))
    return tuple(sorted(wanted))


def _falls(
    yes: Endorsement,
    after: PostSnapshot,
    added: Sequence[str],
    removed: Sequence[str],
) -> bool:
    """Say whether a decision counts no more: of who left, and what came after it."""
    is_after = STEPS[yes.kind].asks is not Asks.HOUSES
    return yes.house in removed or (
        is_after and bool(added) and after.state is PostState.MINISTRY_REVIEW
    )


def _plan(
    after: PostSnapshot, post: PostSnapshot, directory: Directory, now: datetime
) -> StepPlan:
    added = [key for key in after.houses if key not in post.houses]
    ends = [
        step
        for step in post.steps
        if STEPS[step.kind].asks is Asks.HOUSES and step.house not in after.houses
    ]
    left = [step for step in post.steps if step not in ends]
    after = replace(after, steps=tuple(left))
    if post.state is PostState.DRAFT:
        if post.request_by is not None:
            after = transitions.in_draft(after, directory)
        return StepPlan(after, (), tuple(ends))
    if post.state is PostState.ASSET_REQUESTED:
        return material_plan(after, ends, directory, now)
    if post.state is PostState.MINISTRY_REVIEW:
        return _review(after, added, ends, directory, now)
    if not added:
        return StepPlan(after, (), tuple(ends))
    ends += [step for step in left if not step.retrospective]
    again = transitions.arrival(
        after, PostState.MINISTRY_REVIEW, Trigger.REVISE, directory, now
    )
    return StepPlan(again, _reviews(again, added, directory, now), tuple(ends))


def material_plan(
    after: PostSnapshot, ends: list[OpenStep], directory: Directory, now: datetime
) -> StepPlan:
    """Plan the steps that are missing; a handover waits for new material."""
    wanted = steps.opening(after, after.state, directory, now)
    is_open = {(step.kind, step.house) for step in after.steps}
    if any(step.kind.is_material for step in wanted):
        ends = ends + [step for step in after.steps if step.kind is StepKind.SUBMIT]
    opens = [step for step in wanted if (step.kind, step.house) not in is_open]
    is_waiting = any(step.kind.is_material for step in after.steps)
    if is_waiting:
        opens = [step for step in opens if step.kind is StepKind.ASSETS]
    return StepPlan(after, tuple(opens), tuple(ends))


def _review(
    after: PostSnapshot,
    added: Sequence[str],
    ends: list[OpenStep],
    directory: Directory,
    now: datetime,
) -> StepPlan:
    """Ask who is new; if nobody is asked any more, the approval is next."""
    opens = _reviews(after, added, directory, now)
    is_asked = any(
        step.kind is StepKind.REVIEW and not step.retrospective for step in after.steps
    )
    if opens or is_asked:
        return StepPlan(after, opens, tuple(ends))
    dest = PostState.STAATSKANZLEI_APPROVAL
    on = transitions.arrival(after, dest, Trigger.ENDORSE, directory, now)
    ends += [step for step in after.steps if not step.retrospective]
    return StepPlan(on, tuple(steps.opening(on, dest, directory, now)), tuple(ends))


def _reviews(
    post: PostSnapshot, houses: Sequence[str], directory: Directory, now: datetime
) -> tuple[NewStep, ...]:
    duties = [
        UndatedStep(StepKind.REVIEW, key, directory.contact_of(key).key)
        for key in houses
    ]
    return tuple(steps.planned(post, duties, directory, now))
