"""Questions about followers: how many each channel had in a period."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.snapshot_queries import IMPORT, SERIES

_COUNTED = (Metric.FOLLOWERS, Metric.NEW_FOLLOWERS)
# By share and day; the later snapshot holds.
_Days = dict[Share, dict[date, Decimal]]


@dataclass(frozen=True, kw_only=True)
class FollowersOfChannel:
    """How many followed a channel, None where nobody counted.

    `start` is the last count before the period, or else the first one in it, `end` the
    last one in it. `gained` is how many the network says came new in the period.
    """

    start: int | None
    start_day: date | None
    end: int | None
    end_day: date | None
    gained: int | None
    as_of: datetime


def followers_by_channel(
    connection: Connection, first: date, last: date, known_at: datetime
) -> dict[str, FollowersOfChannel]:
    """Return the channels of which snapshots up to `known_at` tell, by one question."""
    wanted = (
        select(SERIES, IMPORT.c.channel, IMPORT.c.as_of)
        .join(IMPORT, IMPORT.c.id == SERIES.c.import_id)
        .where(
            SERIES.c.metric.in_(_COUNTED),
            SERIES.c.first_day <= last,
            IMPORT.c.undone_at.is_(None),
            IMPORT.c.as_of <= known_at,
        )
        .order_by(IMPORT.c.as_of, IMPORT.c.id)
    )
    found: dict[str, dict[Metric, _Days]] = defaultdict(
        lambda: {metric: defaultdict(dict) for metric in _COUNTED}
    )
    as_of: dict[str, datetime] = {}
    for row in connection.execute(wanted):
        days = found[row.channel][Metric(row.metric)][Share(row.share)]
        for written, value in row.days.items():
            if value is None:
                days.pop(date.fromisoformat(written), None)
            else:
                days[date.fromisoformat(written)] = Decimal(value)
        as_of[row.channel] = row.as_of
    return {
        channel: _of_channel(known, first, last, as_of[channel])
        for channel, known in sorted(found.items())
    }


def _of_channel(
    known: Mapping[Metric, _Days], first: date, last: date, as_of: datetime
) -> FollowersOfChannel:
    counts = known[Metric.FOLLOWERS][Share.TOTAL]
    inside = sorted(day for day in counts if first <= day <= last)
    before = [day for day in counts if day < first]
    start = (max(before) if before else inside[0]) if inside else None
    end = inside[-1] if inside else None
    return FollowersOfChannel(
        start=None if start is None else int(counts[start]),
        start_day=start,
        end=None if end is None else int(counts[end]),
        end_day=end,
        gained=_gained(known[Metric.NEW_FOLLOWERS], first, last),
        as_of=as_of,
    )


def _gained(known: _Days, first: date, last: date) -> int | None:
    """Return how many came new; the total of the network, or else the sum of shares."""
    shares = [Share.TOTAL] if known.get(Share.TOTAL) else list(known)
    values = [
        value
        for share in shares
        for day, value in known[share].items()
        if first <= day <= last
    ]
    return int(sum(values)) if values else None
