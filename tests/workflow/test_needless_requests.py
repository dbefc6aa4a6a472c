"""Whoever was asked about a post that is withdrawn hears that no answer is needed."""

from datetime import timedelta

from states.post import PostState
from vorlauf.db.engine import writing
from vorlauf.workflow.undo import undo

QUARTER = timedelta(minutes=15)


def withdraw(desk, number, **more):
    return desk.do(number, "withdraw", comment="Das Thema entfällt.", **more)


def test_those_who_were_asked_hear_it_once(desk, hand_to_review, post_round):
    number = hand_to_review("smf", "smi")
    desk.do(number, "endorse", "frank")
    post_round()
    withdraw(desk, number)

    mails = post_round(desk.now + QUARTER)

    told = [(to, mail) for to, mail in mails if "nicht mehr nötig" in mail["Subject"]]
    assert [to for to, _ in told] == ["ines"]
    words = told[0][1].get_body(("plain",)).get_content()
    assert f"Ada Lorenz hat den Beitrag {number}" in " ".join(words.split())
    assert "Das Thema entfällt." in words
    assert post_round(desk.now + 4 * QUARTER) == []


def test_nobody_hears_of_a_request_that_had_not_gone_out(
    desk, hand_to_review, post_round
):
    number = hand_to_review("smi")

    withdraw(desk, number)

    assert [to for to, _ in post_round(desk.now + QUARTER) if to == "ines"] == []


def test_a_withdrawal_that_is_undone_is_told_to_nobody(
    desk, hand_to_review, post_round
):
    number = hand_to_review("smi")
    post_round()
    withdraw(desk, number, hold=timedelta(seconds=30))
    desk.now += timedelta(seconds=20)

    with writing(desk.engine) as connection:
        undo(desk.call(connection), number, "ada")

    assert post_round(desk.now + QUARTER) == []


def words_to(mails, reader):
    """Return the subject and the words, blanks made one, of the mail to somebody."""
    ((mail,),) = ([mail for to, mail in mails if to == reader],)
    text = mail.get_body(("plain",)).get_content()
    return mail["Subject"], " ".join(text.split())


def test_a_post_that_was_reopened_meanwhile_was_not_restored(
    desk, hand_to_review, post_round
):
    number = hand_to_review("smi")
    post_round()
    withdraw(desk, number)
    desk.now += timedelta(minutes=5)
    desk.do(number, "reopen", comment="Doch nicht.")

    _, words = words_to(post_round(desk.now + QUARTER), "ines")

    assert "zurückgezogen; inzwischen ist er wieder im Entwurf" in words
    assert "wiederhergestellt" not in words
    assert "nicht erscheinen" not in words


def test_a_post_that_is_withdrawn_past_all_rules_is_told_of_too(
    desk, hand_to_review, post_round
):
    number = hand_to_review("smi")
    post_round()

    desk.do(number, "override", target=PostState.WITHDRAWN, comment="Eilt.")

    subject, words = words_to(post_round(desk.now + QUARTER), "ines")
    assert "nicht mehr nötig" in subject
    assert "er wird nicht erscheinen" in words
