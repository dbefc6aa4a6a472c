"""What snapshots say together: the last value holds, and what is absent is no zero."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from vorlauf.db import audit_log, row_check
from vorlauf.db.engine import reading
from vorlauf.db.row_check import LastDigests
from vorlauf.db.tables import Audit, MatchedBy, table_of
from vorlauf.errors import NotFoundError, RefusedError
from vorlauf.evaluation import figure_queries, snapshots
from vorlauf.evaluation.figure_files import DayFigures, PostFigures
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.snapshot_queries import rows_of
from vorlauf.evaluation.snapshots import Match, MatchedFigures, NewSnapshot
from vorlauf.sheets.cells import Place

AUDIT = table_of(Audit)
HERE = Place("All posts", 3, 0)
MAY = datetime(2023, 5, 31, 12, tzinfo=UTC)
JUNE = datetime(2023, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def ada(directory):
    return directory.person("ada")


@pytest.fixture
def keep(desk, ada):
    """Return a function that keeps a snapshot of LinkedIn."""

    def snapshot(as_of, posts=(), days=()):
        new = NewSnapshot(channel="linkedin", as_of=as_of, posts=posts, days=days)
        return desk.ask(lambda call, one: snapshots.keep(call, one, ada), new)

    return snapshot


def row(post, share=Share.ORGANIC, taken_back=(), **values):
    """A row of a file about a post, None for one that nobody knows."""
    counted = {Metric(name): Decimal(value) for name, value in values.items()}
    match = post and Match(
        post_id=post.id, number=post.number, title="", by=MatchedBy.PERMALINK
    )
    figures = PostFigures(place=HERE, share=share, values=counted, day=date(2023, 5, 3))
    return MatchedFigures(figures=figures, match=match, taken_back=taken_back)


def days(metric, first, *values):
    return [
        DayFigures(
            place=HERE, day=first + timedelta(n), metric=metric, value=Decimal(value)
        )
        for n, value in enumerate(values)
    ]


def known(desk, post, at):
    with reading(desk.engine) as connection:
        found = figure_queries.latest_figures(connection, [post.id], at)
    return {(one.metric, one.share): (one.value, one.as_of) for one in found}


@pytest.fixture
def post(desk, a_post):
    return desk.post(a_post())


def test_the_later_snapshot_holds_unless_one_asks_for_what_was_known(desk, keep, post):
    keep(JUNE, [row(post, reactions=31)])
    keep(MAY, [row(post, reactions=12, clicks=0)])

    organic = (Metric.REACTIONS, Share.ORGANIC)
    assert known(desk, post, MAY)[organic] == (12, MAY)
    assert known(desk, post, JUNE)[organic] == (31, JUNE)
    assert known(desk, post, JUNE)[Metric.CLICKS, Share.ORGANIC] == (0, MAY)
    assert known(desk, post, MAY - timedelta(days=1)) == {}


def test_several_rows_of_one_share_are_summed_but_their_rates_are_not(desk, keep, post):
    paid = {"share": Share.PAID, "network_rate": "0.05"}
    keep(MAY, [row(post, clicks=3, **paid), row(post, clicks=4, **paid)])

    assert known(desk, post, MAY) == {(Metric.CLICKS, Share.PAID): (7, MAY)}


def test_what_was_typed_and_emptied_again_is_not_measured(desk, keep, post):
    keep(MAY, [row(post, comments=5)])
    keep(JUNE, [row(post, taken_back=("comments",))])

    assert known(desk, post, JUNE) == {}


def test_an_import_that_was_taken_back_tells_of_nothing(desk, keep, post, ada):
    key = keep(MAY, [row(post, clicks=1)], days(Metric.FOLLOWERS, date(2023, 5, 1), 10))
    desk.ask(lambda call, one: snapshots.undo(call, one, ada), key)

    assert known(desk, post, JUNE) == {}
    with reading(desk.engine) as connection:
        may = (date(2023, 5, 1), date(2023, 5, 31), JUNE)
        assert figure_queries.followers(connection, "linkedin", *may) is None
    with pytest.raises(RefusedError, match="taken back by Ada Lorenz already"):
        desk.ask(lambda call, one: snapshots.undo(call, one, ada), key)
    with pytest.raises(NotFoundError):
        desk.ask(lambda call, one: snapshots.undo(call, one, ada), 99)


def test_a_row_is_assigned_by_hand_and_released_again(desk, keep, post, ada):
    key = keep(MAY, [row(None, clicks=8)])
    assert known(desk, post, MAY) == {}

    desk.ask(lambda call, no: snapshots.assign(call, key, 1, no, ada), post.number)
    assert known(desk, post, MAY)[Metric.CLICKS, Share.ORGANIC] == (8, MAY)
    with reading(desk.engine) as connection:
        (kept,) = rows_of(connection, key)
    assert (kept.number, kept.matched_by, kept.certainty) == (
        post.number,
        "by_hand",
        100,
    )

    desk.ask(lambda call, no: snapshots.assign(call, key, 1, no, ada), "")
    assert known(desk, post, MAY) == {}


def test_what_has_the_same_sign_goes_with_a_row_in_every_import(
    desk, keep, ada, a_post
):
    wrong, right = (desk.post(a_post()) for _ in range(2))

    def file(likes):
        signs = {"external_id": "179", "permalink": "https://example.org/179"}
        rows = [row(wrong, reactions=likes), row(wrong, Share.TOTAL, reach=likes)]
        rows = [replace(r, figures=replace(r.figures, **signs)) for r in rows]
        return [*rows, row(wrong, Share.PAID, clicks=5)]

    keep(MAY, file(12))
    key = keep(JUNE, file(31))

    def assign(number):
        desk.ask(lambda call, no: snapshots.assign(call, key, 2, no, ada), number)
        return known(desk, wrong, JUNE).keys(), known(desk, right, JUNE)

    paid, (reactions, reach) = (
        (Metric.CLICKS, Share.PAID),
        (
            (Metric.REACTIONS, Share.ORGANIC),
            (Metric.REACH, Share.TOTAL),
        ),
    )
    assert assign(right.number) == ({paid}, {reactions: (31, JUNE), reach: (31, JUNE)})
    assert known(desk, right, MAY)[reactions] == (12, MAY)
    assert json.loads(desk.rows(AUDIT)[-1].details)["rows"] == 4
    assert assign("") == ({paid}, {})
    with reading(desk.engine) as connection:
        audit_log.verify(connection, (last := LastDigests()).read)
        assert list(row_check.faults(connection, last)) == []


def test_followers_are_counted_from_before_the_period_to_its_end(desk, keep):
    keep(MAY, days=days(Metric.FOLLOWERS, date(2023, 4, 30), 10, 12))
    keep(JUNE, days=days(Metric.FOLLOWERS, date(2023, 5, 31), 5600))

    with reading(desk.engine) as connection:
        may = (date(2023, 5, 1), date(2023, 5, 31), JUNE)
        first, last = figure_queries.followers(connection, "linkedin", *may)
        june = (date(2023, 6, 1), date(2023, 6, 30), JUNE)
        assert figure_queries.followers(connection, "linkedin", *june) is None
    assert (first.count, last.count) == (10, 5600)


def test_impressions_and_views_are_two_series_with_a_break_between(desk, keep):
    keep(MAY, days=days(Metric.IMPRESSIONS, date(2023, 5, 1), 100, 110))
    keep(JUNE, days=days(Metric.VIEWS, date(2023, 5, 3), 240))

    with reading(desk.engine) as connection:
        series = figure_queries.daily_series(
            connection, "linkedin", date(2023, 5, 2), date(2023, 5, 9), JUNE
        )
    assert series[Metric.IMPRESSIONS, Share.TOTAL] == {date(2023, 5, 2): 110}
    (one,) = figure_queries.breaks(series)
    assert (one.day, one.after) == (date(2023, 5, 3), Metric.VIEWS)


def test_only_coordinators_keep_figures(desk, directory):
    new = NewSnapshot(channel="linkedin", as_of=MAY)
    clara = directory.person("clara")

    with pytest.raises(RefusedError, match="no coordinator"):
        desk.ask(lambda call, one: snapshots.keep(call, one, clara), new)
