"""Other houses take part in a post that is under way, on both databases."""

from datetime import timedelta

import pytest
from living_rows import alive

from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing.house_changes import HouseChange, change, preview
from vorlauf.errors import NotFoundError, RefusedError, VorlaufError
from vorlauf.posts import decision_queries
from vorlauf.workflow.undo import UNDO_FOR, undo

AUDIT = table_of(Audit)


@pytest.fixture
def let(desk):
    """Return a function that lets these houses take part, as Ada."""

    def act(number, *houses, comment="Umbildung.", actor="ada"):
        wish = HouseChange(number=number, actor=actor, houses=houses, comment=comment)
        return desk.ask(change, wish)

    return act


def standing(desk, number):
    post = desk.post(number)
    with reading(desk.engine) as connection:
        said = decision_queries.standing(connection, post.id, post.version)
    return {(yes.kind.value, yes.house) for yes in said}


def test_a_house_that_joins_the_review_is_asked_and_the_others_stay(
    desk, let, hand_to_review
):
    number = hand_to_review("smi")

    found = let(number, "smi", "smf")

    assert desk.post(number).houses == ("smf", "smi")
    assert desk.open_steps(number) == {("review", "smi"), ("review", "smf")}
    assert ([step.house for step in found.opens], found.ends) == (["smf"], ())


def test_when_the_last_house_that_was_asked_leaves_the_approval_is_next(
    desk, let, hand_to_review
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")

    let(number, "smi")

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert desk.open_steps(number) == {("approval", "sk")}
    assert standing(desk, number) == {("review", "smi")}


def test_who_was_asked_and_leaves_is_told_so_once(
    desk, let, hand_to_review, post_round
):
    number = hand_to_review("smi", "smf")
    post_round(desk.now + timedelta(minutes=20))

    let(number, "smi")

    mails = post_round(desk.now + timedelta(days=1))
    told = {who: mail for who, mail in mails if "nicht mehr" in mail["Subject"]}
    words = " ".join(told["frank"].get_body(("plain",)).get_content().split())
    assert told.keys() == {"frank"}
    assert "hat Ihr Haus (Ministerium der Finanzen) aus dem Beitrag" in words
    assert "Umbildung." in words


@pytest.mark.parametrize("stage", ["review", "scheduled"])
def test_a_change_of_houses_is_undone_before_anybody_has_heard_of_it(
    desk, hand_to_review, post_round, stage
):
    number = hand_to_review("smi", "smf")
    post_round(desk.now + timedelta(minutes=20))
    if stage == "scheduled":
        desk.do(number, "endorse", "ines")
        desk.do(number, "endorse", "frank")
        desk.do(number, "approve", "clara")
    desk.now += timedelta(hours=2)
    was, before = alive(desk), standing(desk, number)

    houses = ("smi", "sk")
    who = {"number": number, "actor": "ada", "comment": "Ein Versehen."}
    desk.ask(change, HouseChange(**who, houses=houses, hold=UNDO_FOR))
    with writing(desk.engine) as connection:
        undo(desk.call(connection), number, "ada")

    assert alive(desk) == was
    assert (desk.post(number).houses, standing(desk, number)) == (
        ("smf", "smi"),
        before,
    )
    told = post_round(desk.now + timedelta(days=1))
    assert not [mail for _, mail in told if "nicht mehr" in mail["Subject"]]


def test_a_house_that_joins_a_scheduled_post_takes_it_back_for_its_own_yes(
    desk, let, hand_to_review
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    found = let(number, "smi", "smf")

    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert desk.open_steps(number) == {("review", "smf")}
    assert [yes.house for yes in found.stays] == ["smi"]
    assert [yes.house for yes in found.falls] == ["sk"]
    desk.do(number, "endorse", "frank")
    assert desk.open_steps(number) == {("approval", "sk")}


def test_a_house_that_leaves_a_scheduled_post_changes_nothing_else(
    desk, let, hand_to_review
):
    number = hand_to_review("smi", "smf")
    for who in ("ines", "frank"):
        desk.do(number, "endorse", who)
    desk.do(number, "approve", "clara")
    before = desk.open_steps(number)

    let(number, "smi")

    assert desk.post(number).state is PostState.SCHEDULED
    assert desk.open_steps(number) == before


def test_material_is_asked_of_who_joins_and_no_more_of_who_leaves(desk, let, a_post):
    number = a_post("smi")
    desk.do(number, "request_assets")

    let(number, "smf")

    assert desk.open_steps(number) == {("assets", "smf")}


def test_a_draft_is_planned_by_its_new_houses(desk, let, a_post):
    number = a_post("smi")
    before = desk.post(number).request_by

    let(number, "smf")

    after = desk.post(number)
    assert (after.houses, after.steps) == (("smf",), desk.post(number).steps)
    assert after.request_by < before  # smf needs twice the lead time of smi


def test_the_file_says_who_joined_and_who_left_and_why(desk, let, hand_to_review):
    number = hand_to_review("smi")

    let(number, "smf", comment="Das SMF übernimmt.")

    entry = desk.rows(AUDIT)[-1]
    assert (entry.event, entry.comment) == ("houses", "Das SMF übernimmt.")
    assert '"added":["smf"]' in entry.details
    assert '"removed":["smi"]' in entry.details


def test_without_a_change_nothing_is_written(desk, let, hand_to_review):
    number = hand_to_review("smi")
    before = desk.post(number)

    let(number, "smi", comment="")

    assert desk.post(number) == before


@pytest.mark.parametrize(
    ("houses", "more", "words"),
    [
        (("smf",), {"comment": " "}, "say why its houses change"),
        ((), {}, "needs a house"),
        (("smx",), {}, "no house 'smx'"),
        (("grafik",), {}, "is an agency"),
        (("smf",), {"actor": "ines"}, "is no coordinator"),
    ],
)
def test_what_cannot_be_is_refused(let, hand_to_review, houses, more, words):
    with pytest.raises(VorlaufError, match=words):
        let(hand_to_review("smi"), *houses, **more)


def test_what_is_withdrawn_keeps_its_houses(desk, let, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "withdraw", comment="Fällt aus.")

    with pytest.raises(RefusedError, match="kept as it is"):
        let(number, "smf")


def test_looking_ahead_changes_nothing(desk, hand_to_review):
    number = hand_to_review("smi")
    before = desk.post(number)

    with reading(desk.engine) as connection:
        found = preview(desk.call(connection), before, ("smf",))

    assert (found.added, found.removed) == (("smf",), ("smi",))
    assert desk.post(number) == before


@pytest.fixture
def stranded(desk, hand_to_review):
    """A post of two houses, of which one has left the file."""
    number = hand_to_review("smi", "smf")
    desk.amend("houses", "smf")
    return number


def test_a_house_that_left_the_file_is_replaced(desk, let, stranded):
    let(stranded, "smi")

    assert desk.open_steps(stranded) == {("review", "smi")}


def test_a_house_that_left_the_file_freezes_only_what_needs_it(desk, stranded, slot):
    desk.save(stranded, slot_at=slot + timedelta(hours=1))
    desk.do(stranded, "endorse", "ines")
    assert desk.post(stranded).state is PostState.MINISTRY_REVIEW

    eager = {"target": PostState.SCHEDULED, "comment": "Eilt."}
    desk.do(stranded, "override", **eager)
    desk.save(stranded, slot_at=slot + timedelta(days=2))
    desk.do(stranded, "endorse", "ines")
    desk.do(stranded, "approve", "clara")
    assert desk.post(stranded).state is PostState.SCHEDULED
    desk.do(stranded, "request_changes", comment="Bitte kürzer.")

    with pytest.raises(NotFoundError, match="replace it on the post"):
        desk.do(stranded, "submit")
    desk.do(stranded, "withdraw", comment="Fällt aus.")
