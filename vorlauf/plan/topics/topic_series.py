"""Topic series: one topic in so many parts, each with its own days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from states.messages import msg, phrase
from vorlauf.errors import BadInputError
from vorlauf.plan.topics.topic_rows import TopicWords
from vorlauf.plan.topics.topic_words import LONGEST, out_of_years
from vorlauf.text import check_line

MOST_PARTS: Final = 60
_LONGEST_GAP: Final = 400  # days


@dataclass(frozen=True, kw_only=True)
class TopicSeries:
    """So many parts (2 to 60) of one topic, `every` so many days apart."""

    name: str
    every: int
    parts: int


def pieces_of(
    words: TopicWords, series: TopicSeries | None, today: date
) -> list[tuple[TopicWords, dict[str, Any]]]:
    """Return the words of each part, and the columns that say which part it is.

    Raises `BadInputError` for a series that cannot be, or goes on for too long.
    """
    if series is None:
        return [(words, {})]
    _check_series(words, series)
    gap = timedelta(days=series.every)
    first = words.not_before or today
    if fault := out_of_years(first + series.parts * gap):
        raise BadInputError(fault)
    about = {"series": series.name.strip(), "parts": series.parts}
    return [
        (
            replace(
                words,
                not_before=first + part * gap,
                until=first + (part + 1) * gap - timedelta(days=1),
            ),
            {**about, "part": part + 1},
        )
        for part in range(series.parts)
    ]


def _check_series(words: TopicWords, series: TopicSeries) -> None:
    check_line(phrase("subject", "The name of the series"), series.name)
    if not 1 <= len(series.name.strip()) <= LONGEST["theme"]:
        raise BadInputError(
            msg(
                "The name of a series has 1 to {longest} characters.",
                longest=LONGEST["theme"],
            )
        )
    if words.day_rule or words.season or words.until:
        raise BadInputError(
            msg(
                "A series begins on a day and goes on at its own pace; leave season, "
                "last day and recurring day out."
            )
        )
    is_right = 1 <= series.every <= _LONGEST_GAP and 2 <= series.parts <= MOST_PARTS  # noqa: PLR2004
    if not is_right:
        raise BadInputError(
            msg(
                "A series has 2 to {most} parts, 1 to {longest} days apart.",
                most=MOST_PARTS,
                longest=_LONGEST_GAP,
            )
        )
