"""Filling a plan from open topics, by the API: shown first, then taken as shown."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from dashboard.api.caller import Calls
from dashboard.api.plan import ObstacleOut, Year
from dashboard.api.values import Instant, Value
from vorlauf.plan.proposals.filling import Filling, FillWish, fill, take_topics

Quarter = Annotated[int | None, Query(ge=1, le=4)]
Most = Annotated[int | None, Query(ge=1, le=1000)]


class PlacedTopicOut(Value):
    """A topic (its key) with the slot that is proposed for it, and because of what."""

    key: int
    title: str
    houses: tuple[str, ...]
    slot_at: datetime
    because: list[str]


class LeftTopicOut(Value):
    """A topic that gets no slot, and which rules are in its way on which days."""

    key: int
    title: str
    obstacles: list[ObstacleOut]


class FillingOut(Value):
    """Which topics a plan from `first` to `last` may be filled with."""

    first: date
    last: date
    placed: list[PlacedTopicOut]
    left: list[LeftTopicOut]


class TakeTopicsIn(Value):
    """The topics (keys) of which posts are made, each with its slot as proposed."""

    topics: dict[int, Instant] = Field(min_length=1, max_length=1000)
    year: Annotated[int | None, Field(ge=2000, le=2099)] = None
    quarter: Annotated[int | None, Field(ge=1, le=4)] = None
    most: Annotated[int | None, Field(ge=1, le=1000)] = None


class FilledOut(Value):
    """The numbers of the drafts that were made."""

    numbers: list[str]


def filling(
    calls: Calls, year: Year = None, quarter: Quarter = None, most: Most = None
) -> FillingOut:
    """Propose slots for open topics, each with its reason; nothing is made."""
    found = _found(calls, FillWish(year=year, quarter=quarter, most=most))
    return FillingOut(
        first=found.first,
        last=found.last,
        placed=[
            PlacedTopicOut(
                key=one.key,
                title=one.title,
                houses=one.houses,
                slot_at=one.slot_at,
                because=[str(why) for why in one.because],
            )
            for one in found.placed
        ],
        left=[
            LeftTopicOut(
                key=one.key,
                title=one.title,
                obstacles=[
                    ObstacleOut(rule=str(each.rule), days=each.days)
                    for each in one.obstacles
                ],
            )
            for one in found.left
        ],
    )


def take_filling(calls: Calls, wanted: TakeTopicsIn) -> FilledOut:
    """Make drafts of topics with the slots that were proposed, all or none."""
    wish = FillWish(year=wanted.year, quarter=wanted.quarter, most=wanted.most)
    with calls.naming(), calls.writing() as connection:
        numbers = take_topics(
            calls.call(connection), wish, wanted.topics, calls.person.key
        )
    return FilledOut(numbers=numbers)


def _found(calls: Calls, wish: FillWish) -> Filling:
    with calls.naming(), calls.reading() as connection:
        return fill(calls.call(connection), wish, calls.person.key)
