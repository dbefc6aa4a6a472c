"""Override preview: what is announced before an override is what then happens."""

import pytest
from desk import BARE

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.workflow.override_preview import consequences


@pytest.fixture
def foresee(desk):
    """Return a function that says what an override would do."""

    def ask(number, target):
        with reading(desk.engine) as connection:
            post = desk.post(number)
            return consequences(desk.call(connection), post, target)

    return ask


# How far a post of smi has come: what was done to it, and by whom.
WAY = [("submit", "ada"), ("endorse", "ines"), ("approve", "clara")]
REACHED = ("draft", "ministry_review", "staatskanzlei_approval", "scheduled")
JUMPS = [(far, to) for far, at in enumerate(REACHED) for to in PostState if to != at]


def override(desk, number, target):
    desk.do(number, "override", target=target, comment="Es eilt.")


def shown(steps):
    return sorted((s.kind, s.house, s.asked, s.due_at, s.retrospective) for s in steps)


@pytest.mark.parametrize(("far", "target"), JUMPS)
def test_what_was_announced_happens(desk, a_post, foresee, far, target):
    number = a_post("smi", **BARE)
    for trigger, actor in WAY[:far]:
        desk.do(number, trigger, actor)
    before = {step.id for step in desk.post(number).steps}
    waiting = cancelled(desk)
    told = foresee(number, target)

    override(desk, number, target)

    post = desk.post(number)
    new = [step for step in post.steps if step.id not in before]
    assert {s.id for s in told.ends} == before - {step.id for step in post.steps}
    assert shown(new) == shown([*told.begins, *told.asked_afterwards])
    assert cancelled(desk) - waiting == told.cancelled
    assert post.state is target


def cancelled(desk):
    return len(desk.rows(NOTICE, state="cancelled"))


def test_who_is_asked_afterwards_and_who_has_not_said_yes(
    desk, hand_to_review, foresee
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")

    told = foresee(number, PostState.SCHEDULED)

    asked = [(step.kind, step.house, step.asked) for step in told.asked_afterwards]
    assert asked == [("review", "smf", "frank"), ("approval", "sk", "clara")]
    assert (told.unapproved, told.unendorsed) == (True, ("smf",))
    assert [step.house for step in told.ends] == ["smf"]


def test_what_was_decided_is_not_asked_for_once_more(desk, hand_to_review, foresee):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    told = foresee(number, PostState.PUBLISHED)

    assert (told.asked_afterwards, told.unapproved) == ((), False)
    assert told.missing_proofs == ("instagram", "linkedin", "xing")


def test_missing_texts_pictures_and_consent_are_named(desk, a_post, foresee):
    number = a_post("smi", "smf", texts={"instagram": "Ein Text."})
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines", consent="")

    told = foresee(number, PostState.PUBLISHED)

    assert told.missing_texts == ("linkedin", "xing")
    assert told.missing_pictures == ("smf", "smi", "grafik")
    assert told.without_consent == ("a.jpg",)


def test_back_to_the_draft_nothing_is_missing_and_permalinks_go(desk, a_post, foresee):
    number = a_post("smi", **BARE)
    links = {"instagram": "https://example.org/1"}
    target = {"target": PostState.SCHEDULED, "comment": "Eilt."}
    desk.do(number, "override", proofs=links, **target)

    told = foresee(number, PostState.DRAFT)

    assert (told.missing_texts, told.missing_pictures) == ((), ())
    assert (told.dropped_proofs, told.asked_afterwards) == (("instagram",), ())
    override(desk, number, PostState.DRAFT)
    assert desk.post(number).proofs == frozenset()


def test_asking_changes_nothing(desk, hand_to_review, foresee):
    number = hand_to_review("smi")
    before = desk.post(number), desk.rows(STEP), desk.rows(NOTICE)

    foresee(number, PostState.PUBLISHED)

    assert (desk.post(number), desk.rows(STEP), desk.rows(NOTICE)) == before
