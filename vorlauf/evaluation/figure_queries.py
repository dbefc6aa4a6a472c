"""Questions about figures: what all snapshots say, as it was known at an instant.

An import that was taken back tells of nothing. What is not there was not measured.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from vorlauf.evaluation.metrics import METRICS, Metric, Share
from vorlauf.evaluation.snapshot_queries import IMPORT, POST_FIGURES, SERIES

# So many values stand in one statement.
_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True)
class KnownFigure:
    """The last value of a metric of a post on a channel, and which import says it.

    Of one file with several rows for a post and share it is their sum; of a rate, where
    no sum is one, there is no value then.
    """

    post_id: int
    channel: str
    metric: Metric
    share: Share
    value: Decimal
    as_of: datetime
    import_id: int


def latest_figures(
    connection: Connection, post_ids: Collection[int], known_at: datetime
) -> list[KnownFigure]:
    """Return the figures of posts (keys) as they were known at an instant."""
    found: dict[tuple[int, str, str, str], tuple[int, datetime, list[str | None]]] = {}
    for row in _post_rows(connection, post_ids, known_at):
        for metric, value in row.figures.items():
            place = (row.post_id, row.channel, metric, row.share)
            if place not in found or found[place][0] != row.import_id:
                found[place] = (row.import_id, row.as_of, [])
            found[place][2].append(value)
    return [
        KnownFigure(
            post_id=post_id,
            channel=channel,
            metric=Metric(metric),
            share=Share(share),
            value=total,
            as_of=as_of,
            import_id=import_id,
        )
        for (post_id, channel, metric, share), (import_id, as_of, values) in sorted(
            found.items()
        )
        if (total := _total(Metric(metric), values)) is not None
    ]


def _post_rows(
    connection: Connection, post_ids: Collection[int], known_at: datetime
) -> Iterator[Row[Any]]:
    """Yield the rows of posts, the oldest snapshot first."""
    keys = sorted(post_ids)
    for first in range(0, len(keys), _AT_ONCE):
        wanted = (
            select(
                IMPORT.c.channel,
                IMPORT.c.as_of,
                POST_FIGURES.c.import_id,
                POST_FIGURES.c.post_id,
                POST_FIGURES.c.share,
                POST_FIGURES.c.figures,
            )
            .join(IMPORT, IMPORT.c.id == POST_FIGURES.c.import_id)
            .where(POST_FIGURES.c.post_id.in_(keys[first : first + _AT_ONCE]))
        )
        yield from connection.execute(
            _known(wanted, known_at).order_by(POST_FIGURES.c.row)
        )


def _known(wanted: Select[Any], known_at: datetime) -> Select[Any]:
    is_known = (IMPORT.c.undone_at.is_(None), IMPORT.c.as_of <= known_at)
    return wanted.where(*is_known).order_by(IMPORT.c.as_of, IMPORT.c.id)


def _total(metric: Metric, values: list[str | None]) -> Decimal | None:
    there = [Decimal(value) for value in values if value is not None]
    if len(there) == 1 or (there and not METRICS[metric].is_rate):
        return sum(there, Decimal())
    return None


Series = Mapping[tuple[Metric, Share], Mapping[date, Decimal]]


def daily_series(
    connection: Connection, channel: str, first: date, last: date, known_at: datetime
) -> Series:
    """Return each metric of a channel day by day, in a period; both days are in it.

    Of two snapshots that tell of a day, the later one holds. Series of two metrics are
    never joined; `breaks` says where one goes over into another.
    """
    wanted = (
        select(SERIES)
        .join(IMPORT, IMPORT.c.id == SERIES.c.import_id)
        .where(
            IMPORT.c.channel == channel,
            SERIES.c.first_day <= last,
            SERIES.c.last_day >= first,
        )
    )
    found: dict[tuple[Metric, Share], dict[date, Decimal]] = {}
    for row in connection.execute(_known(wanted, known_at)):
        days = found.setdefault((Metric(row.metric), Share(row.share)), {})
        for written, value in row.days.items():
            day = date.fromisoformat(written)
            if not first <= day <= last:
                continue
            if value is None:
                days.pop(day, None)
            else:
                days[day] = Decimal(value)
    return {key: dict(sorted(days.items())) for key, days in found.items() if days}


@dataclass(frozen=True, kw_only=True)
class Break:
    """The first day on which a network counts `after` instead of `before`."""

    day: date
    before: Metric
    after: Metric


def breaks(series: Series) -> list[Break]:
    """Return where impressions go over into views; the two are never one series."""
    impressions = _days(series, Metric.IMPRESSIONS)
    views = _days(series, Metric.VIEWS)
    later = {day for day in views if impressions and day > max(impressions)}
    if not later:
        return []
    return [Break(day=min(later), before=Metric.IMPRESSIONS, after=Metric.VIEWS)]


def _days(series: Series, metric: Metric) -> set[date]:
    return {day for (of, _), days in series.items() if of is metric for day in days}


@dataclass(frozen=True, kw_only=True)
class FollowerCount:
    """So many follow a channel at the end of a day."""

    day: date
    count: int


def followers(
    connection: Connection, channel: str, first: date, last: date, known_at: datetime
) -> tuple[FollowerCount, FollowerCount] | None:
    """Return how many followed a channel when a period began and when it ended.

    That is the last count before the first day, or the first one in the period; and the
    last one up to its end. None if nobody has counted in the period.
    """
    series = daily_series(connection, channel, date.min, last, known_at)
    counts = series.get((Metric.FOLLOWERS, Share.TOTAL), {})
    inside = [day for day in counts if day >= first]
    if not inside:
        return None
    before = [day for day in counts if day < first]
    start, end = max(before) if before else inside[0], inside[-1]
    return (
        FollowerCount(day=start, count=int(counts[start])),
        FollowerCount(day=end, count=int(counts[end])),
    )
