"""Check of the plan: which slots cannot be met, and what is wrong with the whole."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.editing.feasibility import Outlook, outlook
from vorlauf.errors import NotFoundError
from vorlauf.plan.absences import absences_in
from vorlauf.plan.balances import balances
from vorlauf.plan.dues import days_of, longest_step, week_of
from vorlauf.plan.findings import Clash, Overload, PlanCheck, PostCheck, TooClose
from vorlauf.plan.plans import Plan, plan_of
from vorlauf.posts.channels import channels_of
from vorlauf.posts.slots import closed_because

_WEEK: Final = timedelta(days=7)


def check_plan(call: Call, year: int | None = None) -> PlanCheck:
    """Check the plan of a year, or without one what lies ahead.

    Raises `BadInputError` for a year that no plan can be of.
    """
    return checked(plan_of(call, year))


def checked(plan: Plan) -> PlanCheck:
    """Return what is wrong with a plan; reads nothing."""
    return PlanCheck(
        first=plan.first,
        last=plan.last,
        posts=len(plan.posts),
        troubled=list(troubled(plan)),
        clashes=list(clashes(plan)),
        overloads=[*_loads(plan), *_crowded(plan)],
        too_close=list(_too_close(plan)),
        balances=balances(plan.posts, plan.directory),
        gaps=list(_gaps(plan)),
        absences=list(absences_in(plan.dues, plan.present, plan.directory)),
    )


def troubled(plan: Plan) -> Iterator[PostCheck]:
    """Yield the open posts whose slot cannot be met, or lies on a closed day."""
    for post in plan.posts:
        if not post.state.is_open:
            continue
        found = _outlook(post, plan)
        is_ahead = post.slot_at > plan.now
        day = plan.day_of(post)
        closed = closed_because(day, plan.directory) if is_ahead else ""
        houses = _closed_houses(post, day, plan.directory) if is_ahead else ()
        is_met = found is None or found.feasibility.met
        if is_met and not closed and not houses:
            continue
        yield _post_check(post, found, plan.directory, (closed, houses))


def _post_check(
    post: PostSnapshot,
    found: Outlook | None,
    directory: Directory,
    closed: tuple[str, tuple[str, ...]],
) -> PostCheck:
    answer = found.feasibility if found else None
    because = answer.because if answer and not answer.met else None
    return PostCheck(
        number=post.number,
        title=post.title,
        state=post.state,
        slot_at=post.slot_at,
        houses=post.houses,
        short_by=answer.short_by if answer else 0,
        because=because,
        step=longest_step(post, because, directory) if because else None,
        earliest=answer.earliest if answer and not answer.met else None,
        is_missed=found is not None and found.is_missed,
        closed=closed[0],
        closed_houses=closed[1],
    )


def _outlook(post: PostSnapshot, plan: Plan) -> Outlook | None:
    try:
        return outlook(post, plan.directory, plan.now)
    except NotFoundError:  # every house has left stakeholders.toml
        return None


def _closed_houses(
    post: PostSnapshot, day: date, directory: Directory
) -> tuple[str, ...]:
    there = (key for key in post.houses if key in directory.houses)
    return tuple(
        key
        for key in there
        if not directory.houses[key].office.calendar.is_working_day(day)
    )


def clashes(plan: Plan) -> Iterator[Clash]:
    """Yield the slots ahead that several open posts have in one channel."""
    by_slot: dict[datetime, list[PostSnapshot]] = defaultdict(list)
    for post in plan.posts:
        if post.state.is_open and post.slot_at > plan.now:
            by_slot[post.slot_at].append(post)
    for slot_at, posts in by_slot.items():
        by_channel: dict[str, list[str]] = defaultdict(list)
        for post in posts:
            for channel in channels_of(post, plan.directory):
                by_channel[channel].append(post.number)
        shared: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for channel, numbers in by_channel.items():
            if len(numbers) > 1:
                shared[tuple(numbers)].append(channel)
        for several, channels in shared.items():
            yield Clash(slot_at=slot_at, channels=tuple(channels), numbers=several)


def _loads(plan: Plan) -> Iterator[Overload]:
    houses = plan.directory.houses
    found: dict[tuple[date, str], list[str]] = defaultdict(list)
    for post, due in (*plan.dues, *plan.dues_beside):
        if houses[due.house].steps_per_week is not None:
            week = week_of(max(days_of(due, plan.directory), plan.today))
            found[week, due.house].append(post.number)
    for (week, house), numbers in sorted(found.items()):
        agreed = houses[house].steps_per_week
        is_own = not plan.numbers.isdisjoint(numbers)
        if is_own and agreed is not None and len(numbers) > agreed:
            yield Overload(
                first=week,
                count=len(numbers),
                agreed=agreed,
                house=house,
                numbers=tuple(dict.fromkeys(numbers)),
            )


def _crowded(plan: Plan) -> Iterator[Overload]:
    """Return the days and weeks ahead with more posts than were agreed."""
    campaign = plan.directory.campaign
    days: dict[date, list[str]] = defaultdict(list)
    weeks: dict[date, list[str]] = defaultdict(list)
    for post in plan.around:
        if post.slot_at > plan.now:
            days[plan.day_of(post)].append(post.number)
        weeks[week_of(plan.day_of(post))].append(post.number)
    for counted, agreed, is_day in (
        (days, campaign.posts_per_day, True),
        (weeks, campaign.posts_per_week, False),
    ):
        for first, numbers in counted.items():
            is_over = first + _WEEK <= plan.today
            is_own = not plan.numbers.isdisjoint(numbers)
            if is_own and agreed is not None and len(numbers) > agreed and not is_over:
                yield Overload(
                    first=first,
                    count=len(numbers),
                    agreed=agreed,
                    is_day=is_day,
                    numbers=tuple(numbers),
                )


def _too_close(plan: Plan) -> Iterator[TooClose]:
    agreed = plan.directory.campaign.house_spacing
    if not agreed:
        return
    calendar = plan.directory.agency.office.calendar
    by_house: dict[str, list[PostSnapshot]] = defaultdict(list)
    for post in plan.around:
        for house in post.houses:
            by_house[house].append(post)
    for house, posts in by_house.items():
        for one, other in pairwise(posts):
            first, second = plan.day_of(one), plan.day_of(other)
            is_ahead = other.slot_at > plan.now and other.state.is_open
            is_own = one.number in plan.numbers or other.number in plan.numbers
            if is_ahead and is_own and calendar.between(first, second) <= agreed:
                yield TooClose(
                    house=house,
                    numbers=(one.number, other.number),
                    days=(first, second),
                    agreed=agreed,
                )


def _gaps(plan: Plan) -> Iterator[date]:
    """Return the weeks ahead that are open and have no post, between two that have."""
    if not plan.posts:
        return
    filled = {week_of(plan.day_of(post)) for post in plan.around}
    week = max(week_of(plan.today) + _WEEK, min(filled), week_of(plan.first))
    while week <= min(max(filled), week_of(plan.last)):
        days = (week + timedelta(days=n) for n in range(_WEEK.days))
        if week not in filled and any(
            not closed_because(day, plan.directory) for day in days
        ):
            yield week
        week += _WEEK
