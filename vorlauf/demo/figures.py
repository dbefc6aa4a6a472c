"""Figures of the sample campaign, made up: as an export of LinkedIn gives them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import Engine

from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.demo.posts import DOOR
from vorlauf.directory.model import Directory
from vorlauf.evaluation import figure_imports, match_queries
from vorlauf.evaluation.figure_files import (
    DayFigures,
    FigureFile,
    FileKind,
    PostFigures,
)
from vorlauf.evaluation.figure_sources import fetched_source
from vorlauf.evaluation.match_queries import PublishedPost
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.sheets.cells import Place

_CHANNEL: Final = "linkedin"
# The campaign has begun with ten followers; so many days of counts are made up.
_FIRST_FOLLOWERS: Final = 10
_DAYS: Final = 60


def import_figures(engine: Engine, directory: Directory, now: datetime) -> int | None:
    """Let the coordinator import what LinkedIn has counted; return the import's key.

    One of its posts is none of the campaign's and waits to be assigned.
    """
    if _CHANNEL not in directory.campaign.channels:
        return None
    with writing(engine) as connection:
        call = Call(connection, directory, now, DOOR)
        posts = match_queries.published(connection, _CHANNEL)
        file = FigureFile(
            kind=FileKind.LINKEDIN_CONTENT,
            channel=_CHANNEL,
            as_of=now,
            posts=(*_posts(posts), _stranger(now)),
            days=tuple(_followers(now)),
        )
        source = fetched_source(file, "mach-was-wichtiges_content.xls", now)
        shown = figure_imports.preview(call, source, directory.coordinator)
        return figure_imports.take(call, shown, directory.coordinator)


def _posts(posts: list[PublishedPost]) -> Iterator[PostFigures]:
    """Yield a row for each post, and a paid one for every fourth."""
    for at, post in enumerate(posts):
        yield _row(at, post, Share.ORGANIC, 900 + 370 * (at * 7 % 11))
        if at % 4 == 0:
            yield _row(at, post, Share.PAID, 2_400 + 150 * (at % 5))


def _row(at: int, post: PublishedPost, share: Share, seen: int) -> PostFigures:
    counted = {
        Metric.IMPRESSIONS: seen,
        Metric.CLICKS: seen // 40,
        Metric.REACTIONS: seen // 28,
        Metric.COMMENTS: at * 3 % 7,
        Metric.SHARES: at * 5 % 6,
    }
    interactions = sum(counted.values()) - seen
    values = {metric: Decimal(count) for metric, count in counted.items()}
    rate = (Decimal(interactions) / seen).quantize(Decimal("0.0001"))
    return PostFigures(
        place=Place("Alle Beiträge", at + 3, 0),
        permalink=post.permalink,
        day=post.published_at.date(),
        text=post.text,
        share=share,
        values={**values, Metric.NETWORK_RATE: rate},
    )


def _stranger(now: datetime) -> PostFigures:
    return PostFigures(
        place=Place("Alle Beiträge", 99, 0),
        day=(now - timedelta(days=9)).date(),
        text="Wir gratulieren unserem neuen Jahrgang zur Vereidigung!",
        share=Share.ORGANIC,
        values={Metric.IMPRESSIONS: Decimal(640), Metric.REACTIONS: Decimal(31)},
    )


def _followers(now: datetime) -> Iterator[DayFigures]:
    for back in range(_DAYS, -1, -1):
        gone_by = _DAYS - back
        yield DayFigures(
            place=Place("New followers", gone_by + 2, 0),
            day=(now - timedelta(days=back)).date(),
            metric=Metric.FOLLOWERS,
            value=Decimal(_FIRST_FOLLOWERS + gone_by * gone_by // 2),
        )
