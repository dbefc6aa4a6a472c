"""Whoever was asked about a post that is withdrawn hears that no answer is needed."""

from datetime import timedelta

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
