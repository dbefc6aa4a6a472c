"""Replies: an answer by mail is a comment and a fresh link, never an approval."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from dashboards import Dashboard
from letterbox import OURS, Office, reply

from vorlauf.db import audit_log
from vorlauf.db.engine import reading
from vorlauf.editing import comments
from vorlauf.posts.comment_queries import COMMENT


@pytest.fixture
def office(desk, tmp_path):
    return Office(desk, tmp_path / "mail")


def test_a_reply_becomes_a_comment_with_its_whole_text_and_a_fresh_link(
    office, hand_to_review
):
    number = hand_to_review("smi")
    identity = office.sent(number)
    text = (
        f"Bitte das Bild tauschen.\n\nAm 18.09.23 um 9:00 schrieb V <{OURS}>:\n> Ja\n"
    )
    office.lay(reply(identity, text))

    report = office.collect()

    with reading(office.desk.engine) as connection:
        (said,) = comments.comments_of(connection, office.desk.post(number).id)
    assert (said.author, said.author_key, said.house) == ("Ines Iser", "ines", "smi")
    assert (said.text, said.whole.count("\n")) == ("Bitte das Bild tauschen.", 3)
    assert [(one.recipient, one.n) for one in office.owed("comment_received")] == [
        ("ada", said.id)
    ]
    assert [(one.recipient, one.n) for one in office.owed("reply_received")] == [
        ("ines", said.id)
    ]
    assert (report.stored, len(report.handled), report.faults) == (1, 1, [])
    assert office.left() == 0


def test_a_comment_is_a_line_of_the_file_with_names_as_text(office, hand_to_review):
    number = hand_to_review("smi")
    office.lay(reply(office.sent(number)))

    office.collect()

    line = office.desk.file(number)[-1]
    assert (line.event, line.actor, line.comment) == (
        "comment",
        "Ines Iser",
        "Bitte das Bild tauschen.",
    )
    with reading(office.desk.engine) as connection:
        assert audit_log.verify(connection).ok


def test_a_reply_never_decides(office, hand_to_review):
    number = hand_to_review("smi")
    office.lay(reply(office.sent(number), "Freigegeben! Einverstanden."))

    office.collect()

    assert office.desk.open_steps(number) == {("review", "smi")}


def test_a_stranger_who_answers_is_heard_but_gets_no_link(office, hand_to_review):
    number = hand_to_review("smi")
    office.lay(reply(office.sent(number), sender="fremd@example.com"))

    office.collect()

    (said,) = office.desk.rows(COMMENT)
    assert (said.author, said.author_key) == ("fremd@example.com", "")
    assert [one.recipient for one in office.owed("comment_received")] == ["ada"]
    assert office.owed("reply_received") == []


def test_who_answers_after_the_decision_gets_no_link(office, hand_to_review):
    number = hand_to_review("smi")
    identity = office.sent(number)
    office.desk.do(number, "endorse", "ines")
    office.lay(reply(identity, "Danke!"))

    office.collect()

    assert len(office.desk.rows(COMMENT)) == 1
    assert office.owed("reply_received") == []


def test_the_deputy_who_answers_gets_a_link_of_her_own(office, hand_to_review):
    number = hand_to_review("smi")
    office.lay(reply(office.sent(number), sender="IVO@smi.example.org"))

    office.collect()

    assert [one.recipient for one in office.owed("reply_received")] == ["ivo"]


def test_the_coordinator_is_not_told_what_she_said(office, hand_to_review):
    number = hand_to_review("smi")
    identity = office.sent(number)
    office.lay(reply(identity, sender="ada@agentur.example.org"))

    office.collect()

    assert len(office.desk.rows(COMMENT)) == 1
    assert office.owed("comment_received") == []


def test_an_answer_to_several_posts_belongs_to_the_one_it_names(office, hand_to_review):
    first, second = hand_to_review("smi"), hand_to_review("smi")
    identity = office.sent(first, second)
    office.lay(reply(identity, f"{second} gefällt mir nicht."))
    office.lay(reply(identity, "Alles gut."))

    office.collect()

    ids = [office.desk.post(number).id for number in (second, first)]
    assert [said.post_id for said in office.desk.rows(COMMENT)] == ids


@pytest.mark.parametrize(
    ("sender", "comments"), [("ines@smi.example.org", 1), ("x@example.com", 0)]
)
def test_a_number_in_the_subject_names_the_post_for_who_takes_part(
    office, hand_to_review, sender, comments
):
    number = hand_to_review("smi")
    office.lay(reply(subject=f"Frage zu {number}", sender=sender))

    office.collect()

    assert len(office.desk.rows(COMMENT)) == comments
    assert office.mails()[0].kind == ("reply" if comments else "unrelated")


def test_files_that_come_along_are_named_in_the_comment(office, hand_to_review):
    mail = reply(office.sent(hand_to_review("smi")), "Anbei.")
    mail.add_attachment(b"x", maintype="image", subtype="jpeg", filename="Löschzug.jpg")
    office.lay(mail)

    office.collect()

    assert office.desk.rows(COMMENT)[0].text == "Anbei.\n\n[Löschzug.jpg]"


@pytest.mark.slow
def test_two_programs_that_answer_each_other_come_to_an_end(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    for number in range(20):
        office.lay(reply(identity, f"Danke für Ihre {number}. Nachricht."))
        office.collect()

    assert len(office.owed("reply_received")) == 3
    assert len(office.desk.rows(COMMENT)) == 20


def test_what_came_in_at_night_is_told_in_the_morning(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    office.desk.now += timedelta(hours=14)
    office.lay(reply(identity))

    office.collect()

    (told,) = office.owed("comment_received")
    assert told.due_at == office.desk.now + timedelta(hours=10)


SHORTENED = (
    f"Bitte das Bild tauschen.\n\nAm 18.09.23 um 9:00 schrieb V <{OURS}>:\n"
    "> Guten Tag Ines Iser\n"
)


def test_the_log_keeps_the_hash_of_the_whole_where_something_was_cut(
    office, hand_to_review
):
    number = hand_to_review("smi")
    identity = office.sent(number)
    office.lay(reply(identity, SHORTENED))
    office.lay(reply(identity, "Nichts gekürzt."))

    office.collect()

    first, second = office.desk.file(number)[-2:]
    (said, _) = office.desk.rows(COMMENT)
    digest = json.loads(first.details)["whole_sha256"]
    assert digest == sha256(said.whole.encode()).hexdigest()
    assert "whole_sha256" not in second.details
    with reading(office.desk.engine) as connection:
        assert audit_log.verify(connection).ok


def test_the_coordinator_reads_the_whole_in_her_mail_and_on_the_page(
    office, hand_to_review, post_round, tmp_path
):
    number = hand_to_review("smi")
    office.lay(reply(office.sent(number), SHORTENED))
    office.collect()

    ((_, mail),) = [one for one in post_round() if one[0] == "ada"]
    words = mail.get_body(("plain",)).get_content()
    board = Dashboard(office.desk, tmp_path)
    pages = {
        who: board.as_(who).see(f"/posts/{number}").text for who in ("ada", "ines")
    }

    whole = "Guten Tag Ines Iser"
    assert words.index("Gekürzt: ganze Nachricht") < words.index(whole)
    assert all("Gekürzt: ganze Nachricht" in page for page in pages.values())
    assert all(whole in page for page in pages.values())


def test_whom_another_house_has_asked_does_not_read_what_it_quotes(
    office, hand_to_review, tmp_path
):
    number = hand_to_review("smi", "smf")
    office.lay(reply(office.sent(number), SHORTENED))
    office.collect()

    board = Dashboard(office.desk, tmp_path)
    contact = office.desk.directory.houses["smf"].contact
    page = board.as_(contact).see(f"/posts/{number}").text

    assert "Bitte das Bild tauschen." in page
    assert "Guten Tag Ines Iser" not in page


def encrypted(identity):
    mail = reply(identity, "x")
    mail.replace_header("Content-Type", "application/pkcs7-mime; name=smime.p7m")
    return mail


def test_whose_mail_cannot_be_read_is_told_a_way_out_asked_or_not(
    office, hand_to_review, post_round
):
    number = hand_to_review("smi")
    identity = office.sent(number)
    office.desk.do(number, "endorse", "ines")
    office.lay(encrypted(identity))

    office.collect()

    mails = dict(post_round())
    told = [mails[who].get_body(("plain",)).get_content() for who in ("ines", "ada")]
    assert all("Diese E-Mail ist verschlüsselt." in text for text in told)
    assert all("This mail is encrypted." in text for text in told)
