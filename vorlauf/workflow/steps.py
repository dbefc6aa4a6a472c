"""Steps: which steps a post opens when it enters a state, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from states.deadlines import Office, Party, Schedule, back_plan, escalation_instant
from states.messages import Message, Several, msg
from states.post import STEPS, Asks, PostState, Role, StepKind
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewStep
from vorlauf.directory.model import Directory, House, Person
from vorlauf.errors import NotFoundError
from vorlauf.posts import picture_checks


@dataclass(frozen=True)
class UndatedStep:
    """A step that a post needs of a house, without its due instant."""

    kind: StepKind
    house: str
    asked: str
    retrospective: bool = False


def schedule_of(post: PostSnapshot, directory: Directory) -> Schedule:
    """Return when everything of this post is due, by the houses that are on file."""
    return back_plan(
        post.slot_at,
        parties_of(post, directory),
        assets=post.wants_assets,
        graphics=post.wants_graphics,
    )


def parties_of(post: PostSnapshot, directory: Directory) -> list[Party]:
    """Return the houses of a post that are on file, or the agency if none is."""
    there = [key for key in post.houses if key in directory.houses]
    return [directory.party(key) for key in there or [directory.agency.key]]


def check_houses(post: PostSnapshot, directory: Directory) -> None:
    """Raise `NotFoundError` if stakeholders.toml no longer has a house of the post."""
    if gone := houses_gone(post, directory):
        raise NotFoundError(gone_words(post, gone))


def houses_gone(post: PostSnapshot, directory: Directory) -> tuple[str, ...]:
    """Return the houses of a post that have left stakeholders.toml."""
    return tuple(key for key in post.houses if key not in directory.houses)


def gone_words(post: PostSnapshot, gone: Sequence[str]) -> Message:
    """Say which houses have left stakeholders.toml, and what to do about it."""
    return msg(
        "{number}: stakeholders.toml no longer has {houses}; replace it on the post, "
        "or remove it there.",
        number=post.number,
        houses=Several(tuple(gone)),
    )


def opening(
    post: PostSnapshot, state: PostState, directory: Directory, now: datetime
) -> list[NewStep]:
    """Return the steps that entering `state` opens for the post as it is now.

    A house that has left stakeholders.toml is not asked. Raises `NotFoundError` if
    every house of the post has left, and houses are asked.
    """
    asks_houses = any(
        STEPS[kind].asks is Asks.HOUSES and STEPS[kind].state is state
        for kind in StepKind
    )
    if asks_houses and len(houses_gone(post, directory)) == len(post.houses):
        check_houses(post, directory)
    return planned(post, _duties(post, state, directory), directory, now)


def planned(
    post: PostSnapshot,
    duties: Sequence[UndatedStep],
    directory: Directory,
    now: datetime,
) -> list[NewStep]:
    """Return the steps with their due and escalation instants."""
    if not duties:
        return []
    plan = schedule_of(post, directory)
    return [
        _step(duty, plan, directory, _due(duty, plan, directory, now))
        for duty in duties
    ]


def planned_until(
    post: PostSnapshot, duty: UndatedStep, due_at: datetime, directory: Directory
) -> NewStep:
    """Return the step with a due instant that somebody chose (aware UTC)."""
    return _step(duty, schedule_of(post, directory), directory, due_at)


def latest_day(post: PostSnapshot, step: OpenStep, directory: Directory) -> date | None:
    """Return the last working day of its house on which a step still serves the slot.

    That is the day before the slot; None for a retrospective step, and for a post that
    is published.
    """
    if step.retrospective or step.kind.follows_slot:
        return None
    office = office_of(step.house, directory)
    return office.calendar.add(office.day_of(post.slot_at), -1)


def _duties(
    post: PostSnapshot, state: PostState, directory: Directory
) -> list[UndatedStep]:
    """Return the steps that a state needs now.

    Material comes first: from the houses, and when their pictures are in, from the
    graphics agency. When that picture is in too, the other steps follow.
    """
    kinds = [k for k in StepKind if STEPS[k].state is state and state.is_open]
    for kind in kinds:
        if kind.is_material and (owing := duties_of(kind, post, directory)):
            return owing
    return [duty for kind in kinds for duty in duties_of(kind, post, directory)]


def duties_of(
    kind: StepKind, post: PostSnapshot, directory: Directory
) -> list[UndatedStep]:
    """Return the steps of this kind that a post needs now; for material, if missing.

    Nobody can be asked in a house that has left stakeholders.toml.
    """
    return [
        duty_now(post, kind, house, directory)
        for house in houses_asked(kind, post, directory)
        if house in directory.houses
        if not kind.is_material or lacks_picture(post, house)
    ]


def houses_asked(
    kind: StepKind, post: PostSnapshot, directory: Directory
) -> tuple[str, ...]:
    """Return the houses that a step of this kind asks for a post, done or not."""
    match STEPS[kind].asks:
        case Asks.COORDINATOR:
            return (coordinator_of(post, directory).house,)
        case Asks.HOUSES:
            is_wanted = post.wants_assets or not kind.is_material
            return post.houses if is_wanted else ()
        case Asks.GRAPHICS:
            graphics = directory.graphics if post.wants_graphics else None
            return () if graphics is None else (graphics.key,)
        case Asks.APPROVER:
            return (directory.chancellery.key,)


def houses_owing(post: PostSnapshot) -> list[str]:
    """Return the houses whose picture is wanted and missing."""
    asked = post.houses if post.wants_assets else ()
    return [house for house in asked if lacks_picture(post, house)]


def graphics_owing(post: PostSnapshot, directory: Directory) -> House | None:
    """Return the graphics agency if its picture is wanted and missing."""
    graphics = directory.graphics
    if graphics is None or not post.wants_graphics:
        return None
    return graphics if lacks_picture(post, graphics.key) else None


def lacks_picture(post: PostSnapshot, house: str) -> bool:
    """Say whether a picture of this house, with alt text and consent, is missing.

    A house delivers as many as the brief says, the graphics agency one.
    """
    wanted = post.pictures_wanted if house in post.houses else 1
    return picture_checks.lacks_picture(post, house, wanted)


def duty_now(
    post: PostSnapshot, kind: StepKind, house: str, directory: Directory
) -> UndatedStep:
    """Return the step of this kind as the directory defines it today."""
    match STEPS[kind].asks:
        case Asks.COORDINATOR:
            person = coordinator_of(post, directory)
            return UndatedStep(kind, person.house, person.key)
        case Asks.HOUSES | Asks.GRAPHICS:
            return UndatedStep(kind, house, directory.contact_of(house).key)
        case Asks.APPROVER:
            return UndatedStep(kind, directory.chancellery.key, directory.approver.key)


def coordinator_of(post: PostSnapshot, directory: Directory) -> Person:
    """Return the coordinator of a post: its owner, else its author, else the contact.

    An owner or author counts only while they take part.
    """
    named = (directory.people.get(key) for key in (post.owner, post.author))
    able = (one for one in named if one and looks_after_posts(one, directory))
    return next(able, directory.coordinator)


def looks_after_posts(person: Person, directory: Directory) -> bool:
    """Say whether somebody can look after posts: a coordinator who takes part."""
    is_named = person.role is Role.COORDINATOR and not person.functional
    return is_named and person.key not in directory.disabled


def office_of(house: str, directory: Directory) -> Office:
    """Return the office hours of a house; of a removed house, those of the agency."""
    return directory.houses.get(house, directory.agency).office


def _step(
    duty: UndatedStep, plan: Schedule, directory: Directory, due_at: datetime
) -> NewStep:
    house = directory.house(duty.house)
    wanted = due_at if duty.kind.follows_slot else plan.due(duty.kind)
    return NewStep(
        kind=duty.kind,
        house=duty.house,
        asked=duty.asked,
        due_at=due_at,
        escalate_at=escalation(due_at, house),
        retrospective=duty.retrospective,
        short_by=_days_between(wanted, due_at, house.office),
    )


def _days_between(first: datetime, last: datetime, office: Office) -> int:
    return office.calendar.between(office.day_of(first), office.day_of(last))


def _due(
    duty: UndatedStep, plan: Schedule, directory: Directory, now: datetime
) -> datetime:
    """Return the planned instant, but never less than one working day from now.

    Nobody is asked for something that is overdue already; a slot in danger is the
    coordinator's business and shows in the feasibility.
    """
    if duty.kind.waits_for_slot:
        return plan.slot
    office = directory.house(duty.house).office
    tomorrow = office.due_on(office.calendar.add(office.day_of(now), 1))
    if duty.kind.follows_slot:
        return tomorrow
    return max(own_due(plan.due(duty.kind), office), tomorrow)


def own_due(planned: datetime, office: Office) -> datetime:
    """Return the close of business of an office on the day of a planned due instant.

    On its last working day before that, if it does not work then; of several houses one
    may have decided the date that is closed on other days.
    """
    return office.due_on(office.calendar.add(office.day_of(planned), 0))


def escalation(due_at: datetime, house: House) -> datetime:
    """Return when a step of this house is escalated (again)."""
    return escalation_instant(
        due_at,
        days=house.escalate_after,
        hour=house.reminder_hour,
        office=house.office,
    )
