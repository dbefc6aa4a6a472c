"""An approver takes a scheduled post back herself, on both databases."""

import pytest

from states.post import PostState
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import RefusedError
from vorlauf.workflow.decisions import offers

AUDIT = table_of(Audit)
WHY = {"comment": "Doch nicht so."}


@pytest.fixture
def scheduled(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    return number


@pytest.mark.parametrize("who", ["clara", "cem"])
def test_who_approves_takes_a_scheduled_post_back_as_herself(desk, scheduled, who):
    desk.do(scheduled, "request_changes", who, **WHY)

    assert desk.post(scheduled).state is PostState.DRAFT
    entry = desk.rows(AUDIT)[-1]
    assert (entry.actor_key, entry.capacity) == (who, "approver")


def test_it_is_offered_to_her(desk, scheduled):
    found = offers(desk.post(scheduled), desk.directory, "clara", desk.now)

    could = [offer.trigger.value for offer in found if offer.refusal is None]
    assert could == ["request_changes"]


@pytest.mark.parametrize("who", ["ines", "frank", "olga", "gero"])
def test_nobody_else_takes_it_back(desk, scheduled, who):
    with pytest.raises(RefusedError, match="request_changes is for"):
        desk.do(scheduled, "request_changes", who, **WHY)


def test_she_takes_back_nothing_that_still_waits_for_the_houses(desk, hand_to_review):
    number = hand_to_review("smi")

    with pytest.raises(RefusedError, match="request_changes is for"):
        desk.do(number, "request_changes", "clara", **WHY)
