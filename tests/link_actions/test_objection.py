"""Objecting to an editorial correction, on both databases."""

import json

import pytest
from answers import Links

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, LinkKind, table_of
from vorlauf.editing.corrections import Correction, correct
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions.objection import object_to
from vorlauf.links.verify import LinkState
from vorlauf.posts import decision_queries

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def corrected(desk, links, hand_to_review):
    """Return a function that corrects a decided post; it gives the objector's link."""

    def prepare(*decided):
        number = hand_to_review("smi", "smf")
        for trigger, actor in decided:
            desk.do(number, trigger, actor)
        texts = {"xing": "Ein Tag bei der Feuerwher."}
        wanted = Correction(number=number, actor="ben", texts=texts)
        desk.ask(correct, wanted)
        step = links.decided(number, "smi")
        return number, links.issue(number, "ines", kind=LinkKind.OBJECT, step=step)

    return prepare


@pytest.fixture
def protest(links):
    def act(words, comment="Das ändert den Sinn.", name="Ines Iser"):
        return links.act(object_to, links.open(words), name, comment)

    return act


BOTH = (("endorse", "ines"), ("endorse", "frank"))


def yes_of(desk, number):
    post = desk.post(number)
    with reading(desk.engine) as connection:
        return decision_queries.standing(connection, post.id, post.version)


@pytest.mark.parametrize(
    "decided", [BOTH[:1], BOTH, (*BOTH, ("approve", "clara"))], ids=len
)
def test_after_an_objection_every_house_is_asked_anew(
    desk, links, corrected, protest, decided
):
    number, words = corrected(*decided)
    before = desk.post(number)
    assert yes_of(desk, number)

    objected = protest(words)

    after = desk.post(number)
    assert (objected.source, objected.version) == (before.state, before.version + 1)
    assert after.state is PostState.MINISTRY_REVIEW
    assert (after.version, after.content) == (before.version + 1, before.content)
    assert desk.open_steps(number) == {("review", "smi"), ("review", "smf")}
    assert yes_of(desk, number) == []
    assert links.open(words).state is LinkState.SUPERSEDED


def test_the_file_says_who_objected_and_the_coordinator_hears_why(
    desk, corrected, protest
):
    corrected_post = corrected(*BOTH)

    protest(corrected_post[1], name="Erika Muster")

    line, said = desk.rows(AUDIT)[-2:]
    assert (line.event, line.actor, line.comment) == (
        "object",
        "Erika Muster",
        "Das ändert den Sinn.",
    )
    assert (line.source, line.dest) == ("staatskanzlei_approval", "ministry_review")
    details = json.loads(line.details)
    assert (details["objects_to"], details["forwarded"]) == (2, True)
    assert said.event == "comment"
    told = desk.rows(NOTICE, purpose="comment_received")
    assert [notice.recipient for notice in told] == ["ada"]


def test_an_objection_needs_words(desk, corrected, protest):
    number, words = corrected(*BOTH)
    before = desk.post(number)

    with pytest.raises(BadInputError, match="The comment has 0 characters"):
        protest(words, "  ")

    assert desk.post(number) == before


def test_nobody_objects_once_the_slot_has_come(desk, corrected, protest, slot):
    number, words = corrected(*BOTH)
    before = desk.post(number)
    desk.now = slot

    with pytest.raises(RefusedError, match="the slot has come"):
        protest(words)

    assert desk.post(number) == before


def test_what_was_changed_since_is_not_objected_to(desk, corrected, protest):
    number, words = corrected(*BOTH)
    desk.save(number, texts={"xing": "Ganz anders."})

    with pytest.raises(ConflictError, match="there is a newer version"):
        protest(words)


def test_no_other_link_is_an_objection(links, hand_to_review, protest):
    number = hand_to_review("smi")

    with pytest.raises(RefusedError, match="not for an objection"):
        protest(links.issue(number, "ines"))
