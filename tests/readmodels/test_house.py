"""House: what it owes, how punctual it is, how many posts it has."""

from datetime import timedelta

import pytest
from desk import BARE

from states.post import StepKind
from vorlauf.db.engine import reading
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels import house
from vorlauf.readmodels.house import Punctuality

DAY = timedelta(days=1)


@pytest.fixture
def ask(engine):
    """Return a function that asks one of the questions about houses."""

    def answer(question, *arguments, **more):
        with reading(engine) as connection:
            return question(connection, *arguments, **more)

    return answer


def test_a_house_owes_what_is_open_the_earliest_due_first(
    ask, desk, hand_to_review, a_post, slot
):
    first = hand_to_review("smi", "smf")
    later = a_post("smi", slot_at=slot + 7 * DAY, **BARE)
    desk.do(later, "submit")

    of_smi = ask(house.open_of, {"smi"}, EVERYTHING)
    one = ask(house.open_of, {"smi", "smf"}, EVERYTHING, most=1)

    assert [(row.number, row.house) for row in of_smi.rows] == [
        (first, "smi"),
        (later, "smi"),
    ]
    assert (one.count, [row.house for row in one.rows]) == (3, ["smf"])


def test_nobody_is_shown_duties_out_of_reach(ask, asked):
    asked("smi", "smf")

    assert ask(house.open_of, {"smf"}, Visibility(frozenset({"smi"}))).count == 0
    assert ask(house.open_of, {"smf"}, Visibility(frozenset({"smf"}))).count == 1


def test_what_was_done_counts_in_its_month_and_in_time_or_not(ask, desk, asked, now):
    early, late, other = asked("smi", "smi", "smf")
    due_at = desk.post(late).steps[0].due_at
    desk.do(early, "endorse", "ines")
    desk.do(other, "endorse", "frank")
    desk.now = due_at + timedelta(hours=1)
    desk.do(late, "endorse", "ines")

    found = ask(house.punctuality, {"smi"}, [now, due_at, due_at + DAY])

    facts = {"kind": StepKind.REVIEW, "done": 1}
    assert found == [
        Punctuality(month_index=0, in_time=1, recorded=0, **facts),
        Punctuality(month_index=1, in_time=0, recorded=0, **facts),
    ]


def test_what_became_void_counts_for_nobody(ask, desk, asked, now):
    (number,) = asked("smi")
    desk.do(number, "withdraw", comment="Abgesagt.")

    assert ask(house.punctuality, {"smi"}, [now, now + DAY]) == []


def test_houses_share_the_posts_of_a_span(ask, desk, a_post, slot):
    a_post("smi")
    a_post("smi", "smf")
    a_post("smf", slot_at=slot + 2 * DAY)
    desk.do(a_post("smf"), "withdraw", comment="Abgesagt.")

    assert ask(house.shares, slot, slot + DAY) == {"smf": 1, "smi": 2}
