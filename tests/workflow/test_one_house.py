"""Whoever stands for several houses answers for each; a no is for that house alone."""

import pytest

from states.post import PostState
from vorlauf.db.engine import writing
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.scheduling.escalation import escalate


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def both(desk, hand_to_review):
    """A post of two houses; the contact of one is the deputy of the other's."""
    desk.amend("people", "frank", deputy="ines")
    return hand_to_review("smi", "smf")


def entries(desk, number, event):
    return [
        (line.house, line.capacity, line.on_behalf_of)
        for line in desk.file(number)
        if line.event == event
    ]


def open_houses(desk, number):
    return {house for _, house in desk.open_steps(number)}


def test_a_yes_is_for_the_own_house_though_the_deputy_stands_in(desk, both):
    desk.let_be_away("frank")

    desk.do(both, "endorse", "ines")

    assert open_houses(desk, both) == {"smf"}
    desk.do(both, "endorse", "ines")
    assert entries(desk, both, "endorse") == [
        ("smi", "contact", ""),
        ("smf", "deputy", "Frank Förster"),
    ]


def test_whoever_is_there_answers_for_another_house_alone(desk, both):
    desk.do(both, "endorse", "ines")

    for part in ({}, {"house": "smf"}):
        with pytest.raises(RefusedError):
            desk.do(both, "endorse", "ines", **part)
    with pytest.raises(
        RefusedError, match="only if Frank Förster is asked, and is away"
    ):
        desk.do(both, "endorse", "ines", on_behalf_of="frank")
    assert desk.post(both).state is PostState.MINISTRY_REVIEW


def test_what_was_escalated_to_the_deputy_is_answered_by_them(desk, both):
    (step,) = [one for one in desk.post(both).steps if one.house == "smf"]
    desk.now = step.escalate_at
    with writing(desk.engine) as connection:
        escalate(desk.call(connection), step.post_id, step.id)

    desk.do(both, "endorse", "ines", house="smf")

    assert open_houses(desk, both) == {"smi"}


def test_a_no_counts_for_the_named_house_alone(desk, both):
    desk.let_be_away("frank")

    desk.do(both, "request_changes", "ines", comment="Falsches Wappen.")

    assert entries(desk, both, "request_changes") == [("smi", "contact", "")]


def test_who_stands_in_for_two_others_says_for_which(desk, both):
    desk.amend("people", "ines", deputy="ivo")
    desk.amend("people", "frank", deputy="ivo")
    for person in ("ines", "frank"):
        desk.let_be_away(person)

    desk.do(both, "endorse", "ivo")

    # Ivo belongs to one of the two houses, so that one is meant.
    assert open_houses(desk, both) == {"smf"}


def test_a_stranger_to_both_houses_has_to_name_one(desk, both):
    desk.amend("people", "ines", deputy="gero")
    desk.amend("people", "frank", deputy="gero")
    for person in ("ines", "frank"):
        desk.let_be_away(person)

    with pytest.raises(BadInputError, match="stands in for smf, smi here"):
        desk.do(both, "endorse", "gero")
    desk.do(both, "endorse", "gero", house="smf")

    assert entries(desk, both, "endorse") == [("smf", "deputy", "Frank Förster")]
