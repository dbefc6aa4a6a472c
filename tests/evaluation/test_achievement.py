"""What a month reached: followers, rates, ways of counting, best and weakest."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from desk import BARE

from vorlauf.db.engine import reading
from vorlauf.db.tables import MatchedBy
from vorlauf.evaluation import snapshots
from vorlauf.evaluation.figure_files import DayFigures, PostFigures
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.report_values import Rate, Unmeasured
from vorlauf.evaluation.reports import period_of, report_of
from vorlauf.evaluation.snapshots import Match, MatchedFigures, NewSnapshot
from vorlauf.sheets.cells import Place

CHANNELS = ("instagram", "linkedin", "xing")
HERE = Place("All posts", 3, 0)
LATER = datetime(2023, 12, 5, 12, tzinfo=UTC)


@pytest.fixture
def published(desk, a_post):
    """Return a function that brings out so many posts in November."""

    def bring_out(count):
        numbers = [a_post("smi", **BARE) for _ in range(count)]
        for number in numbers:
            desk.do(number, "submit")
            desk.do(number, "endorse", "ines")
            desk.do(number, "approve", "clara")
        desk.now = desk.post(numbers[0]).slot_at + timedelta(minutes=5)
        for number in numbers:
            links = {one: f"https://example.org/{one}/{number}" for one in CHANNELS}
            desk.do(number, "publish", proofs=links)
        desk.now = LATER
        return [desk.post(number) for number in numbers]

    return bring_out


@pytest.fixture
def keep(desk, directory):
    """Return a function that keeps a snapshot of a channel."""

    def snapshot(channel, *posts, days=(), as_of=LATER):
        desk.now = max(desk.now, as_of)
        new = NewSnapshot(channel=channel, as_of=as_of, posts=posts, days=days)
        ada = directory.person("ada")
        return desk.ask(lambda call, one: snapshots.keep(call, one, ada), new)

    return snapshot


def figures(post, share=Share.ORGANIC, **values):
    counted = {Metric(name): Decimal(value) for name, value in values.items()}
    match = Match(
        post_id=post.id, number=post.number, title=post.title, by=MatchedBy.PERMALINK
    )
    row = PostFigures(place=HERE, share=share, values=counted, day=date(2023, 11, 21))
    return MatchedFigures(figures=row, match=match)


def followers(day, count):
    return DayFigures(
        place=HERE, day=day, metric=Metric.FOLLOWERS, value=Decimal(count)
    )


@pytest.fixture
def rows(desk):
    """Return a function that gives the rows of a section of November."""

    def of(key, period="2023-11"):
        with reading(desk.engine) as connection:
            call = desk.call(connection)
            report = report_of(call, period_of(call, period))
        (found,) = (
            one for one in (*report.sections, *report.details) if one.key == key
        )
        return {row.key: row.cells[1:] for row in found.rows}

    return of


def test_followers_go_from_ten_to_5600(keep, rows):
    days = [followers(date(2023, 10, 31), 10), followers(date(2023, 11, 30), 5600)]
    keep("linkedin", days=days)

    start, end, change, gained, _ = rows("followers")["linkedin"]
    assert (start, end, change, gained) == (10, 5600, 5590, None)
    unknown, *others = rows("followers")["xing"]
    assert isinstance(unknown, Unmeasured)
    assert others == [None] * 4


def test_unpaid_and_paid_are_never_added_up(keep, rows, published):
    (post,) = published(1)
    keep(
        "linkedin",
        figures(post, impressions=1000, reactions=40, comments=2, shares=0),
        figures(post, Share.PAID, impressions=9000, reactions=9, comments=0, shares=0),
    )

    found = rows("channels")
    organic = found["linkedin-organic-impressions"]
    paid = found["linkedin-paid-impressions"]
    assert (organic[1], organic[3], organic[4]) == (1000, 42, Rate(42, 1000))
    assert (paid[1], paid[3], paid[4]) == (9000, 9, Rate(9, 9000))
    # What money has helped is compared with nothing.
    assert rows("by_house")["Ministerium des Innern"] == (1, 42, Rate(42, 1000))


def facebook(post, paid):
    """Rows as Facebook's export gives them: its organic reach has no reactions."""
    total = figures(post, Share.TOTAL, reach=900 + paid, reactions=18)
    organic = figures(post, reach=900)
    return (total, organic, *([figures(post, Share.PAID, reach=paid)] if paid else []))


def test_a_post_that_nobody_paid_for_is_compared_by_its_total(keep, rows, published):
    plain, boosted = published(2)
    keep("instagram", *facebook(plain, 0), *facebook(boosted, 4000))

    # What money has helped has no unpaid reactions, and so no rate.
    assert rows("by_house")["Ministerium des Innern"][2] == Rate(18, 900)


def test_impressions_and_views_are_never_one_row(keep, rows, published):
    one, other = published(2)
    keep(
        "instagram",
        figures(one, Share.TOTAL, impressions=500, reactions=5),
        figures(other, Share.TOTAL, views=800, reactions=8),
    )

    found = rows("channels")
    assert found["instagram-total-impressions"][1] == 500
    assert found["instagram-total-views"][1] == 800


def test_what_nobody_counted_has_a_reason_and_is_no_zero(keep, rows, published):
    (post,) = published(1)
    keep("instagram", figures(post, Share.TOTAL, reach=0, reactions=0))

    found = rows("reached")
    seen, base, interactions, rate, _ = found[f"{post.number}-instagram-total"][3:]
    assert (seen, interactions, rate) == (0, 0, None)
    assert str(base) == "Reach"
    unknown = found[f"{post.number}-xing-total"][3]
    assert isinstance(unknown, Unmeasured)
    assert "XING" in str(unknown.reason)


def test_the_networks_rate_stands_beside_the_own_one(keep, rows, published):
    one, other = published(2)
    keep(
        "linkedin",
        figures(one, impressions=300, reactions=3, network_rate="0.1"),
        figures(other, impressions=100, reactions=9, network_rate="0.5"),
    )

    *_, own, network = rows("channels")["linkedin-organic-impressions"]
    assert own == Rate(12, 400)
    assert network == Rate(80, 400)  # each by how many have seen its post


def test_the_best_and_the_weakest_are_named_with_their_text(desk, keep, published):
    posts = published(3)
    keep(
        "linkedin",
        *(
            figures(post, impressions=1000, reactions=count)
            for post, count in zip(posts, (20, 60, 4), strict=True)
        ),
    )

    with reading(desk.engine) as connection:
        call = desk.call(connection)
        best, weakest = report_of(call, period_of(call, "2023-11")).examples

    assert (best.number, best.rate) == (posts[1].number, Rate(60, 1000))
    assert (weakest.number, weakest.rate) == (posts[2].number, Rate(4, 1000))
    assert best.text == "Ein Tag bei der Feuerwehr."


def test_a_later_snapshot_is_left_out_of_what_was_known_before(desk, keep, published):
    (post,) = published(1)
    keep("linkedin", figures(post, impressions=100, reactions=1))
    keep(
        "linkedin",
        figures(post, impressions=900, reactions=9),
        as_of=LATER + timedelta(days=9),
    )

    with reading(desk.engine) as connection:
        call = desk.call(connection)
        report = report_of(call, period_of(call, "2023-11"), known_at=LATER)

    (channels,) = (one for one in report.sections if one.key == "channels")
    seen = {row.key: row.cells[2] for row in channels.rows}
    assert seen["linkedin-organic-impressions"] == 100
    assert report.as_of == LATER
