"""Remarks: what signed-in people say, and who hears of it."""

import json

import pytest
from desk import BARE

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing.comment_by_account import LONGEST, Remark, say
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.posts.comment_queries import comments_of

AUDIT = table_of(Audit)


@pytest.fixture
def speak(desk):
    def act(number, actor="ines", text="Schönes Bild!", door="test", **more):
        with writing(desk.engine) as connection:
            remark = Remark(number, actor, text, **more)
            return say(desk.call(connection, door=door), remark)

    return act


def said_of(desk, number):
    with reading(desk.engine) as connection:
        return comments_of(connection, desk.post(number).id)


def told(desk):
    rows = desk.rows(NOTICE, purpose="comment_received")
    return [(row.recipient, row.n, row.state) for row in rows]


def test_a_remark_is_kept_and_the_coordinator_hears_of_it(desk, hand_to_review, speak):
    number = hand_to_review("smf", "smi")

    key = speak(number, text=" Schönes Bild!\r\nDanke. ")

    (said,) = said_of(desk, number)
    (mine,) = [s for s in desk.post(number).steps if s.house == "smi"]
    assert (said.id, said.text, said.version) == (key, "Schönes Bild!\nDanke.", 1)
    assert (said.author, said.house, said.step_id) == ("Ines Iser", "smi", mine.id)
    assert told(desk) == [("ada", key, "queued")]


def test_the_file_says_by_which_door_it_came(desk, hand_to_review, speak):
    number = hand_to_review("smi")

    key = speak(number, door="dashboard")

    line = desk.rows(AUDIT, event="comment")[0]
    assert (line.actor, line.comment) == ("Ines Iser", "Schönes Bild!")
    details = json.loads(line.details)
    assert (details["door"], details["comment"]) == ("dashboard", key)
    assert line.row_version is None


def test_the_coordinator_gets_no_mail_of_her_own_remark(desk, hand_to_review, speak):
    speak(hand_to_review("smi"), "ada")

    assert told(desk) == []


def test_a_finished_post_can_be_spoken_about_as_well(
    desk, hand_to_review, speak, post_round
):
    number = hand_to_review("smi")
    desk.do(number, "withdraw", comment="Das Thema entfällt.")
    assert desk.post(number).steps == ()

    speak(number, "olga")

    assert said_of(desk, number)[0].step_id is None
    ((to, mail),) = post_round()
    assert to == "ada"
    assert "Schönes Bild!" in mail.get_body(("plain",)).get_content()


def test_where_nobody_was_ever_asked_it_is_only_kept(desk, a_post, speak):
    number = a_post("smi")
    assert desk.post(number).steps == ()

    speak(number)

    assert (len(said_of(desk, number)), told(desk)) == (1, [])


@pytest.mark.parametrize("text", ["", " \r\n ", "a" * (LONGEST + 1), "a\0b"])
def test_a_text_that_cannot_be_kept_is_refused(a_post, speak, text):
    with pytest.raises(BadInputError):
        speak(a_post("smi", **BARE), text=text)


def test_the_longest_text_is_kept_whole(desk, a_post, speak):
    number = a_post("smi", **BARE)

    speak(number, text="ä" * LONGEST)

    assert len(said_of(desk, number)[0].text) == LONGEST


def test_mailboxes_and_strangers_say_nothing(desk, a_post, speak):
    number = a_post("smi", **BARE)
    desk.amend("people", "ivo", functional=True)

    with pytest.raises(RefusedError):
        speak(number, "ivo")
    with pytest.raises(NotFoundError):
        speak(number, "niemand")
