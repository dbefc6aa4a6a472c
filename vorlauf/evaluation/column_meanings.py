"""Column meanings: what a column of an export says, known or as a person has said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from states.messages import Quoted, Several, msg
from vorlauf.errors import BadInputError
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.plan.rows.written_days import DayOrder
from vorlauf.sheets.fields import folded


class Part(StrEnum):
    """What a column says beside a count."""

    DAY = "day"
    PUBLISHED = "published"
    PERMALINK = "permalink"
    EXTERNAL_ID = "external_id"
    TEXT = "text"
    POST_TYPE = "post_type"
    CAMPAIGN = "campaign"
    SHARE = "share"
    # Over what time Meta counts: only the whole life of a post is read.
    LIFETIME = "lifetime"
    # The values of a series whose name stands above the header.
    SERIES = "series"
    LABEL = "label"
    # Read by nobody: names of people, settings, durations.
    IGNORED = "ignored"


@dataclass(frozen=True)
class Counted:
    """A column that counts this, organic, paid or both."""

    metric: Metric
    share: Share = Share.TOTAL

    def __str__(self) -> str:
        return f"{self.metric}:{self.share}"


ColumnMeaning = Part | Counted


def meaning_of(text: str) -> ColumnMeaning:
    """Return a meaning by its name: "permalink", "views", "clicks:paid".

    Raises `ValueError` for a name that means nothing.
    """
    metric, _, share = text.partition(":")
    if metric in set(Metric):
        return Counted(Metric(metric), Share(share or Share.TOTAL))
    return Part(text)


@dataclass(frozen=True, kw_only=True)
class FigureMapping:
    """What people have said about the columns of an export, to be remembered.

    `columns` maps a column, by its folded name and how many of that name come before,
    to its meaning. `channel` counts where the file itself does not say it, `order`
    where the days of a column do not.
    """

    channel: str = ""
    columns: Mapping[tuple[str, int], ColumnMeaning] = field(default_factory=dict)
    order: DayOrder = DayOrder.UNKNOWN

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as values of JSON."""
        return {
            "channel": self.channel,
            "columns": [
                {"name": name, "nth": nth, "meaning": str(meaning)}
                for (name, nth), meaning in sorted(self.columns.items())
            ],
            "order": self.order.value,
        }

    @classmethod
    def of_words(
        cls,
        columns: Mapping[str, str],
        *,
        channel: str = "",
        order: DayOrder = DayOrder.UNKNOWN,
    ) -> "FigureMapping":
        """Return the mapping that was typed: "Likes" or "Views#2" to "reactions".

        Raises `BadInputError` with every word that means nothing.
        """
        unknown = [word for word in columns.values() if word not in CHOICES]
        if unknown:
            raise BadInputError(
                msg(
                    "{words} is nothing that a column may say; choose of {choices}.",
                    words=Several(tuple(map(Quoted, unknown))),
                    choices=Several(tuple(CHOICES)),
                )
            )
        return cls(
            channel=channel,
            columns={_key(name): CHOICES[word] for name, word in columns.items()},
            order=order,
        )

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "FigureMapping":
        """Return the mapping that was remembered or typed.

        Raises `BadInputError` for what is no mapping.
        """
        try:
            return cls(
                channel=str(said.get("channel", "")),
                columns={
                    (folded(str(one["name"])), int(one.get("nth", 0))): meaning_of(
                        str(one["meaning"])
                    )
                    for one in said.get("columns", ())
                },
                order=DayOrder(said.get("order", DayOrder.UNKNOWN)),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadInputError(
                msg(
                    "The mapping of the columns cannot be read ({error}); map them "
                    "anew.",
                    error=Quoted(str(error)[:80]),
                )
            ) from error


def _key(name: str) -> tuple[str, int]:
    """Return a column by "Views" or, for the second of that name, "Views#2"."""
    plain, mark, number = name.rpartition("#")
    if mark and number.isdecimal() and int(number):
        return folded(plain), int(number) - 1
    return folded(name), 0


# What people may choose, by its name.
CHOICES: Final[Mapping[str, ColumnMeaning]] = {
    str(one): one
    for one in (
        Part.PERMALINK,
        Part.EXTERNAL_ID,
        Part.PUBLISHED,
        Part.DAY,
        Part.TEXT,
        Part.POST_TYPE,
        Part.CAMPAIGN,
        Part.SHARE,
        Part.IGNORED,
    )
} | {
    (metric.value if share is Share.TOTAL else f"{metric}:{share}"): Counted(
        metric, share
    )
    for metric in Metric
    for share in (Share.TOTAL, Share.ORGANIC, Share.PAID)
}
NO_FIGURE_MAPPING: Final = FigureMapping()
