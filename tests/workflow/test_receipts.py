"""Receipts: who decided, whom somebody stood in for, and the houses, hear of it."""

from vorlauf.db.post_snapshots import NOTICE


def told(desk, purpose):
    return [row.recipient for row in desk.rows(NOTICE, purpose=purpose)]


def test_whoever_decided_gets_a_receipt(desk, asked, post_round):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")

    mails = dict(post_round())

    assert number in mails["ines"]["Subject"]
    text = " ".join(mails["ines"].get_body("plain").get_content().split())
    assert "Ihre Entscheidung" in text


def test_somebody_a_deputy_stood_in_for_hears_of_it_as_well(desk, asked):
    (number,) = asked("smi")

    desk.do(number, "endorse", "ivo")

    assert told(desk, "decision_received") == ["ivo", "ines"]


def test_a_no_has_its_receipt_too(desk, asked):
    (number,) = asked("smi")

    desk.do(number, "request_changes", "ines", comment="Bitte ohne Namen.")

    assert told(desk, "decision_received") == ["ines"]


def test_a_coordinator_who_was_not_asked_gets_none(desk, asked):
    (number,) = asked("smi")

    desk.do(number, "request_changes", "ada", comment="Falsches Bild.")

    assert told(desk, "decision_received") == []


def test_the_houses_hear_that_their_post_is_out_and_where(desk, asked, slot):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.now = slot
    channels = desk.directory.campaign.channels

    desk.do(number, "publish", proofs={c: f"https://{c}.example/1" for c in channels})

    assert told(desk, "published") == ["ines"]
