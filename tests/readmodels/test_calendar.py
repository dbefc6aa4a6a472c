"""Calendar: which slots and due dates fall on which day, on both databases."""

from datetime import timedelta

import pytest
from desk import BARE

from states.post import PostState, StepKind
from vorlauf.db.engine import reading
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels.calendar import dues_between, posts_between
from vorlauf.readmodels.scope import Filter, Lateness, ReadScope

DAY = timedelta(days=1)


@pytest.fixture
def days(engine, now, slot):
    """Return a function that asks for three days, the second is that of the slot."""

    def answer(visibility=EVERYTHING, most_a_day=4, **wanted):
        midnight = slot.replace(hour=0)
        bounds = [midnight + days * DAY for days in range(-1, 3)]
        with reading(engine) as connection:
            scope = ReadScope(connection, visibility, now)
            wish = Filter(**wanted)
            return posts_between(scope, wish, bounds, most_a_day=most_a_day)

    return answer


@pytest.fixture
def dues(engine, now):
    """Return a function that asks for what is due within so many days."""

    def answer(visibility=EVERYTHING, *, of=90, most=300, **wanted):
        span = (now, now + of * DAY)
        with reading(engine) as connection:
            scope = ReadScope(connection, visibility, now)
            return dues_between(scope, Filter(**wanted), *span, most=most)

    return answer


def test_each_day_has_its_posts_by_slot(days, a_post, slot):
    later = a_post("smi", slot_at=slot - timedelta(hours=22))
    sooner = a_post("smi", slot_at=slot - DAY)
    at_midnight = a_post("smi", slot_at=slot.replace(hour=0))
    a_post("smi", slot_at=slot + 2 * DAY)

    first, second, third = days()

    assert [card.number for card in first.cards] == [sooner, later]
    assert [card.number for card in second.cards] == [at_midnight]
    assert second.begins_at == slot.replace(hour=0)
    assert (third.count, third.cards) == (0, ())


def test_a_full_day_shows_the_first_and_counts_all(days, a_post):
    first, *_ = (a_post("smi") for _ in range(3))

    day = days(most_a_day=1)[1]

    assert (day.count, [card.number for card in day.cards]) == (3, [first])


def test_what_was_withdrawn_is_shown_only_if_asked_for(days, a_post, desk):
    number = a_post("smi")
    desk.do(number, "withdraw", comment="Abgesagt.")

    assert days()[1].count == 0
    assert days(states=(PostState.WITHDRAWN,))[1].count == 1


def test_a_calendar_keeps_to_reach_and_filter(days, a_post):
    of_smi, _ = a_post("smi", title="Wald"), a_post("smf", title="Wiese")

    within = days(Visibility(frozenset({"smi"})))
    titled = days(text="wald")

    for found in (within, titled):
        assert [card.number for card in found[1].cards] == [of_smi]


def test_open_duties_come_by_due_date(dues, hand_to_review, desk):
    number = hand_to_review("smi", "smf")
    steps = {step.house: step.due_at for step in desk.post(number).steps}

    found = dues()

    assert found.count == 2
    assert [(row.number, row.house, row.due_at) for row in found.rows] == [
        (number, "smf", steps["smf"]),
        (number, "smi", steps["smi"]),
    ]
    assert {row.kind for row in found.rows} == {StepKind.REVIEW}


def test_due_dates_keep_to_span_reach_and_filter(dues, asked):
    of_smi, _ = asked("smi", "smf")

    assert dues(of=1).count == 0
    assert (dues(most=1).count, len(dues(most=1).rows)) == (2, 1)
    for found in (
        dues(Visibility(frozenset({"smi"}))),
        dues(house="smi"),
        dues(person="ines"),
        dues(lateness=Lateness.BLOCKED, unreachable=frozenset({"ines"})),
    ):
        assert (found.count, [row.number for row in found.rows]) == (1, [of_smi])
    assert dues(Visibility(frozenset(), graphics=True)).count == 0


def test_publishing_is_a_slot_and_no_due_date(dues, desk, a_post):
    number = a_post("smi", **BARE)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Eilt sehr.")

    assert StepKind.PUBLISH not in {row.kind for row in dues().rows}
