"""Senders: whose words a mail counts as, and what is said of who wrote it."""

import json

import pytest
from each import each
from letterbox import SUBADDRESSES, Headers, Office, reply

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import MESSAGE
from vorlauf.links.subaddresses import LIFETIMES
from vorlauf.posts import address_status
from vorlauf.posts.comment_queries import COMMENT

GATEWAY = "mx.example.org"
PASS = Headers(
    Authentication_Results=f"{GATEWAY}; spf=pass;"
    " dmarc=pass header.from=smi.example.org"
)
FAIL = Headers(
    Authentication_Results=f"{GATEWAY}; dmarc=fail header.from=smi.example.org"
)
FOREIGN = Headers(
    Authentication_Results="mx.evil.example; dmarc=pass header.from=smi.example.org"
)


@pytest.fixture
def office(desk, tmp_path):
    return Office(desk, tmp_path / "mail")


@pytest.fixture
def careful(desk, tmp_path):
    """An office whose mails have subaddresses and which has a trusted gateway."""
    return Office(desk, tmp_path / "mail", subaddresses=SUBADDRESSES, gateway=GATEWAY)


def the_comment(office, mail):
    office.lay(mail)
    office.collect()
    (said,) = office.desk.rows(COMMENT)
    return said


def whose(said):
    return said.author_key, said.internal, said.sender_check


def test_the_reader_who_answers_at_the_address_it_went_to_is_heard(
    office, hand_to_review
):
    said = the_comment(office, reply(office.sent(hand_to_review("smi"))))

    assert whose(said) == ("ines", False, "unverified")


def test_somebody_else_who_takes_part_is_heard_as_well(office, hand_to_review):
    mail = reply(office.sent(hand_to_review("smi")), sender="ivo@smi.example.org")

    assert whose(the_comment(office, mail)) == ("ivo", False, "unverified")


@each(
    "sender",
    [
        "clara@evil.example",
        "frank@smf.example.org",
        "ines@smi.example.org.evil.example",
    ],
)
def test_whoever_does_not_take_part_is_shown_to_the_coordinator_alone(
    office, hand_to_review, sender
):
    number = hand_to_review("smi")
    before = len(office.desk.rows(COMMENT))
    office.lay(reply(office.sent(number), "@ivo Freigegeben!", sender=sender))

    office.collect()

    said = office.desk.rows(COMMENT)[before]
    assert whose(said) == ("", True, "unverified")
    assert (said.author, said.address, said.mentions) == (sender, sender, "")
    assert {one.recipient for one in office.owed("comment_received")} == {"ada"}
    assert office.owed("reply_received") == office.owed("mentioned") == []


def test_a_subject_alone_needs_a_sender_who_takes_part(office, hand_to_review):
    number = hand_to_review("smi")
    office.lay(reply(subject=f"Zu {number}", sender="frank@smf.example.org"))
    office.collect()
    assert office.desk.rows(COMMENT) == []
    assert office.mails()[0].kind == "unrelated"

    said = the_comment(office, reply(subject=f"Zu {number}"))

    assert whose(said) == ("ines", False, "unverified")


def test_what_is_mentioned_in_a_mail_tells_nobody(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))

    said = the_comment(office, reply(identity, "@ivo @ben: bitte ansehen."))

    assert said.mentions == ""
    assert office.owed("mentioned") == []
    assert [one.recipient for one in office.owed("comment_received")] == ["ada"]


def test_the_file_says_that_it_came_by_mail_and_what_is_known_of_the_sender(
    careful, hand_to_review
):
    number = hand_to_review("smi")
    the_comment(careful, reply(careful.sent(number)) | PASS)

    line = careful.desk.file(number)[-1]

    details = (
        json.loads(line.details) if isinstance(line.details, str) else line.details
    )
    assert details["door"] == "mail"
    assert details["sender_check"] == "verified"
    assert details["gateway"] == GATEWAY
    assert details["authentication"] == "spf=pass;dmarc=pass"


def test_a_pass_of_the_gateway_verifies_the_sender(careful, hand_to_review):
    said = the_comment(careful, reply(careful.sent(hand_to_review("smi"))) | PASS)

    assert (*whose(said), said.gateway) == ("ines", False, "verified", GATEWAY)


def test_a_fail_makes_a_stranger_of_everybody(careful, hand_to_review):
    identity = careful.sent(hand_to_review("smi"))
    mail = reply(identity, at=careful.address(identity)) | FAIL

    said = the_comment(careful, mail)

    assert (*whose(said), said.gateway) == ("", True, "failed", GATEWAY)
    assert said.author == "ines@smi.example.org"
    assert careful.owed("reply_received") == []


def test_a_fail_with_a_subject_alone_is_shown_too(careful, hand_to_review):
    said = the_comment(careful, reply(subject=hand_to_review("smi")) | FAIL)

    assert whose(said) == ("", True, "failed")


def test_an_absence_in_a_name_that_is_borrowed_is_offered_to_nobody(
    careful, hand_to_review
):
    identity = careful.sent(hand_to_review("smi"))
    mail = reply(identity, "Ich bin bis 29.9.2023 im Urlaub.")
    mail = mail | Headers(Auto_Submitted="auto-replied") | FAIL

    said = the_comment(careful, mail)

    assert whose(said) == ("", True, "failed")
    assert careful.owed("absence_offered") == []


def test_results_of_another_server_are_none(careful, hand_to_review):
    said = the_comment(careful, reply(careful.sent(hand_to_review("smi"))) | FOREIGN)

    assert (said.sender_check, said.gateway) == ("unverified", "")


def test_the_address_for_replies_finds_the_mail_without_any_message_id(
    careful, hand_to_review
):
    identity = careful.sent(hand_to_review("smi"))

    said = the_comment(careful, reply(at=careful.address(identity).upper()))

    assert whose(said) == ("ines", False, "answered")
    assert careful.mails()[0].answers == identity


def test_the_address_for_replies_proves_nothing_for_another_sender(
    careful, hand_to_review
):
    identity = careful.sent(hand_to_review("smi"))
    at = careful.address(identity)

    said = the_comment(careful, reply(at=at, sender="ivo@smi.example.org"))

    assert whose(said) == ("ivo", False, "unverified")


def test_an_address_for_replies_that_was_not_given_out_finds_nothing(
    careful, hand_to_review
):
    identity = careful.sent(hand_to_review("smi"))
    at = careful.address(identity, to="ivo")
    careful.lay(reply(at=at))
    careful.lay(reply(at=at.replace("+r", "+b")))

    careful.collect()

    assert careful.desk.rows(COMMENT) == []


def test_an_address_for_replies_has_an_end(careful, hand_to_review):
    identity = careful.sent(hand_to_review("smi"))
    careful.desk.now += max(LIFETIMES.values()) * 2
    careful.lay(reply(at=careful.address(identity)))
    careful.collect()
    assert careful.desk.rows(COMMENT) == []

    said = the_comment(careful, reply(identity, at=careful.address(identity)))

    assert whose(said) == ("ines", False, "unverified")


def test_a_new_mail_to_an_address_that_a_program_remembered_belongs_to_its_subject(
    careful, hand_to_review
):
    old, new = hand_to_review("smi"), hand_to_review("smi")
    identity = careful.sent(old)

    said = the_comment(careful, reply(at=careful.address(identity), subject=new))

    assert said.post_id == careful.desk.post(new).id


def test_an_answer_sent_to_a_remembered_address_belongs_to_what_it_answers(
    careful, hand_to_review
):
    old, new = hand_to_review("smi"), hand_to_review("smi")
    at, identity = careful.address(careful.sent(old)), careful.sent(new)

    said = the_comment(careful, reply(identity, at=at))

    assert said.post_id == careful.desk.post(new).id
    assert whose(said) == ("ines", False, "answered")


def rests(office):
    address = "ines@smi.example.org"
    with writing(office.desk.engine) as connection:
        address_status.suppress(connection, address, "Vorlauf", office.desk.now)


def is_resting(office):
    with reading(office.desk.engine) as connection:
        return bool(address_status.troubles(connection))


def test_only_a_sign_of_life_that_can_be_trusted_lifts_a_suppression(
    careful, hand_to_review
):
    number = hand_to_review("smi")
    identity = careful.sent(number)
    rests(careful)
    at = careful.address(identity)
    for forged in (
        reply(subject=number),
        reply(identity),
        reply(at=careful.address(identity, to="ivo")),
        reply(at=at, sender="ivo@smi.example.org"),
        reply(identity, at=at) | FAIL,
        reply(identity) | FOREIGN,
    ):
        careful.lay(forged)
        careful.collect()
        assert is_resting(careful)

    careful.lay(reply(at=at))
    careful.collect()

    assert not is_resting(careful)


def test_the_gateway_s_word_is_a_sign_of_life_too(careful, hand_to_review):
    identity = careful.sent(hand_to_review("smi"))
    rests(careful)

    the_comment(careful, reply(identity) | PASS)

    assert not is_resting(careful)


def test_a_mail_that_answers_nothing_of_ours_is_no_sign_of_life(office, hand_to_review):
    number = hand_to_review("smi")
    rests(office)

    the_comment(office, reply(subject=number))

    assert is_resting(office)


def test_nobody_who_reads_the_database_learns_an_address_for_replies(
    careful, hand_to_review
):
    identity = careful.sent(hand_to_review("smi"))
    token = careful.address(identity).partition("@")[0].removeprefix("antwort+r")

    with reading(careful.desk.engine) as connection:
        (row,) = connection.execute(MESSAGE.select())

    assert token not in repr(row)
