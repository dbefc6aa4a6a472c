"""Outlook: whether a slot can be met, at planning time and at any time later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.outlook import feasibility_of, outlook
from vorlauf.planning import NewPost


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def new(slot):
    return NewPost(title="Neu", author="ada", houses=("smi", "smf"), slot_at=slot)


def test_a_slot_two_months_ahead_can_be_met(directory, new, now):
    answer = feasibility_of(directory, new, now)

    assert (answer.met, answer.short_by, answer.because) == (True, 0, None)


def test_a_slot_too_near_says_because_of_whom_and_what_could_be(directory, new, now):
    near = replace(new, slot_at=now + timedelta(days=14))

    answer = feasibility_of(directory, near, now)

    assert (answer.met, answer.because) == (False, "smf")
    assert feasibility_of(directory, replace(new, slot_at=answer.earliest), now).met


def test_a_graphic_takes_its_time_even_if_no_house_supplies(directory, new, now):
    texts = dict.fromkeys(directory.campaign.channels, "Da.")
    written = replace(new, texts=texts, wants_assets=False)
    bare = replace(written, wants_graphics=False)

    with_graphic, without = (
        feasibility_of(directory, post, now).earliest for post in (written, bare)
    )

    assert with_graphic > without


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"houses": ()}, BadInputError),
        ({"houses": ("smx",)}, NotFoundError),
        ({"houses": ("grafik",)}, BadInputError),
    ],
)
def test_a_post_that_cannot_be_added_has_no_answer(directory, new, now, wrong, error):
    with pytest.raises(error):
        feasibility_of(directory, replace(new, **wrong), now)


def test_the_slack_shrinks_until_it_is_negative(desk, a_post):
    number = a_post("smi", texts={})
    case = desk.case(number)
    due = case.steps[0].due_at

    slacks = [
        outlook(case, desk.directory, at).slack
        for at in (due - timedelta(days=1), due, due + timedelta(minutes=1))
    ]

    assert slacks == [1, 0, -1]


def test_what_is_withdrawn_has_no_outlook(desk, a_post):
    number = a_post("smi")
    desk.do(number, "withdraw", comment="Absage")

    assert outlook(desk.case(number), desk.directory, desk.now) is None


def test_an_outlook_without_the_house_is_a_sentence(desk, a_post):
    number = a_post("smi")
    desk.amend("houses", "smi")

    with pytest.raises(NotFoundError, match="There is no house 'smi'"):
        outlook(desk.case(number), desk.directory, desk.now)
