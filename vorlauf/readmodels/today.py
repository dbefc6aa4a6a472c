"""Today: the posts that ask for somebody's attention, each in one group.

`GROUPS` is the one table of them. A post stands in the first group that finds it, so
every number of posts that are late is the number of a group.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.readmodels import attention
from vorlauf.readmodels.attention import Candidate, Ownership
from vorlauf.readmodels.scope import BlockReason, ReadScope

__all__ = [
    "GROUPS",
    "BlockReason",
    "Candidate",
    "FoundGroup",
    "GroupKey",
    "Ownership",
    "Today",
]

# A draft waits for its author when it is due this week or the next.
_SOON = timedelta(days=7)


class GroupKey(StrEnum):
    """What a post asks for attention with."""

    MISSED = "missed"
    CLOSED_DAY = "closed_day"
    AT_RISK = "at_risk"
    BLOCKED = "blocked"
    OVERDUE = "overdue"
    FOLLOW_UP = "follow_up"
    MINE = "mine"
    DUE_TODAY = "due_today"
    THIS_WEEK = "this_week"


@dataclass(frozen=True, kw_only=True)
class PeopleToday:
    """Keys of people: whoever reads, and in whose place, are `asked`.

    To the `unreachable` no mail goes; `unattended` are those who are disabled while
    nobody stands in. `owned` are the posts whose follow-up notes they are shown.
    """

    asked: Collection[str]
    unreachable: Collection[str] = ()
    unattended: Collection[str] = ()
    owned: Ownership | None = None


@dataclass(frozen=True, kw_only=True)
class TodayQuestion:
    """Who looks, and when; ends are aware UTC and not included, `day` is local."""

    scope: ReadScope
    people: PeopleToday
    outlooks: OutlooksNow
    day: date
    end_of_day: datetime
    end_of_week: datetime

    def candidates(self) -> Mapping[str, Sequence[Candidate]]:
        """Return what the built-in groups find, in one answer of the database."""
        people = self.people
        wanted = attention.Wanted(
            asked=tuple(sorted(people.asked)),
            unreachable=frozenset(people.unreachable),
            unattended=frozenset(people.unattended),
            owned=people.owned,
            day=self.day,
            unmet=self.outlooks.unmet(self.scope.now),
        )
        times = attention.Times(
            end_of_day=self.end_of_day,
            end_of_week=self.end_of_week,
            later=self.end_of_week + _SOON,
        )
        return attention.candidates(self.scope, wanted, times)


_Found = Mapping[str, Sequence[Candidate]]


@dataclass(frozen=True, kw_only=True)
class Group:
    """A row of the table: what finds its posts, the most urgent first.

    `find` gets the question, and what `TodayQuestion.candidates` has found. Posts
    of a group that `is_late` are counted as late.
    """

    key: GroupKey
    find: Callable[[TodayQuestion, _Found], Iterable[Candidate]]
    is_late: bool = False


def _built_in(key: GroupKey, *, is_late: bool = False) -> Group:
    return Group(key=key, find=lambda _, found: found.get(key, ()), is_late=is_late)


# In the order of Today. Another group is a row here, a title in the labels of the
# dashboard, and a template part of its own if its posts show more than others.
GROUPS: Final = (
    _built_in(GroupKey.MISSED, is_late=True),
    _built_in(GroupKey.CLOSED_DAY, is_late=True),
    _built_in(GroupKey.AT_RISK, is_late=True),
    _built_in(GroupKey.BLOCKED, is_late=True),
    _built_in(GroupKey.OVERDUE, is_late=True),
    _built_in(GroupKey.FOLLOW_UP),
    _built_in(GroupKey.MINE),
    _built_in(GroupKey.DUE_TODAY),
    _built_in(GroupKey.THIS_WEEK),
)


@dataclass(frozen=True)
class FoundGroup:
    """The posts of a group, all of them, the most urgent first."""

    key: GroupKey
    posts: tuple[Candidate, ...]
    is_late: bool = False

    @property
    def count(self) -> int:
        """How many posts there are."""
        return len(self.posts)


@dataclass(frozen=True)
class Today:
    """Every post that asks for attention, in one group each.

    `blocked` says by key of the post why it is blocked, whatever group it is in;
    `mine` are the keys of the posts that wait for whoever looks, and `noted` of those
    with a follow-up note of theirs that is due.
    """

    groups: tuple[FoundGroup, ...]
    blocked: Mapping[int, tuple[BlockReason, ...]] = field(default_factory=dict)
    mine: frozenset[int] = frozenset()
    noted: frozenset[int] = frozenset()

    @property
    def late(self) -> int:
        """How many posts are late: those of the groups that say so."""
        return sum(group.count for group in self.groups if group.is_late)

    def group(self, key: GroupKey) -> FoundGroup:
        """Return a group, empty if nothing was found."""
        named = (group for group in self.groups if group.key is key)
        return next(named, FoundGroup(key, ()))


def today(question: TodayQuestion, *, own_first: bool = False) -> Today:
    """Return what asks for attention; `own_first` puts what waits for the reader first.

    Coordinators look for what is late anywhere, everybody else for what they owe.
    """
    found = question.candidates()
    groups = sorted(
        GROUPS, key=lambda group: own_first and group.key is not GroupKey.MINE
    )
    taken: set[int] = set()
    filled = []
    for group in groups:
        posts = {
            one.post_id: one
            for one in reversed(list(group.find(question, found)))
            if one.post_id not in taken
        }
        taken.update(posts)
        ordered = tuple(reversed(posts.values()))
        filled.append(FoundGroup(group.key, ordered, group.is_late))
    return Today(
        tuple(filled),
        _reasons(found),
        mine=_keys(found, GroupKey.MINE),
        noted=_keys(found, GroupKey.FOLLOW_UP),
    )


def _reasons(found: _Found) -> Mapping[int, tuple[BlockReason, ...]]:
    whys: dict[int, list[BlockReason]] = defaultdict(list)
    for one in found.get(GroupKey.BLOCKED, ()):
        whys[one.post_id].append(BlockReason(one.why))
    return {key: tuple(why) for key, why in whys.items()}


def _keys(found: _Found, key: GroupKey) -> frozenset[int]:
    return frozenset(one.post_id for one in found.get(key, ()))
