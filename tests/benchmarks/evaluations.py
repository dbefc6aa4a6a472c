"""Evaluations: what a report costs, of a year's posts with ten thousand figures."""

import time
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import Connection

from benchmarks import pages_data
from benchmarks.figures import Figure, directory, store
from states.post import Role
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import MatchedBy
from vorlauf.evaluation import process_queries, report_files, snapshots
from vorlauf.evaluation.figure_files import DayFigures, PostFigures
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.reports import period_of, report_of
from vorlauf.evaluation.snapshots import Match, MatchedFigures, NewSnapshot
from vorlauf.sheets.cells import Place

POSTS, FEW_POSTS = 226, 6
_METRICS = (Metric.IMPRESSIONS, Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES)
_SNAPSHOTS = 12
_HERE = Place("posts", 1, 0)
HOW = (
    "The report of a whole campaign, read, set as PDF and written as XLSX; each of its "
    "posts has four figures in each of twelve snapshots. A month has fewer."
)


def measure(*, short: bool = False) -> list[Figure]:
    """Return the computing time of a report."""
    posts = FEW_POSTS if short else POSTS
    with store() as (engine, _file):
        pages_data.fill(engine, posts, 0, past_days=365)
        call_now = pages_data.NOW
        with writing(engine) as connection:
            values = _import(connection, Call(connection, directory(), call_now))
        before = time.process_time()
        with reading(engine) as connection:
            call = Call(connection, directory(), call_now)
            report = report_of(call, period_of(call, "campaign"))
        campaign = directory().campaign
        sizes = [
            len(write(report, campaign, "de"))
            for write in (report_files.pdf, report_files.xlsx)
        ]
        seconds = time.process_time() - before
    said = f"{values:,} figures; PDF {sizes[0] / 1e6:.2f} MB"
    return [Figure(f"report of {posts} posts", seconds, 2, "s", said, HOW)]


def _import(connection: Connection, call: Call) -> int:
    """Keep a year of made-up snapshots; return how many values they hold."""
    first, last = process_queries.days_of_posts(connection) or (call.now, call.now)
    found = process_queries.posts_between(connection, first, last + timedelta(days=1))
    posts = [one for one in found if one.published_at]
    people = call.directory.people.values()
    person = next(one for one in people if one.role is Role.COORDINATOR)
    chance = Random(7)  # noqa: S311, made-up figures
    for number in range(_SNAPSHOTS):
        as_of = call.now - timedelta(days=30 * number)
        day = DayFigures(
            place=_HERE,
            day=date(2026, 12 - number, 1) - timedelta(days=31),
            metric=Metric.FOLLOWERS,
            value=Decimal(5_600 - 400 * number),
        )
        rows = [_row(one, chance) for one in posts]
        new = NewSnapshot(channel="linkedin", as_of=as_of, posts=rows, days=[day])
        snapshots.keep(call, new, person)
    return _SNAPSHOTS * len(posts) * len(_METRICS)


def _row(post: process_queries.PostOfPeriod, chance: Random) -> MatchedFigures:
    values = {metric: Decimal(chance.randint(1, 5_000)) for metric in _METRICS}
    figures = PostFigures(place=_HERE, share=Share.ORGANIC, values=values)
    match = Match(
        post_id=post.id, number=post.number, title=post.title, by=MatchedBy.PERMALINK
    )
    return MatchedFigures(figures=figures, match=match)
