"""Windows: on which days a topic may appear, and what a plan may be filled with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vorlauf.db.call import Call
from vorlauf.db.topic_tables import TopicState
from vorlauf.plan.topics import topic_queries
from vorlauf.plan.topics.topic_rows import TopicRow

# A post about a recurring day appears on it, or so many days before it at most.
RUN_UP: Final = timedelta(days=7)
_SEASON: Final = re.compile(r"(\d\d)-(\d\d)/(\d\d)-(\d\d)", re.ASCII)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class TopicWindow:
    """Days on which a topic may appear, `first` and `last` included.

    `day` is the recurring day that the window is for: the nearer to it, the better.
    """

    first: date
    last: date
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpenTopic:
    """A topic of which a post can be made, and its windows, the earliest first."""

    topic: TopicRow
    windows: tuple[TopicWindow, ...]


def open_topics(call: Call, first: date, last: date) -> list[OpenTopic]:
    """Return the open topics that may appear from `first` to `last`, both included.

    Those that no post can be made of, because a house has left stakeholders.toml, are
    none of them. Days are those of the coordinating agency.
    """
    known = call.directory.houses.keys()
    found = (
        OpenTopic(topic=one, windows=tuple(windows_of(one, first, last)))
        for one in topic_queries.all_topics(call.connection, call.directory)
        if one.state is TopicState.OPEN and known >= set(one.houses)
    )
    return [one for one in found if one.windows]


def windows_of(topic: TopicRow, first: date, last: date) -> Iterator[TopicWindow]:
    """Yield when a topic may appear from `first` to `last`, both included."""
    first = max(first, topic.not_before or first)
    last = min(last, topic.until or last)
    if topic.day is not None:
        yield from _around_days(topic, first, last)
    elif not topic.season:
        if first <= last:
            yield TopicWindow(first=first, last=last)
    else:
        for year in range(first.year - 1, last.year + 1):
            begin, end = season_in(topic.season, year)
            if max(first, begin) <= min(last, end):
                yield TopicWindow(first=max(first, begin), last=min(last, end))


def day_around(topic: TopicRow, slot_day: date) -> date | None:
    """Return the recurring day that a post on this day is about, None if there is none.

    That is so whether the day has a post already or not.
    """
    if topic.day is None:
        return None
    days = (topic.day.day_in(year) for year in (slot_day.year, slot_day.year + 1))
    return next((day for day in days if day - RUN_UP <= slot_day <= day), None)


def season_in(season: str, year: int) -> tuple[date, date]:
    """Return the days of a season that begins in a year; it may end in the next one.

    >>> season_in("11-15/02-29", 2026)
    (datetime.date(2026, 11, 15), datetime.date(2027, 2, 28))
    """
    found = _SEASON.fullmatch(season)
    if found is None:
        raise ValueError(season)
    from_month, from_day, to_month, to_day = map(int, found.groups())
    is_over = (to_month, to_day) < (from_month, from_day)
    end = _near(year + is_over, to_month, to_day)
    return _near(year, from_month, from_day), end


def is_season(text: str) -> bool:
    """Say whether a text is a season: two days of a year, as `03-01/05-31`."""
    try:
        season_in(text, 2024)
    except ValueError:
        return False
    return True


def _around_days(topic: TopicRow, first: date, last: date) -> Iterator[TopicWindow]:
    assert topic.day is not None  # noqa: S101 - whoever asks has looked
    for year in range(first.year, last.year + 1):
        day = topic.day.day_in(year)
        if first <= day <= last and day not in topic.taken_days:
            yield TopicWindow(first=max(first, day - RUN_UP), last=day, day=day)


def _near(year: int, month: int, day: int) -> date:
    """Return the day; the last of February where it has no 29th."""
    if (month, day) == (2, 29):
        return date(year, 3, 1) - _DAY
    return date(year, month, day)
