"""Retrospective approvals: yes and no to what an override jumped over."""

import pytest
from desk import BARE
from worker import lease_all

from states.post import PostState, Trigger
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.errors import RefusedError
from vorlauf.mail.letters.context import contexts
from vorlauf.workflow.decisions import offers
from vorlauf.workflow.undo import UNDO_FOR, undo


@pytest.fixture
def overridden(desk, a_post):
    """Return a function that plans a post and sets its state by hand."""

    def plan(*houses, to=PostState.PUBLISHED):
        number = a_post(*houses, **BARE)
        desk.do(number, "override", target=to, comment="Der Minister wartet.")
        return number

    return plan


def test_a_yes_afterwards_closes_the_step_and_moves_nothing(desk, overridden):
    number = overridden("smi")

    desk.do(number, "endorse", "ivo")

    *_, line = desk.file(number)
    assert (line.event, line.source, line.dest) == ("endorse", "published", "published")
    assert (line.actor, line.on_behalf_of, line.house) == (
        "Ivo Jahn",
        "Ines Iser",
        "smi",
    )
    assert '"retrospective":true' in line.details
    assert desk.open_steps(number) == {("approval", "sk")}
    assert desk.post(number).overridden


def test_a_no_afterwards_is_told_to_the_coordinator(desk, overridden):
    number = overridden("smi")
    with pytest.raises(RefusedError, match="A comment is obligatory"):
        desk.do(number, "request_changes", "ines")

    desk.do(number, "request_changes", "ines", comment="So nicht.")

    (step,) = desk.rows(STEP, house="smi")
    (told,) = desk.rows(NOTICE, purpose="changes_requested")
    assert (step.outcome, step.comment) == ("changes_requested", "So nicht.")
    assert (told.recipient, told.state, told.due_at) == ("ada", "queued", desk.now)
    assert desk.post(number).state is PostState.PUBLISHED


@pytest.mark.parametrize("state", ["staatskanzlei_approval", "scheduled"])
def test_a_no_afterwards_is_possible_before_publishing_too(desk, overridden, state):
    number = overridden("smi", to=PostState(state))
    free = [
        offer.trigger
        for offer in offers(desk.post(number), desk.directory, "ines", desk.now)
        if offer.refusal is None
    ]

    desk.do(number, "request_changes", "ines", comment="So nicht.")

    assert set(free) == {Trigger.ENDORSE, Trigger.REQUEST_CHANGES}
    assert desk.post(number).state == state
    assert ("review", "smi") not in desk.open_steps(number)


def test_two_houses_say_no_afterwards_each_in_words_of_its_own(desk, overridden):
    number = overridden("smi", "smf")
    desk.do(number, "request_changes", "ines", comment="Falsches Bild.")
    desk.now = desk.now.replace(minute=30)
    desk.do(number, "request_changes", "frank", comment="Falsche Zahl.")

    with reading(desk.engine) as connection:
        told = [
            one.act
            for one in contexts(connection, lease_all(desk))
            if one.notice.purpose == "changes_requested"
        ]

    assert [(act.actor, act.comment) for act in told] == [
        ("Ines Iser", "Falsches Bild."),
        ("Frank Förster", "Falsche Zahl."),
    ]


def test_an_answer_afterwards_is_bound_to_the_version_as_well(desk, overridden):
    number = overridden("smi")

    with pytest.raises(RefusedError, match="The post has changed since"):
        desk.do(number, "endorse", "ines", seen_version=0)


def test_a_change_asks_everybody_anew_in_the_ordinary_way(desk, overridden):
    number = overridden("smi", to=PostState.SCHEDULED)

    desk.save(number, texts={"xing": "Neu."})

    (step,) = desk.post(number).steps
    assert (step.kind, step.house, step.retrospective) == ("review", "smi", False)


def test_what_is_answered_afterwards_lives_on_while_the_post_goes_on(
    desk, overridden, slot
):
    number = overridden("smi", to=PostState.SCHEDULED)
    desk.now = slot
    proofs = {c: f"https://{c}.example/1" for c in desk.directory.campaign.channels}

    desk.do(number, "publish", proofs=proofs)

    assert desk.open_steps(number) == {("review", "smi"), ("approval", "sk")}


def test_a_yes_of_an_earlier_round_is_asked_for_again(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.do(number, "withdraw", comment="Ein Skandal.")
    desk.do(number, "reopen", comment="Er ist ausgestanden.")

    desk.do(number, "override", target=PostState.SCHEDULED, comment="Es eilt.")

    afterwards = {("review", "smi"), ("approval", "sk")}
    assert afterwards <= desk.open_steps(number)


def test_a_yes_holds_again_when_the_way_back_to_draft_is_undone(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")
    back = {"comment": "Bitte kürzer.", "hold": UNDO_FOR}
    desk.do(number, "request_changes", "frank", **back)

    desk.ask(lambda call, number: undo(call, number, "frank"), number)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Es eilt.")

    assert ("review", "smi") not in desk.open_steps(number)
    assert ("review", "smf") in desk.open_steps(number)
