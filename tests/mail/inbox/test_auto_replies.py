"""Auto-replies: an automatic answer that says so is offered as an absence."""

import pytest
from letterbox import Office, out_of_office, reply

from vorlauf.db.stored_messages import unpacked
from vorlauf.posts.comment_queries import COMMENT
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent


@pytest.fixture
def office(desk, tmp_path):
    return Office(desk, tmp_path / "mail")


def test_an_absence_is_offered_once_a_day_and_nothing_else_happens(
    office, hand_to_review
):
    identity = office.sent(hand_to_review("smi"))
    office.lay(out_of_office(identity))
    office.lay(out_of_office(identity, "Ich bin bis 29.9.2023 im Urlaub. Gruß"))
    office.lay(out_of_office(text="Ich bin bis 30.9.2023 im Urlaub."))

    office.collect()

    (offer,) = office.owed("absence_offered")
    first, *_ = office.mails()
    assert (offer.recipient, offer.n) == ("ada", first.id)
    assert (first.person, str(first.absent_until)) == ("ines", "2023-09-29")
    assert office.desk.rows(COMMENT) == []
    assert office.owed("reply_received") == []


def test_an_absence_that_is_known_is_not_offered(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    today = office.desk.now.date()
    away = Absent(person="ines", first_day=today, last_day=today, set_by="ada")
    office.desk.ask(absences.set_absence, away)
    office.lay(out_of_office(identity, "Ich bin im Urlaub."))

    office.collect()

    assert office.owed("absence_offered") == []
    said = unpacked(office.mails()[0].result)
    assert str(said) == "The absence of Ines Iser is known."


def test_an_automatic_answer_is_only_noted(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    office.lay(reply(identity, "Ticket 17", Auto_Submitted="auto-replied"))

    office.collect()

    assert [mail.kind for mail in office.mails()] == ["automatic"]
    assert office.desk.rows(COMMENT) == []


def test_an_absence_in_a_reply_is_offered_beside_the_comment(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    office.lay(reply(identity, "Passt. Ich bin bis 29.9.2023 im Urlaub."))

    office.collect()

    (said,) = office.desk.rows(COMMENT)
    assert said.text == "Passt. Ich bin bis 29.9.2023 im Urlaub."
    assert [one.recipient for one in office.owed("absence_offered")] == ["ada"]
    assert str(office.mails()[0].absent_until) == "2023-09-29"


def test_who_has_left_is_shown_to_the_coordinator_and_is_no_absence(
    office, hand_to_review
):
    identity = office.sent(hand_to_review("smi"))
    office.lay(out_of_office(identity, "Ich bin nicht mehr im Ministerium tätig."))

    office.collect()

    assert office.owed("absence_offered") == []
    (said,) = office.desk.rows(COMMENT)
    assert (said.internal, said.author_key) == (True, "ines")
    assert [one.recipient for one in office.owed("comment_received")] == ["ada"]


def test_a_reply_by_a_mailing_list_is_a_comment(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    office.lay(reply(identity, "Bitte nicht!", List_Id="Presse <presse.example.org>"))

    office.collect()

    assert [said.text for said in office.desk.rows(COMMENT)] == ["Bitte nicht!"]
