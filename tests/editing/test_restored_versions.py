"""A version is restored: what was decided on it in this round holds again."""

from datetime import timedelta
from unittest.mock import ANY

import pytest
from desk import BARE
from living_rows import alive

from states.post import PostState, Trigger
from vorlauf.db.engine import reading, trying, writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.editing import edits
from vorlauf.editing.consequences import consequences
from vorlauf.editing.corrections import Correction, correct
from vorlauf.editing.feasibility import ways_back
from vorlauf.editing.house_changes import HouseChange, change
from vorlauf.editing.restored_versions import Restoration, restore
from vorlauf.errors import ConflictError, NotFoundError, RefusedError
from vorlauf.posts import decision_queries
from vorlauf.scheduling import holds
from vorlauf.scheduling.holds import HoldOrder
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.undo import UNDO_FOR, undo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MUCH = {"linkedin": "Etwas ganz anderes, und davon sehr viel mehr als bisher."}
OTHER = {"linkedin": "Ein Tag im Revier."}


@pytest.fixture
def bring_back(desk):
    def act(number, version=1, actor="ada", **more):
        wish = Restoration(number=number, actor=actor, version=version, **more)
        return desk.ask(restore, wish)

    return act


@pytest.fixture
def scheduled(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    for who in ("ines", "frank"):
        desk.do(number, "endorse", who)
    desk.do(number, "approve", "clara")
    return number


def standing(desk, number):
    post = desk.post(number)
    with reading(desk.engine) as connection:
        said = decision_queries.standing(connection, post.id, post.version)
    return {(yes.kind.value, yes.house) for yes in said}


ALL = {("review", "smi"), ("review", "smf"), ("approval", "sk")}


def test_a_scheduled_post_is_scheduled_again_and_nobody_is_asked(
    desk, bring_back, scheduled
):
    desk.save(scheduled, texts=OTHER)
    assert desk.post(scheduled).state is PostState.MINISTRY_REVIEW

    done = bring_back(scheduled, comment="Ein Versehen.")

    post = desk.post(scheduled)
    assert (done.version, post.version) == (3, 3)
    assert post.state is PostState.SCHEDULED
    assert desk.open_steps(scheduled) == {("publish", "agentur")}
    assert standing(desk, scheduled) == ALL


def test_who_had_not_decided_on_it_is_asked_again(desk, bring_back, hand_to_review):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")
    desk.save(number, texts=OTHER)
    desk.do(number, "endorse", "frank")

    bring_back(number)

    assert desk.open_steps(number) == {("review", "smf")}
    assert standing(desk, number) == {("review", "smi")}


def test_after_the_last_endorsement_the_approval_is_asked_for(
    desk, bring_back, hand_to_review
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.save(number, texts=OTHER)

    bring_back(number)

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert desk.open_steps(number) == {("approval", "sk")}


def test_a_decision_of_an_earlier_round_does_not_come_back(desk, bring_back, scheduled):
    desk.do(scheduled, "request_changes", "clara", comment="Noch einmal.")
    desk.save(scheduled, texts=OTHER)
    desk.do(scheduled, "submit")

    bring_back(scheduled)

    assert standing(desk, scheduled) == set()
    assert desk.open_steps(scheduled) == {("review", "smi"), ("review", "smf")}


def test_a_decision_that_was_withdrawn_does_not_come_back(desk, bring_back, scheduled):
    desk.do(scheduled, "withdraw", comment="Skandal.")
    desk.do(scheduled, "reopen", comment="Doch nicht.")
    desk.save(scheduled, texts=OTHER)
    desk.do(scheduled, "submit")

    bring_back(scheduled)

    assert standing(desk, scheduled) == set()
    assert desk.post(scheduled).state is PostState.MINISTRY_REVIEW


def test_the_day_of_the_slot_comes_back_with_what_was_decided(
    desk, bring_back, scheduled, slot
):
    desk.save(scheduled, slot_at=slot + 7 * DAY)

    bring_back(scheduled)

    assert desk.post(scheduled).slot_at == slot
    assert desk.post(scheduled).state is PostState.SCHEDULED


def test_with_the_slot_kept_everybody_is_asked_anew(desk, bring_back, scheduled, slot):
    desk.save(scheduled, slot_at=slot + 7 * DAY, texts=OTHER)

    bring_back(scheduled, keeps_slot=True)

    post = desk.post(scheduled)
    assert post.slot_at == slot + 7 * DAY
    assert post.content.texts["linkedin"] == "Ein Tag bei der Feuerwehr."
    assert standing(desk, scheduled) == set()
    assert desk.open_steps(scheduled) == {("review", "smi"), ("review", "smf")}


def test_a_day_that_has_passed_is_no_slot_any_more(desk, bring_back, scheduled, slot):
    desk.save(scheduled, slot_at=slot + 28 * DAY)
    desk.now = slot + DAY

    bring_back(scheduled)

    assert desk.post(scheduled).slot_at == slot + 28 * DAY


def test_the_current_version_is_no_change(desk, bring_back, scheduled):
    before = desk.post(scheduled)

    done = bring_back(scheduled)

    assert done.changed == ()
    assert desk.post(scheduled) == before


def test_one_channel_only_comes_back_as_it_was(desk, bring_back, scheduled):
    desk.save(scheduled, channels=("xing",))
    assert set(desk.post(scheduled).content.texts) == {"xing"}

    bring_back(scheduled)

    assert desk.post(scheduled).content.texts.keys() == {
        "instagram",
        "linkedin",
        "xing",
    }
    assert standing(desk, scheduled) == ALL


def test_a_house_that_joined_meanwhile_is_still_asked(desk, bring_back, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.ask(
        change,
        HouseChange(number=number, actor="ada", houses=("smi", "smf"), comment="Auch."),
    )
    desk.save(number, texts=OTHER)

    bring_back(number)

    assert desk.open_steps(number) == {("review", "smf")}
    desk.do(number, "endorse", "frank")
    assert desk.open_steps(number) == {("approval", "sk")}


def test_of_a_post_on_hold_the_decisions_come_back_and_it_rests(
    desk, bring_back, scheduled
):
    desk.save(scheduled, texts=OTHER)
    order = HoldOrder(scope=HoldScope.POSTS, numbers=(scheduled,), reason="Trauerfall.")
    with writing(desk.engine) as connection:
        holds.place(desk.call(connection), order, overseer(desk.directory, "ada"))

    bring_back(scheduled)

    post = desk.post(scheduled)
    assert (post.state, post.hold_kind) == (PostState.SCHEDULED, "by_hand")
    assert standing(desk, scheduled) == ALL


def test_a_draft_gets_its_words_back(desk, bring_back, a_post):
    number = a_post("smi")
    desk.save(number, texts=OTHER)

    done = bring_back(number)

    assert done.state is PostState.DRAFT
    assert desk.post(number).content.texts["linkedin"] == "Ein Tag bei der Feuerwehr."


def arrived(post_round, at):
    return [(who, str(mail["Subject"])) for who, mail in post_round(at)]


def test_who_was_asked_in_vain_is_told_once_it_is_certain(
    desk, bring_back, hand_to_review, post_round
):
    number = hand_to_review("smi", "smf")
    for who in ("ines", "frank"):
        desk.do(number, "endorse", who)
    later = MINUTE * 20
    post_round(desk.now + later)
    desk.save(number, texts=OTHER)

    # Nobody has heard of the change yet, so nobody hears that it is gone.
    bring_back(number)
    assert arrived(post_round, desk.now + later) == [
        ("clara", ANY),
    ]

    desk.save(number, texts=OTHER)
    asked = arrived(post_round, desk.now + later)
    assert {who for who, _ in asked} == {"ines", "frank"}

    # Taken back, then another edit within a quarter of an hour: nobody is told.
    bring_back(number, hold=UNDO_FOR)
    with writing(desk.engine) as connection:
        undo(desk.call(connection), number, "ada")
    bring_back(number)
    desk.now += MINUTE
    desk.save(number, texts=MUCH)
    sent = arrived(post_round, desk.now + later)
    assert {who for who, _ in sent} == {"ines", "frank"}
    assert not [subject for _, subject in sent if "nicht mehr" in subject]

    bring_back(number, comment="Ein Versehen.")
    mails = [(who, mail) for who, mail in post_round(desk.now + later)]
    told = {who: mail for who, mail in mails if who != "clara"}
    assert told.keys() == {"ines", "frank"}
    assert "Mitzeichnung nicht mehr nötig" in str(told["ines"]["Subject"])
    words = " ".join(told["ines"].get_body(("plain",)).get_content().split())
    assert "eine frühere Fassung wiederhergestellt" in words
    assert "diese Entscheidung gilt wieder" in words
    assert "Ein Versehen." in words
    assert arrived(post_round, desk.now + DAY) == []


def test_it_is_undone_like_a_save(desk, bring_back, scheduled):
    desk.save(scheduled, texts=OTHER)
    was = alive(desk)
    desk.now += timedelta(seconds=1)
    bring_back(scheduled, hold=UNDO_FOR)

    with writing(desk.engine) as connection:
        done = undo(desk.call(connection), scheduled, "ada")

    assert alive(desk) == was
    assert done.version == 2


def test_what_comes_of_it_is_said_before_and_nothing_is_done(desk, scheduled):
    desk.save(scheduled, texts=OTHER)
    was = alive(desk)
    wish = Restoration(number=scheduled, actor="ada", version=1)

    with trying(desk.engine) as connection:
        call = desk.call(connection)
        found = consequences(call, scheduled, "ada", lambda: restore(call, wish))

    assert alive(desk) == was
    assert found.state is PostState.SCHEDULED
    assert {(yes.kind.value, yes.house) for yes in found.returns} == ALL
    assert {step.house for step in found.ends} == {"smi", "smf"}
    assert found.changed == ("text:linkedin",)


def test_what_comes_of_a_save_is_said_before(desk, scheduled):
    was = alive(desk)

    with trying(desk.engine) as connection:
        call = desk.call(connection)
        found = consequences(
            call, scheduled, "ben", lambda: _save(call, scheduled, "ben")
        )

    assert alive(desk) == was
    assert {(yes.kind.value, yes.house) for yes in found.falls} == ALL
    assert {found.readers[step.id] for step in found.opens} == {"ines", "frank"}
    assert found.feasibility is not None
    assert "more than 3 words" in str(found.why_no_correction).lower()


def _save(call, number, actor):
    return edits.save(call, edits.Edit(number=number, actor=actor, texts=MUCH))


def test_the_log_says_which_version_was_restored_and_why(desk, bring_back, scheduled):
    desk.save(scheduled, texts=OTHER)

    bring_back(scheduled, comment="Ein Versehen.")

    entry = desk.file(scheduled)[-1]
    assert (entry.event, entry.comment, entry.version) == (
        "restore",
        "Ein Versehen.",
        3,
    )
    assert '"restored":1' in entry.details


REFUSED = {
    "no version 9": ({"version": 9}, NotFoundError),
    "coordinator": ({"actor": "ines"}, RefusedError),
    "meanwhile|changed": ({"seen_row_version": 1}, ConflictError),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_is_said_in_a_sentence(bring_back, scheduled, desk, words):
    desk.save(scheduled, texts=OTHER)
    wish, error = REFUSED[words]

    with pytest.raises(error, match=words):
        bring_back(scheduled, **wish)


def test_what_is_out_is_kept_as_it_is(desk, bring_back, scheduled):
    desk.save(scheduled, texts=OTHER)
    desk.do(scheduled, "withdraw", comment="Weg.")

    with pytest.raises(RefusedError, match="kept as it is"):
        bring_back(scheduled)


RIGHT = "Ein Tag bei der Feuerwehren."


def test_a_correction_that_was_taken_back_is_shown_before_it_counts(
    desk, bring_back, scheduled
):
    wish = Correction(
        number=scheduled, actor="ben", texts={"linkedin": RIGHT}, hold=UNDO_FOR
    )
    desk.ask(correct, wish)
    desk.now += DAY / 24 / 3600
    with writing(desk.engine) as connection:
        undo(desk.call(connection), scheduled, "ben")

    bring_back(scheduled, version=2)

    post = desk.post(scheduled)
    assert post.content.texts["linkedin"] == RIGHT
    assert post.state is PostState.MINISTRY_REVIEW
    assert standing(desk, scheduled) == set()


def test_without_its_texts_a_version_is_not_put_to_the_vote(desk, bring_back, a_post):
    number = a_post("smi", texts={}, **BARE)
    texts = dict.fromkeys(desk.directory.campaign.channels, "Ein Tag.")
    desk.save(number, texts=texts)
    desk.do(number, "submit")

    with pytest.raises(RefusedError, match="no text yet"):
        bring_back(number)

    assert desk.post(number).content.texts == texts


@pytest.mark.parametrize("days", [30, 6, 3, 1])
def test_the_price_of_a_change_is_what_its_preview_says(desk, scheduled, slot, days):
    desk.now = slot - days * DAY
    post = desk.post(scheduled)
    wish = edits.Edit(number=scheduled, actor="ada", texts=OTHER)

    price = ways_back(post, desk.directory, desk.now)[Trigger.REVISE]

    with trying(desk.engine) as connection:
        call = desk.call(connection)
        found = consequences(call, scheduled, "ada", lambda: edits.save(call, wish))
    assert price == found.feasibility
