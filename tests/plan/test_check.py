"""Check of the plan: what cannot be met, and what is wrong with the whole."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from states.post import StepKind
from vorlauf.db.engine import reading
from vorlauf.errors import BadInputError
from vorlauf.plan.check import check_plan
from vorlauf.plan.findings import BalanceKind
from vorlauf.plan.plans import plan_of

# 09:00 in Berlin on working days, long after the day on which the tests plan.
MONDAY = datetime(2024, 2, 5, 8, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
THREE_WEEKS_LATER = MONDAY + timedelta(days=21)


@pytest.fixture
def check(desk):
    def make(year=None):
        with reading(desk.engine) as connection:
            return check_plan(desk.call(connection), year)

    return make


@pytest.fixture
def agree(desk):
    """Change what was agreed for the whole campaign."""

    def make(**agreed):
        campaign = replace(desk.directory.campaign, **agreed)
        houses = {
            key: replace(house, campaign=campaign)
            for key, house in desk.directory.houses.items()
        }
        desk.directory = replace(desk.directory, campaign=campaign, houses=houses)

    return make


def test_a_plan_that_can_be_met_is_fine(check, a_post):
    a_post("smi", slot_at=MONDAY)

    found = check()

    assert (found.posts, found.troubled, found.is_fine) == (1, [], True)


def test_a_slot_that_is_too_early_names_house_step_and_earliest_slot(
    desk, check, a_post, now
):
    number = a_post("smi", slot_at=now + timedelta(days=3))

    (one,) = check().troubled

    assert one.number == number
    assert one.short_by > 0
    assert one.because in desk.directory.houses
    assert isinstance(one.step, StepKind)
    assert one.earliest > one.slot_at


def test_the_longest_step_of_the_house_is_named(desk, check, a_post, now):
    lead_times = replace(desk.directory.houses["smi"].lead_times, review=30)
    desk.amend("houses", "smi", lead_times=lead_times)
    a_post("smi", slot_at=now + timedelta(days=10))

    (one,) = check().troubled

    assert (one.because, one.step) == ("smi", StepKind.REVIEW)


def test_two_posts_in_one_slot_and_channel_are_named(check, a_post):
    one = a_post("smi", slot_at=MONDAY, channels=("linkedin",))
    two = a_post("smf", slot_at=MONDAY, channels=("linkedin", "xing"))
    a_post("smf", slot_at=MONDAY, channels=("instagram",))

    (clash,) = check().clashes

    assert (clash.numbers, clash.channels) == ((one, two), ("linkedin",))


def test_a_post_in_a_blackout_or_on_a_free_day_of_its_house_is_named(
    desk, check, a_post
):
    a_post("smi", slot_at=MONDAY)
    desk.amend("houses", "smi", closing_days=frozenset({MONDAY.date()}))

    (one,) = check().troubled

    assert (one.closed, one.closed_houses) == ("", ("smi",))


def test_a_house_with_more_steps_in_a_week_than_agreed_is_named(desk, check, a_post):
    desk.amend("houses", "smi", steps_per_week=1)
    numbers = [a_post("smi", slot_at=at) for at in (MONDAY, TUESDAY)]

    found = check().overloads

    assert {(one.house, one.count, one.agreed) for one in found} == {("smi", 2, 1)}
    assert all(one.first.weekday() == 0 for one in found)
    assert all(set(one.numbers) == set(numbers) for one in found)


def test_days_and_weeks_with_more_posts_than_agreed_are_named(check, agree, a_post):
    agree(posts_per_day=1, posts_per_week=2)
    for at in (MONDAY, MONDAY + timedelta(hours=3), TUESDAY):
        a_post("smi", slot_at=at)

    found = {(one.is_day, one.first, one.count) for one in check().overloads}

    assert found == {(True, date(2024, 2, 5), 2), (False, date(2024, 2, 5), 3)}


def test_posts_of_a_house_too_close_together_are_named(check, agree, a_post):
    agree(house_spacing=1)
    one, two = (a_post("smi", slot_at=at) for at in (MONDAY, TUESDAY))
    a_post("smf", slot_at=WEDNESDAY)

    (found,) = check().too_close

    assert (found.house, found.numbers) == ("smi", (one, two))


def test_weeks_without_a_post_are_gaps(check, a_post):
    a_post("smi", slot_at=MONDAY)
    a_post("smi", slot_at=THREE_WEEKS_LATER)

    assert check().gaps == [date(2024, 2, 12), date(2024, 2, 19)]


def test_the_split_stands_beside_what_was_agreed(check, agree, a_post):
    agree(quarter_shares=(3, 0, 0, 1), channel_shares=(1, 1, 2))
    a_post("smi", slot_at=MONDAY)
    a_post("smf", slot_at=TUESDAY)

    found = {(one.kind, one.key): one for one in check().balances}

    assert found[BalanceKind.HOUSE, "smi"].share == 0.5
    first = found[BalanceKind.QUARTER, "Q1"]
    assert (first.posts, first.share, first.agreed) == (2, 1.0, 0.75)
    assert first.off == pytest.approx(0.5)
    assert {k for kind, k in found if kind is BalanceKind.CHANNEL} == {
        "linkedin",
        "xing",
        "instagram",
    }


def test_an_absence_into_which_an_answer_falls_is_named(desk, check, a_post):
    desk.let_be_away("ines", days=200)
    number = a_post("smi", slot_at=MONDAY)

    found = check().absences

    assert {(one.person, one.house, one.numbers) for one in found} == {
        ("ines", "smi", (number,))
    }


def test_a_year_is_checked_alone(check, a_post):
    a_post("smi", slot_at=MONDAY)

    assert check(2024).posts == 1
    assert check(2025).posts == 0


def test_a_year_that_no_plan_can_be_of_is_refused(desk):
    with (
        reading(desk.engine) as connection,
        pytest.raises(BadInputError, match="write one from 2000"),
    ):
        plan_of(desk.call(connection), 1999)


def test_posts_beside_a_year_count_where_posts_are_counted(check, agree, a_post):
    agree(posts_per_week=1, house_spacing=2)
    inside, beside = (
        a_post("smi", slot_at=datetime(*day, 8, tzinfo=UTC))
        for day in ((2024, 12, 30), (2025, 1, 2))
    )
    a_post("smi", slot_at=datetime(2025, 1, 16, 8, tzinfo=UTC))

    of_2024, of_2025 = check(2024), check(2025)

    for found in (of_2024, of_2025):
        (week,), (close,) = found.overloads, found.too_close
        assert week.numbers == close.numbers == (inside, beside)
    assert (of_2024.posts, of_2024.gaps) == (1, [])
    assert (of_2025.posts, of_2025.gaps) == (2, [date(2025, 1, 6)])
