"""Topic list: the topics that somebody looks for, in an order, with their days."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from states.post import Role
from vorlauf.db.topic_tables import TopicState
from vorlauf.editing.comments import reads_internal
from vorlauf.plan.topics.topic_rows import TopicRow
from vorlauf.plan.topics.windows import TopicWindow, windows_of

# The words of a topic that a search reads.
_SEARCHED: Final = ("title", "note", "theme", "format", "series", "proposed_by")


class TopicSort(StrEnum):
    """By what topics are sorted."""

    DAY = "day"
    TITLE = "title"
    HOUSE = "house"
    THEME = "theme"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class TopicFilter:
    """Which topics are looked for; what is empty is not asked."""

    text: str = ""
    house: str = ""
    theme: str = ""
    channel: str = ""
    states: frozenset[TopicState] = frozenset({TopicState.OPEN, TopicState.PROPOSED})
    sort: TopicSort = TopicSort.DAY
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class ListedTopic:
    """A topic, and when it may appear next; None if it cannot any more."""

    topic: TopicRow
    window: TopicWindow | None


def readable(topics: Iterable[TopicRow], role: Role) -> list[TopicRow]:
    """Return topics as people of a role may read them, whom nothing else may find.

    Notes, and why a topic was dropped, are internal as comments can be.
    """
    if reads_internal(role):
        return list(topics)
    return [replace(one, note="", reason="") for one in topics]


def listed(
    topics: Iterable[TopicRow], wanted: TopicFilter, today: date
) -> list[ListedTopic]:
    """Return the topics that are looked for, in their order; reads nothing.

    Words of the search may stand anywhere; capitals and marks make no difference.
    """
    words = folded_text(wanted.text).split()
    found = [
        ListedTopic(topic=one, window=next_window(one, today))
        for one in topics
        if _is_wanted(one, wanted) and _holds(one, words)
    ]
    found.sort(key=_order(wanted.sort), reverse=wanted.descending)
    return found


def next_window(topic: TopicRow, today: date) -> TopicWindow | None:
    """Return the next window of a topic, up to the end of the year after next."""
    return next(windows_of(topic, today, date(today.year + 2, 12, 31)), None)


def folded_text(text: str) -> str:
    """Return a text as it is compared: without capitals and marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))


def _is_wanted(topic: TopicRow, wanted: TopicFilter) -> bool:
    return (
        topic.state in wanted.states
        and (not wanted.house or wanted.house in topic.houses)
        and (not wanted.theme or wanted.theme == topic.theme)
        and (
            not wanted.channel or not topic.channels or wanted.channel in topic.channels
        )
    )


def _holds(topic: TopicRow, words: list[str]) -> bool:
    if not words:
        return True
    named = topic.day.name if topic.day else ""
    text = folded_text(
        " ".join([named, str(topic.id), *(getattr(topic, one) for one in _SEARCHED)])
    )
    return all(word in text for word in words)


def _order(sort: TopicSort) -> Callable[[ListedTopic], tuple[object, ...]]:
    match sort:
        case TopicSort.DAY:
            return lambda one: (_day_of(one), one.topic.id)
        case TopicSort.TITLE:
            return lambda one: (folded_text(one.topic.title), one.topic.id)
        case TopicSort.HOUSE:
            return lambda one: (one.topic.houses, one.topic.id)
        case TopicSort.THEME:
            return lambda one: (
                not one.topic.theme,
                folded_text(one.topic.theme),
                one.topic.id,
            )
        case TopicSort.NEW:
            return lambda one: (one.topic.proposed_at, one.topic.id)


def _day_of(one: ListedTopic) -> date:
    """Return by which day a topic is urgent: its recurring day, else its last one."""
    if one.window is None:
        return date.max
    return one.window.day or one.window.last
