"""Typed figures: what a network only shows, typed by hand for the posts of a month.

An empty field is not measured, a zero is a zero. What was typed is a snapshot of its
own, of what has changed; an emptied field takes back what was known.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Final

from states.fingerprint import canonical
from states.messages import Message, Quoted, msg, sentences
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.tables import MatchedBy
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, ConflictError
from vorlauf.evaluation import figure_queries, match_queries
from vorlauf.evaluation.figure_files import DayFigures, PostFigures
from vorlauf.evaluation.figure_words import METRIC_WORDS
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.periods import Period
from vorlauf.evaluation.snapshots import (
    Match,
    MatchedFigures,
    NewSnapshot,
    check_may_import,
    keep,
)
from vorlauf.sheets.cells import Place

_USUAL: Final = (
    Metric.IMPRESSIONS,
    Metric.CLICKS,
    Metric.REACTIONS,
    Metric.COMMENTS,
    Metric.SHARES,
)
_SEEN_TWICE: Final = (
    Metric.VIEWS,
    Metric.REACH,
    Metric.REACTIONS,
    Metric.COMMENTS,
    Metric.SHARES,
    Metric.SAVES,
)
# What each network shows of a post; of the others what most of them do.
METRICS_OF: Final[Mapping[str, tuple[Metric, ...]]] = {
    "instagram": _SEEN_TWICE,
    "facebook": (*_SEEN_TWICE[:-1], Metric.CLICKS),
    "mastodon": (Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES),
}
# Digits, perhaps in groups of three.
_NUMBER: Final = re.compile(r"[0-9]{1,12}|[0-9]{1,3}([., \u202f][0-9]{3}){1,3}")
_BY_HAND: Final = Place("", 0, 0)


@dataclass(frozen=True, kw_only=True)
class TypedRow:
    """A post of the month with what is known of it."""

    post_id: int
    number: str
    title: str
    day: date
    known: Mapping[Metric, Decimal]


@dataclass(frozen=True, kw_only=True)
class TypedSheet:
    """What is asked for of a channel and a month, with what is known already.

    `followers` are counted at the end of these days, None if nobody has counted.
    """

    channel: str
    period: Period
    metrics: tuple[Metric, ...]
    rows: tuple[TypedRow, ...]
    followers: Mapping[date, int | None]

    @cached_property
    def digest(self) -> str:
        """What this sheet is known by, as long as nobody has typed or imported."""
        rows = [
            [row.number, {name: str(value) for name, value in row.known.items()}]
            for row in self.rows
        ]
        followers = {f"{day}": count for day, count in self.followers.items()}
        return sha256(canonical([rows, followers])).hexdigest()


@dataclass(frozen=True, kw_only=True)
class TypedFigures:
    """What was typed, as text: by post and metric, and followers by day.

    `seen` is the digest of the sheet into which it was typed.
    """

    figures: Mapping[tuple[str, Metric], str]
    followers: Mapping[date, str] = field(default_factory=dict)
    seen: str


def sheet_of(call: Call, channel: str, period: Period) -> TypedSheet:
    """Return what is asked for. Raises `NotFoundError` for an unknown channel."""
    call.directory.check_channel(channel)
    metrics = METRICS_OF.get(channel, _USUAL)
    zone = call.directory.campaign.zone
    posts = [
        (one, day)
        for one in match_queries.published(call.connection, channel)
        if period.first <= (day := one.published_at.astimezone(zone).date())
        and day <= period.last
    ]
    known = _known(call, channel, [one.post_id for one, _ in posts])
    return TypedSheet(
        channel=channel,
        period=period,
        metrics=metrics,
        rows=tuple(
            TypedRow(
                post_id=one.post_id,
                number=one.number,
                title=one.title,
                day=day,
                known=known.get(one.post_id, {}),
            )
            for one, day in sorted(posts, key=lambda pair: (pair[1], pair[0].number))
        ),
        followers=_followers(call, channel, period),
    )


def _known(
    call: Call, channel: str, ids: Sequence[int]
) -> dict[int, dict[Metric, Decimal]]:
    found: dict[int, dict[Metric, Decimal]] = {}
    for one in figure_queries.latest_figures(call.connection, ids, call.now):
        if (one.channel, one.share) == (channel, Share.TOTAL):
            found.setdefault(one.post_id, {})[one.metric] = one.value
    return found


def _followers(call: Call, channel: str, period: Period) -> dict[date, int | None]:
    days = (period.first - timedelta(days=1), min(period.last, call.today))
    series = figure_queries.daily_series(
        call.connection, channel, days[0], max(days), call.now
    )
    counts = series.get((Metric.FOLLOWERS, Share.TOTAL), {})
    return {day: int(counts[day]) if day in counts else None for day in days}


def save(
    call: Call, asked: TypedSheet, typed: TypedFigures, person: Person
) -> int | None:
    """Keep what was typed and differs; return the key of the snapshot, None for none.

    Raises `ConflictError` if others have typed or imported since, and `BadInputError`
    with everything that is no number.
    """
    check_may_import(person)
    audit_log.lock(call.connection)
    asked = sheet_of(call, asked.channel, asked.period)  # others may have typed
    if typed.seen != asked.digest:
        raise ConflictError(_CHANGED)
    faults: list[Message] = []
    rows = [row for one in asked.rows if (row := _row(one, asked, typed, faults))]
    days, blank = _days(asked, typed, faults)
    if faults:
        raise BadInputError(sentences(faults))
    if not rows and not days and not blank:
        return None
    new = NewSnapshot(
        channel=asked.channel,
        as_of=call.now,
        posts=rows,
        days=days,
        blank_follower_days=blank,
    )
    return keep(call, new, person)


def _row(
    row: TypedRow, asked: TypedSheet, typed: TypedFigures, faults: list[Message]
) -> MatchedFigures | None:
    """Return what differs of a post, None if nothing does."""
    values: dict[Metric, Decimal] = {}
    emptied = []
    for metric in asked.metrics:
        text = typed.figures.get((row.number, metric), "").strip()
        if not text and metric in row.known:
            emptied.append(metric.value)
        elif text and not _NUMBER.fullmatch(text):
            faults.append(_no_number(row.number, METRIC_WORDS[metric], text))
        elif text and (value := _number(text)) != row.known.get(metric):
            values[metric] = value
    if not values and not emptied:
        return None
    match = Match(
        post_id=row.post_id, number=row.number, title=row.title, by=MatchedBy.BY_HAND
    )
    figures = PostFigures(place=_BY_HAND, day=row.day, values=values)
    return MatchedFigures(figures=figures, match=match, taken_back=tuple(emptied))


def _days(
    asked: TypedSheet, typed: TypedFigures, faults: list[Message]
) -> tuple[list[DayFigures], list[date]]:
    """Return the followers that differ, and the days that were emptied."""
    found, blank = [], []
    for day, known in asked.followers.items():
        text = typed.followers.get(day, "").strip()
        if not text and known is not None:
            blank.append(day)
        elif text and not _NUMBER.fullmatch(text):
            faults.append(_no_number(f"{day}", METRIC_WORDS[Metric.FOLLOWERS], text))
        elif text and (value := _number(text)) != known:
            found.append(
                DayFigures(
                    place=_BY_HAND, day=day, metric=Metric.FOLLOWERS, value=value
                )
            )
    return found, blank


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9]", "", text))


def _no_number(of: str, metric: Message, text: str) -> Message:
    return msg(
        "{post}, {metric}: {text} is no whole number; leave the field empty if it was "
        "not measured.",
        post=of,
        metric=metric,
        text=Quoted(text[:40]),
    )


_CHANGED: Final = msg(
    "Somebody has typed or imported figures of this month since you opened the page; "
    "nothing was kept. Look at it again."
)
