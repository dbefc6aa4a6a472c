"""Followers: how many each channel had when a period began, and when it ended."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from states.messages import Channel, Count, Message, Several, msg
from vorlauf.evaluation.follower_queries import FollowersOfChannel
from vorlauf.evaluation.metrics import Metric
from vorlauf.evaluation.not_measured import why_not_measured
from vorlauf.evaluation.report_values import (
    Cell,
    Highlight,
    ReportColumn,
    ReportRow,
    ReportSection,
    Unmeasured,
)

_SOURCE: Final = msg(
    "Counts of the networks: from is the last one before the period or else the first "
    "in it, to the last one in it. New ones are those that the network tells of; who "
    "has left is not taken off. By LinkedIn's exports there are at least so many; they "
    "have no total."
)


def section(
    channels: Iterable[str], known: Mapping[str, FollowersOfChannel]
) -> ReportSection:
    """Return how many follow each channel."""
    every = dict.fromkeys((*channels, *known))
    return ReportSection(
        key="followers",
        heading=msg("Followers"),
        source=_SOURCE,
        columns=(
            ReportColumn(key="channel", label=msg("Channel"), is_figure=False),
            ReportColumn(key="from", label=msg("From")),
            ReportColumn(key="to", label=msg("To")),
            ReportColumn(key="change", label=msg("Change")),
            ReportColumn(key="gained", label=msg("New followers")),
            ReportColumn(key="counted", label=msg("Counted on"), is_figure=False),
        ),
        rows=tuple(
            ReportRow(one, (Several((Channel(one),)), *_cells(one, known.get(one))))
            for one in every
        ),
        empty=msg("The campaign has no channel."),
        charted="to",
    )


def _cells(channel: str, found: FollowersOfChannel | None) -> tuple[Cell, ...]:
    if found is None or found.start is None or found.end is None:
        why = Unmeasured(why_not_measured(channel, Metric.FOLLOWERS))
        return why, None, None, found.gained if found else None, None
    days = msg(
        "{first} and {last}", first=found.start_day or "", last=found.end_day or ""
    )
    return found.start, found.end, found.end - found.start, found.gained, days


def highlights(known: Mapping[str, FollowersOfChannel]) -> Iterator[Highlight]:
    """Yield, for each channel that was counted, from where to where it went."""
    for channel, one in known.items():
        if one.start is not None and one.end is not None:
            label = msg("Followers on {channel}", channel=Channel(channel))
            yield Highlight(
                key=f"followers_{channel}",
                label=label,
                cell=_from_to(one.start, one.end),
            )


def _from_to(start: int, end: int) -> Message:
    return msg("from {first} to {last}", first=Count(start), last=Count(end))
