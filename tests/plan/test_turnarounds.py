"""How long houses take, learned from what they were asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from states.post import StepKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.plan import turnarounds
from vorlauf.plan.chances import chance_of
from vorlauf.posts import listing
from vorlauf.scheduling import holds
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.hold_releases import release_posts
from vorlauf.workflow.manual_actions import overseer

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REVIEW = StepKind.REVIEW


@pytest.fixture
def alone(desk):
    """Ines works alone in her house."""
    desk.amend("people", "ivo", house="smf")


@pytest.fixture
def answer(desk):
    """Return a function that endorses posts, each after so many working days."""

    def after(numbers, days):
        office, asked_at = desk.directory.houses["smi"].office, desk.now
        for number, wait in zip(numbers, days, strict=True):
            day = office.calendar.add(office.day_of(asked_at), wait)
            desk.now = office.at(day, asked_at.time().replace(hour=9)) + HOUR * wait
            desk.now = max(desk.now, asked_at + HOUR / 60)
            desk.do(number, "endorse", "ines", house="smi")

    return after


def learned(desk):
    with reading(desk.engine) as connection:
        return {
            (one.house, one.kind): one
            for one in turnarounds.lead_times(desk.call(connection))
        }


def test_fifteen_answers_say_how_long_a_house_takes(desk, asked, answer):
    numbers = asked(*["smi"] * 15)

    answer(numbers, sorted([1] * 4 + [2] * 8 + [3, 4, 5]))

    one = learned(desk)["smi", REVIEW]
    assert (one.answered, one.open) == (15, 0)
    assert (one.usual_days, one.safe_days) == (3, 5)
    granted = desk.directory.houses["smi"].lead_times.review
    assert (one.granted, one.proposed) == (granted, 3 if granted != 3 else None)


def test_fourteen_answers_say_nothing(desk, asked, answer):
    answer(asked(*["smi"] * 14), [1] * 14)

    one = learned(desk)["smi", REVIEW]
    assert (one.answered, one.usual_days, one.safe_days) == (14, None, None)
    assert one.proposed is None


def test_what_is_open_counts_as_longer_than_so_far(desk, asked, answer):
    numbers = asked(*["smi"] * 19)
    answer(numbers[:15], [1] * 15)
    desk.now += 4 * DAY

    one = learned(desk)["smi", REVIEW]

    assert (one.answered, one.open) == (15, 4)
    assert (one.usual_days, one.safe_days) == (None, None)


def test_what_was_voided_was_answered_by_nobody(desk, asked, answer):
    numbers = asked(*["smi"] * 16)
    answer(numbers[:15], [1] * 15)

    desk.do(numbers[15], "withdraw", comment="Fällt aus.")

    one = learned(desk)["smi", REVIEW]
    assert (one.answered, one.open) == (15, 1)


@pytest.mark.usefixtures("alone")
def test_a_house_of_one_person_is_a_person(desk, asked, answer):
    answer(asked(*["smi"] * 15), [1] * 15)

    assert ("smi", REVIEW) not in learned(desk)


@pytest.mark.usefixtures("alone")
def test_the_staff_council_may_agree(desk, asked, answer):
    answer(asked(*["smi"] * 15), [1] * 15)
    campaign = replace(desk.directory.campaign, staff_council_agreed=True)
    desk.directory = replace(desk.directory, campaign=campaign)

    assert learned(desk)["smi", REVIEW].usual_days == 1


def test_what_was_asked_more_than_two_years_ago_is_left_out(desk, asked, answer):
    answer(asked(*["smi"] * 15), [1] * 15)
    desk.now += 740 * DAY

    assert learned(desk) == {}


def chance(desk, number):
    with reading(desk.engine) as connection:
        return chance_of(desk.post(number), desk.call(connection))


def test_the_chance_of_a_post_is_that_of_all_its_steps(desk, asked, answer):
    numbers = asked(*["smi"] * 16)
    answer(numbers[:15], sorted([1] * 10 + [2, 3, 4, 5, 6]))
    waiting = numbers[15]

    found = chance(desk, waiting)

    # Nobody has approved anything yet.
    assert (found.chance, found.unknown) == (None, (("sk", StepKind.APPROVAL),))
    for number in numbers[:15]:
        desk.do(number, "approve", "clara")
    # Of the two that waited six days, itself among them, one was answered on that day.
    assert chance(desk, waiting).chance == pytest.approx(1 / 2)


def test_days_on_hold_are_no_days_of_waiting(desk, asked, answer):
    numbers = asked(*["smi"] * 16)
    answer(numbers[:15], sorted([1] * 8 + [2, 3, 4, 5, 6, 7, 8]))
    for number in numbers[:15]:
        desk.do(number, "approve", "clara")
    desk.now += 30 * DAY
    (number,) = asked("smi")
    before = chance(desk, number).chance
    by = overseer(desk.directory, "ada")

    for _ in range(2):
        order = HoldOrder(
            scope=HoldScope.POSTS, numbers=(number,), reason="Trauerfall."
        )
        with writing(desk.engine) as connection:
            holds.place(desk.call(connection), order, by)
        desk.now += 4 * DAY
        with writing(desk.engine) as connection:
            release_posts(desk.call(connection), [number], by)
    # As likely as a post that nobody has waited for, with as many days left.
    again = chance(desk, asked("smi")[0]).chance
    assert 0 < chance(desk, number).chance == again <= before

    with reading(desk.engine) as connection:
        lines = listing.file_of(connection, desk.post(number).id)
        call = desk.call(connection)
        assert chance_of(desk.post(number), call, lines=lines).chance == again


def test_a_post_that_waits_for_nobody_has_no_chance_to_speak_of(desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines", house="smi")
    desk.do(number, "approve", "clara")

    assert chance(desk, number) is None
