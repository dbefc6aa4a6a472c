"""Mastodon figures: its counters as figures of posts, as if they came from a file.

Reach, views and clicks are not among them: Mastodon counts none.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from states.messages import Message, Quoted, msg
from vorlauf.channels.post_addresses import key_of
from vorlauf.evaluation.figure_files import (
    DayFigures,
    FigureFile,
    FileKind,
    PostFigures,
)
from vorlauf.evaluation.metrics import Metric
from vorlauf.publishing.adapters.mastodon_counters import (
    MastodonCounters,
    StatusCounts,
)
from vorlauf.sheets.cells import Place


def fetched_figures(
    counters: MastodonCounters,
    permalinks: Iterable[str],
    *,
    channel: str,
    now: datetime,
) -> FigureFile:
    """Return what Mastodon counts of these posts, and the account's followers.

    A post that is gone, or on another server, is a note. Raises `PublishingError` if
    the server does not answer.
    """
    posts: list[PostFigures] = []
    notes: list[Message] = []
    for row, permalink in enumerate(permalinks, 1):
        server, _, status = key_of("mastodon", permalink).rpartition("/")
        found = counters.status(status, now) if server == counters.host else None
        if found is None:
            notes.append(_not_there(permalink, counters.host))
            continue
        posts.append(_post(found, permalink, Place(counters.host, row, 0)))
    followers = DayFigures(
        place=Place(counters.host, 1, 0),
        day=now.astimezone(UTC).date(),
        metric=Metric.FOLLOWERS,
        value=Decimal(counters.followers(now)),
    )
    return FigureFile(
        kind=FileKind.MASTODON,
        channel=channel,
        as_of=now.astimezone(UTC),
        posts=tuple(posts),
        days=(followers,),
        notes=tuple(notes),
    )


def _post(found: StatusCounts, permalink: str, place: Place) -> PostFigures:
    return PostFigures(
        place=place,
        permalink=permalink,
        external_id=found.key,
        published_at=found.created_at,
        day=found.created_at.date(),
        values=_values(found),
    )


def _values(found: StatusCounts) -> Mapping[Metric, Decimal]:
    return {
        Metric.REACTIONS: Decimal(found.favourites),
        Metric.SHARES: Decimal(found.reblogs),
        Metric.COMMENTS: Decimal(found.replies),
    }


def _not_there(permalink: str, host: str) -> Message:
    return msg(
        "{permalink} is not, or not any more, at {host}; its figures are not fetched.",
        permalink=Quoted(permalink),
        host=host,
    )
