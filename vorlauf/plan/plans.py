"""Plans: the posts of a year or of what lies ahead, their neighbours, who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from states.messages import msg
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError
from vorlauf.plan import plan_queries
from vorlauf.plan.dues import Due, dues_of, week_of
from vorlauf.posts import presence
from vorlauf.posts.presence import PresenceAhead

# Posts so near a plan share its weeks, and owe steps in them.
_BEFORE: Final = timedelta(weeks=2)
_AFTER: Final = timedelta(weeks=10)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The posts with a slot from `first` to `last`, by slot, and who is away.

    `beside` are the posts of the weeks before and after: they count where a rule counts
    posts, and are none of the plan. Nor are posts that are withdrawn.
    """

    first: date
    last: date
    posts: Sequence[PostSnapshot]
    present: PresenceAhead
    directory: Directory
    now: datetime
    beside: Sequence[PostSnapshot] = ()

    @cached_property
    def dues(self) -> list[tuple[PostSnapshot, Due]]:
        """What every open post needs of every house."""
        return self._dues(self.posts)

    @cached_property
    def dues_beside(self) -> list[tuple[PostSnapshot, Due]]:
        """What the open posts beside the plan need of every house."""
        return self._dues(self.beside)

    @cached_property
    def around(self) -> list[PostSnapshot]:
        """The posts of the plan and those beside it, by slot."""
        return sorted(
            (*self.posts, *self.beside), key=lambda one: (one.slot_at, one.id)
        )

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of the posts of the plan."""
        return frozenset(post.number for post in self.posts)

    @cached_property
    def today(self) -> date:
        """The day of `now`, as the coordinating agency's clocks show it."""
        return self.directory.agency.office.day_of(self.now)

    def day_of(self, post: PostSnapshot) -> date:
        """Return the day of a post's slot."""
        return self.directory.agency.office.day_of(post.slot_at)

    def _dues(self, posts: Sequence[PostSnapshot]) -> list[tuple[PostSnapshot, Due]]:
        return [
            (post, due)
            for post in posts
            if post.state.is_open
            for due in dues_of(post, self.directory)
        ]


def plan_of(call: Call, year: int | None = None) -> Plan:
    """Return the plan of a year, or without one from today to the last slot.

    Raises `BadInputError` for a year that no plan can be of.
    """
    office = call.directory.agency.office
    today = office.day_of(call.now)
    if year is None:
        return _ahead(call, today)
    if FIRST_YEAR < year < LAST_YEAR:
        first, last = date(year, 1, 1), date(year, 12, 31)
    else:
        raise BadInputError(
            msg(
                "The year {year} has no plan; write one from {first} to {last}.",
                year=year,
                first=FIRST_YEAR + 1,
                last=LAST_YEAR - 1,
            )
        )
    return plan_between(call, first, last)


def plan_between(call: Call, first: date, last: date) -> Plan:
    """Return the plan from one day to another, both included."""
    office = call.directory.agency.office
    widest = (
        office.at(week_of(first) - _BEFORE, time.min),
        office.at(week_of(last) + _AFTER, time.min),
    )
    return _plan(call, (first, last), _posts(call, *widest))


def _ahead(call: Call, today: date) -> Plan:
    """Return the plan from today to the last slot there is."""
    office = call.directory.agency.office
    posts = _posts(call, office.at(week_of(today) - _BEFORE, time.min), None)
    last = max([today, *(office.day_of(post.slot_at) for post in posts[-1:])])
    return _plan(call, (today, last), posts)


def _posts(call: Call, first: datetime, end: datetime | None) -> list[PostSnapshot]:
    keys = plan_queries.keys_between(call.connection, first, end)
    found = posts_by_id(call.connection, keys)
    return [found[key] for key in keys]


def _plan(call: Call, days: tuple[date, date], posts: list[PostSnapshot]) -> Plan:
    """Return the plan of these days; the other posts lie beside it."""
    (first, last), office = days, call.directory.agency.office
    begin, end = (office.at(day, time.min) for day in (first, last + timedelta(days=1)))
    return Plan(
        first=first,
        last=last,
        posts=[post for post in posts if begin <= post.slot_at < end],
        present=presence.ahead(call.connection, office.day_of(call.now)),
        directory=call.directory,
        now=call.now,
        beside=[post for post in posts if not begin <= post.slot_at < end],
    )
