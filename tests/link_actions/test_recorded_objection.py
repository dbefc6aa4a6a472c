"""Objecting to a decision that a coordinator has recorded, on both databases."""

import pytest
from answers import Links

from states.post import DecisionWay, PostState
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, LinkKind, table_of
from vorlauf.editing.corrections import Correction, correct
from vorlauf.editing.restored_versions import Restoration, restore
from vorlauf.errors import RefusedError
from vorlauf.link_actions.objection import object_to
from vorlauf.links.verify import LinkState
from vorlauf.posts import decision_queries
from vorlauf.workflow.action import Recording

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def record(desk, links):
    """Return a function that records a decision; it gives the link to object."""

    def act(number, trigger, who, **more):
        ada = desk.directory.people["ada"]
        recording = Recording(by=ada, way=DecisionWay.PHONE, said_at=desk.now)
        desk.do(number, trigger, who, recording=recording, **more)
        house = desk.directory.people[who].house
        step = links.decided(number, house)
        return links.issue(number, who, kind=LinkKind.OBJECT, step=step)

    return act


@pytest.fixture
def protest(links):
    def act(words, comment="Das habe ich nicht gesagt.", name="Ines Iser"):
        return links.act(object_to, links.open(words), name, comment)

    return act


def standing(desk, number):
    post = desk.post(number)
    with reading(desk.engine) as connection:
        said = decision_queries.standing(connection, post.id, post.version)
    return {(yes.kind.value, yes.house) for yes in said}


def test_the_step_is_open_again_and_the_yes_of_others_stays(
    desk, record, protest, hand_to_review
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "frank")
    words = record(number, "endorse", "ines")
    before = desk.post(number)
    assert before.state is PostState.STAATSKANZLEI_APPROVAL

    objected = protest(words)

    after = desk.post(number)
    assert objected.source is PostState.STAATSKANZLEI_APPROVAL
    assert after.state is PostState.MINISTRY_REVIEW
    assert (after.version, after.content) == (before.version, before.content)
    assert desk.open_steps(number) == {("review", "smi")}
    assert standing(desk, number) == {("review", "smf")}
    desk.do(number, "endorse", "ines")
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


def test_while_others_are_still_asked_only_the_step_opens(
    desk, record, protest, hand_to_review
):
    number = hand_to_review("smi", "smf")
    words = record(number, "endorse", "ines")

    protest(words)

    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert desk.open_steps(number) == {("review", "smi"), ("review", "smf")}


def test_an_objection_of_the_approver_takes_a_scheduled_post_back(
    desk, record, protest, hand_to_review
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    words = record(number, "approve", "clara")

    protest(words, name="Clara Müller")

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert desk.open_steps(number) == {("approval", "sk")}
    assert standing(desk, number) == {("review", "smi")}


def test_after_a_no_that_was_none_everybody_is_asked_again(
    desk, record, protest, hand_to_review
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "frank")
    words = record(number, "request_changes", "ines", comment="Falsches Jahr.")
    assert desk.post(number).state is PostState.DRAFT

    protest(words)

    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert desk.open_steps(number) == {("review", "smi"), ("review", "smf")}


def test_a_no_that_everybody_was_asked_after_is_history(
    desk, record, protest, hand_to_review
):
    number = hand_to_review("smi")
    words = record(number, "request_changes", "ines", comment="Falsches Jahr.")
    desk.do(number, "submit")

    with pytest.raises(RefusedError, match="has no effect any more"):
        protest(words)


def test_a_yes_that_an_edit_has_voided_is_not_objected_to(
    desk, links, record, hand_to_review
):
    number = hand_to_review("smi")
    words = record(number, "endorse", "ines")
    desk.save(number, texts={"xing": "Neu."})

    assert links.open(words).state is LinkState.SUPERSEDED


def test_once_its_version_is_restored_what_holds_again_is_objected_to(
    desk, links, record, protest, hand_to_review
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "frank")
    words = record(number, "endorse", "ines")
    desk.save(number, texts={"xing": "Neu."})
    desk.ask(restore, Restoration(number=number, actor="ada", version=1))
    assert links.open(words).state is LinkState.GOOD

    protest(words)

    assert desk.open_steps(number) == {("review", "smi")}
    assert standing(desk, number) == {("review", "smf")}
    assert links.open(words).state is LinkState.SUPERSEDED


def test_a_correction_that_is_restored_is_objected_to_as_before(
    desk, links, protest, hand_to_review
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")
    texts = {"xing": "Ein Tag bei der Feuerwher."}
    desk.ask(correct, Correction(number=number, actor="ben", texts=texts))
    step = links.decided(number, "smi")
    words = links.issue(number, "ines", kind=LinkKind.OBJECT, step=step)
    desk.save(number, texts={"xing": "Neu."})
    assert links.open(words).state is LinkState.SUPERSEDED
    desk.ask(restore, Restoration(number=number, actor="ada", version=2))

    protest(words)

    assert standing(desk, number) == set()
    assert desk.post(number).version == 5


def test_a_decision_that_was_jumped_over_is_asked_for_again(
    desk, record, protest, hand_to_review
):
    number = hand_to_review("smi")
    why = {"comment": "Eilt.", "target": PostState.SCHEDULED}
    desk.do(number, "override", "ada", **why)
    words = record(number, "endorse", "ines")

    protest(words)

    (step,) = [one for one in desk.post(number).steps if one.house == "smi"]
    assert step.retrospective
    assert desk.post(number).state is PostState.SCHEDULED


def test_the_file_says_so_and_the_coordinator_hears_why(
    desk, record, protest, hand_to_review
):
    number = hand_to_review("smi")
    words = record(number, "endorse", "ines")

    protest(words)

    entry = desk.rows(AUDIT)[-2]
    assert (entry.event, entry.actor, entry.house) == (
        "object_to_record",
        "Ines Iser",
        "smi",
    )
    assert entry.comment == "Das habe ich nicht gesagt."
    told = desk.rows(NOTICE, purpose="comment_received")
    assert [notice.recipient for notice in told] == ["ada"]


def test_nobody_objects_once_the_slot_has_come(
    desk, record, protest, hand_to_review, slot
):
    number = hand_to_review("smi")
    words = record(number, "endorse", "ines")
    desk.now = slot

    with pytest.raises(RefusedError, match="the slot has come"):
        protest(words)


def test_whoever_objects_to_a_correction_of_it_has_all_asked_anew(
    desk, links, record, protest, hand_to_review
):
    number = hand_to_review("smi", "smf")
    record(number, "endorse", "ines")
    texts = {"xing": "Ein Tag bei der Feuerwher."}
    desk.ask(correct, Correction(number=number, actor="ben", texts=texts))
    step = links.decided(number, "smi")
    words = links.issue(number, "ines", kind=LinkKind.OBJECT, step=step)

    protest(words)

    assert [row.event for row in desk.rows(AUDIT)][-2] == "object"
    assert desk.post(number).version == 3
