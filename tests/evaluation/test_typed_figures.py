"""Figures are typed for the posts of a month: empty is not measured, 0 is zero."""

from datetime import date, timedelta

import pytest
from figure_desk import publish

from vorlauf.db.engine import reading
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.evaluation import figure_queries
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.periods import dated_period
from vorlauf.evaluation.typed_figures import TypedFigures, save, sheet_of

NOVEMBER = dated_period("2023-11")
FIRST, LAST = date(2023, 10, 31), date(2023, 11, 28)


class Typist:
    """Somebody types figures of XING for November."""

    def __init__(self, desk, number, person="ada"):
        self.desk, self.number = desk, number
        self.person = desk.directory.person(person)

    def sheet(self):
        with reading(self.desk.engine) as connection:
            return sheet_of(self.desk.call(connection), "xing", NOVEMBER)

    def type(self, followers=(), seen="", **figures):
        texts = {(self.number, Metric(name)): said for name, said in figures.items()}
        seen = seen or self.sheet().digest
        typed = TypedFigures(figures=texts, followers=dict(followers), seen=seen)
        return self.desk.ask(self._save, typed)

    def _save(self, call, typed):
        self.desk.now += timedelta(minutes=1)
        return save(call, sheet_of(call, "xing", NOVEMBER), typed, self.person)

    def known(self):
        return dict(self.sheet().rows[0].known)


@pytest.fixture
def typist(desk, hand_to_review, slot):
    number = hand_to_review("smi")
    publish(desk, number, slot)
    desk.now = slot + timedelta(days=7)
    return Typist(desk, number)


def test_the_sheet_asks_for_the_posts_of_the_month_and_followers(typist):
    sheet = typist.sheet()

    assert [(row.number, row.day) for row in sheet.rows] == [
        (typist.number, date(2023, 11, 21))
    ]
    assert sheet.followers == {FIRST: None, LAST: None}


def test_what_is_typed_is_kept_and_what_is_the_same_is_not(typist):
    assert typist.type(clicks="1.200", reactions="0", comments="") == 1
    assert typist.known() == {Metric.CLICKS: 1200, Metric.REACTIONS: 0}

    assert typist.type(clicks="1200", reactions="0") is None
    assert typist.type(clicks="1 300", reactions="") == 2
    assert typist.known() == {Metric.CLICKS: 1300}


def test_followers_are_typed_and_taken_back(typist):
    typist.type(followers={FIRST: "10", LAST: "5.600"})
    assert typist.sheet().followers == {FIRST: 10, LAST: 5600}
    with reading(typist.desk.engine) as connection:
        period = (NOVEMBER.first, NOVEMBER.last, typist.desk.now)
        first, last = figure_queries.followers(connection, "xing", *period)
    assert (first.count, last.count) == (10, 5600)

    typist.type(followers={FIRST: "10", LAST: ""})
    assert typist.sheet().followers == {FIRST: 10, LAST: None}


def test_everything_that_is_no_number_is_named_at_once(typist):
    with pytest.raises(BadInputError) as refused:
        typist.type(clicks="viele", reactions="1,5", followers={LAST: "-3"})

    for word in ("Clicks", "viele", "Reactions", "1,5", "-3", "leave the field empty"):
        assert word in str(refused.value)
    assert typist.known() == {}


def test_two_who_type_at_once_do_not_overwrite_each_other(typist):
    seen = typist.sheet().digest
    typist.type(clicks="5")

    with pytest.raises(ConflictError, match="Somebody has typed"):
        typist.type(clicks="7", seen=seen)


def test_what_was_typed_while_one_waited_for_the_lock_counts(typist):
    sheet = typist.sheet()
    typist.type(clicks="5")
    typed = TypedFigures(
        figures={(typist.number, Metric.CLICKS): "7"}, seen=sheet.digest
    )

    with pytest.raises(ConflictError, match="Somebody has typed"):
        typist.desk.ask(lambda call, it: save(call, sheet, it, typist.person), typed)
    assert typist.known() == {Metric.CLICKS: 5}


def test_only_coordinators_type(typist):
    typist.person = typist.desk.directory.person("clara")

    with pytest.raises(RefusedError, match="no coordinator"):
        typist.type(clicks="5")


def test_typed_figures_are_totals(typist):
    typist.type(clicks="5")

    post = typist.desk.post(typist.number)
    with reading(typist.desk.engine) as connection:
        (one,) = figure_queries.latest_figures(connection, [post.id], typist.desk.now)
    assert (one.channel, one.share, one.value) == ("xing", Share.TOTAL, 5)
