"""Filler: places one topic after the other, by the rules and the agreed split.

Recurring days come first, for nothing else can have their day; then always the house
that lacks most of its share, its narrowest topic first, in the emptiest week.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from states.messages import Message, msg
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing.new_posts import NewPost, drafted
from vorlauf.editing.slot_previews import earliest_possible
from vorlauf.plan.dues import week_of
from vorlauf.plan.plans import Plan
from vorlauf.plan.proposals.problem import Rule, RuleKind
from vorlauf.plan.proposals.proposal import Hindrance
from vorlauf.plan.proposals.rule_words import words_of
from vorlauf.plan.proposals.statement import Candidates, most_of, open_days, usage_of
from vorlauf.plan.topics.topic_rows import TopicRow
from vorlauf.plan.topics.windows import TopicWindow, open_topics
from vorlauf.posts.channels import channels_of
from vorlauf.posts.slots import HOURS
from vorlauf.workflow.actors import Actor


@dataclass(frozen=True, kw_only=True)
class PlacedTopic:
    """A topic (its key, as it was `seen`) with its proposed slot (aware UTC)."""

    key: int
    seen: int
    title: str
    houses: tuple[str, ...]
    slot_at: datetime
    because: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class LeftTopic:
    """A topic that gets no slot, and which rules are in its way on which days."""

    key: int
    title: str
    houses: tuple[str, ...]
    obstacles: tuple[Hindrance, ...]


@dataclass
class _Candidate:
    """A topic that may be placed, as the draft that it would be."""

    topic: TopicRow
    windows: tuple[TopicWindow, ...]
    draft: PostSnapshot
    earliest: date

    @property
    def width(self) -> int:
        """On how many days it may appear."""
        return sum((one.last - one.first).days + 1 for one in self.windows)


class Filler:
    """Places one topic after the other, and keeps what is used of each rule."""

    def __init__(self, call: Call, plan: Plan, actor: str) -> None:
        self.call, self.plan, self.actor = call, plan, actor
        person = call.directory.person(actor)
        self.author = Actor(key=person.key, name=person.name, role=person.role)
        self.days = list(open_days(plan))
        self.places = Candidates(plan, self.days)
        self.used = usage_of(self.places, [*plan.posts, *plan.beside])
        self.added: list[PostSnapshot] = []
        self.counts = Counter(house for post in plan.posts for house in post.houses)
        self.weeks = Counter(week_of(plan.day_of(post)) for post in plan.posts)

    def run(self, most: int | None) -> tuple[list[PlacedTopic], list[LeftTopic]]:
        """Return what is placed, and what is left."""
        placed: list[PlacedTopic] = []
        left: list[LeftTopic] = []
        waiting = self._candidates()
        while waiting and (most is None or len(placed) < most):
            one = min(waiting, key=self._order)
            waiting.remove(one)
            found = self._place(one)
            if found is None:
                left.append(self._left(one))
            else:
                placed.append(found)
        return placed, left

    def _candidates(self) -> list[_Candidate]:
        if not self.days:
            return []
        found = open_topics(self.call, self.days[0], self.days[-1])
        return [self._candidate(one.topic, one.windows) for one in found]

    def _candidate(
        self, topic: TopicRow, windows: tuple[TopicWindow, ...]
    ) -> _Candidate:
        office, directory = self.plan.directory.agency.office, self.plan.directory
        free = [day for day in self.days if not directory.campaign.blackout_on(day)]
        new = NewPost(
            title=topic.title,
            author=self.actor,
            houses=topic.houses,
            slot_at=office.at((free or self.days)[-1], HOURS[0]),
            channels=topic.channels,
            wants_assets=topic.wants_picture,
            wants_graphics=topic.wants_picture,
        )
        draft = drafted(self.call, new, (-topic.id, str), self.author)
        first = earliest_possible(draft, directory, self.plan.now)
        return _Candidate(topic, windows, draft, office.day_of(first))

    def _order(self, one: _Candidate) -> tuple[bool, float, int, int]:
        is_fixed = any(window.day for window in one.windows)
        return not is_fixed, self._share(one), one.width, one.topic.id

    def _share(self, one: _Candidate) -> float:
        """Return how full the houses of a topic are against their share."""
        agreed = self.plan.directory.agreed_shares()
        return max(
            (self.counts[key] / (agreed.get(key) or 0.001) for key in one.draft.houses),
            default=0.0,
        )

    def _place(self, one: _Candidate) -> PlacedTopic | None:
        because = list(self._why(one))
        best = self._best(one)
        if best is None:
            return None
        window, day, slot_at = best
        post = replace(one.draft, slot_at=slot_at)
        week = week_of(day)
        if window.day:
            because.insert(0, msg("Its day is {day}.", day=window.day))
        elif not self.weeks[week]:
            because.append(msg("The week of {day} has no post yet.", day=week))
        self.used.update(self.places.uses(post, day))
        self.used.update(self.places.slots(post))
        self.counts.update(post.houses)
        self.weeks[week] += 1
        self.added.append(post)
        return PlacedTopic(
            key=one.topic.id,
            seen=one.topic.row_version,
            title=one.topic.title,
            houses=one.topic.houses,
            slot_at=slot_at,
            because=tuple(because),
        )

    def _best(self, one: _Candidate) -> tuple[TopicWindow, date, datetime] | None:
        """Return the best day that has a free hour, with the window in which it is."""
        for window, day in sorted(self._free(one), key=lambda it: self._rank(*it)):
            if slot_at := self._hour(one.draft, day):
                return window, day, slot_at
        return None

    def _rank(self, window: TopicWindow, day: date) -> tuple[int, int, date]:
        """Order by how near it is to its day, else by how empty the week is."""
        away = (window.day - day).days if window.day else 0
        return away, 0 if window.day else self.weeks[week_of(day)], day

    def _free(self, one: _Candidate) -> Iterator[tuple[TopicWindow, date]]:
        for window, day in self._days_of(one):
            if day >= one.earliest and not self._in_the_way(one, day):
                yield window, day

    def _days_of(self, one: _Candidate) -> Iterator[tuple[TopicWindow, date]]:
        for window in one.windows:
            for day in self.days:
                if window.first <= day <= window.last:
                    yield window, day

    def _in_the_way(self, one: _Candidate, day: date) -> list[Rule]:
        if closed := self.places.closed(one.draft, day):
            return [closed]
        return [
            rule
            for rule, count in Counter(self.places.uses(one.draft, day)).items()
            if (most := most_of(rule, self.plan)) is not None
            and self.used[rule] + count > most
        ]

    def _hour(self, post: PostSnapshot, day: date) -> datetime | None:
        """Return the first usual hour of a day that no other post has."""
        office = self.plan.directory.agency.office
        taken_slots = {
            rule.slot_at
            for rule in self.used
            if rule.kind is RuleKind.SLOT
            and rule.channel in channels_of(post, self.plan.directory)
        }
        hours = (office.at(day, hour) for hour in (*HOURS, time(9), time(11), time(14)))
        return next((at for at in hours if at not in taken_slots), None)

    def _why(self, one: _Candidate) -> Iterator[Message]:
        agreed = self.plan.directory.agreed_shares()
        total = sum(self.counts.values())
        for key in one.draft.houses:
            if key in agreed:
                yield msg(
                    "{house} has {posts} of {total} posts; agreed are {share} %.",
                    house=key.upper(),
                    posts=self.counts[key],
                    total=total,
                    share=round(100 * agreed[key]),
                )

    def _left(self, one: _Candidate) -> LeftTopic:
        days: dict[tuple[RuleKind, str], dict[date, Rule]] = {}
        late = Rule(kind=RuleKind.LEAD_TIME)
        for _, day in self._days_of(one):
            rules = self._in_the_way(one, day)
            for rule in rules or ([late] if day < one.earliest else []):
                days.setdefault((rule.kind, rule.house), {}).setdefault(day, rule)
        return LeftTopic(
            key=one.topic.id,
            title=one.topic.title,
            houses=one.topic.houses,
            obstacles=tuple(
                Hindrance(
                    rule=words_of(next(iter(found.values())), self.plan),
                    days=tuple(sorted(found)),
                )
                for found in days.values()
            ),
        )
