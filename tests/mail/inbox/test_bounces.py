"""Bounces: what came back did not arrive, and the coordinator hears of it."""

from datetime import timedelta

import pytest
from letterbox import SUBADDRESSES, Office, bounce, reply
from sqlalchemy import update

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE, POST
from vorlauf.db.stored_messages import unpacked
from vorlauf.links.subaddresses import LIFETIMES, SubaddressUse
from vorlauf.posts import address_status
from vorlauf.posts.comment_queries import COMMENT


@pytest.fixture
def office(desk, tmp_path):
    return Office(desk, tmp_path / "mail")


@pytest.fixture
def careful(desk, tmp_path):
    """An office whose mails have an address of their own for their return."""
    return Office(desk, tmp_path / "mail", subaddresses=SUBADDRESSES)


def troubles(office):
    with reading(office.desk.engine) as connection:
        return address_status.troubles(connection)


def test_a_bounce_ends_the_notice_and_the_coordinator_hears_of_it(
    office, hand_to_review
):
    office.lay(bounce(office.sent(hand_to_review("smi"))))

    office.collect()

    (notice,) = office.desk.rows(NOTICE, purpose="review_request")
    assert notice.state == "dead"
    said = str(unpacked(notice.error))
    assert said == "The mail came back: 550 5.1.1 unknown, see …"
    assert [(one.recipient, one.n) for one in office.owed("bounce_report")] == [
        ("ada", notice.id)
    ]


def test_after_two_bounces_nothing_more_goes_to_an_address(office, hand_to_review):
    for number in (hand_to_review("smi"), hand_to_review("smi")):
        office.lay(bounce(office.sent(number)))

    office.collect()

    with reading(office.desk.engine) as connection:
        (trouble,) = address_status.troubles(connection)
    assert (trouble.address, trouble.failures) == ("ines@smi.example.org", 2)
    assert (trouble.suspect_since, trouble.suppressed_by) == (
        office.desk.now,
        "Vorlauf",
    )


def test_the_same_mail_that_comes_back_twice_counts_once(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    office.lay(bounce(identity))
    office.lay(bounce(identity, code="5.4.1"))

    office.collect()

    with reading(office.desk.engine) as connection:
        assert [one.failures for one in address_status.troubles(connection)] == [1]
    assert len(office.owed("bounce_report")) == 1


def test_a_report_that_comes_back_is_reported_to_nobody(office, hand_to_review):
    office.lay(bounce(office.sent(hand_to_review("smi"))))
    office.collect()
    (about,) = office.owed("bounce_report")
    (post,) = office.desk.rows(POST, id=about.post_id)
    identity = office.sent(post.number, to="ada", purpose="bounce_report")
    office.lay(bounce(identity, of="ada@agentur.example.org"))

    office.collect()

    assert [one.state for one in office.owed("bounce_report")] == ["dead"]


def test_a_delay_changes_nothing(office, hand_to_review):
    office.lay(bounce(office.sent(hand_to_review("smi")), "4.4.1", "delayed"))

    office.collect()

    assert office.desk.rows(NOTICE, purpose="review_request")[0].state == "sent"
    assert office.mails()[0].kind == "delay"


def test_a_bounce_that_is_faster_than_our_own_settling_is_looked_at_again(
    office, hand_to_review
):
    identity = office.sent(hand_to_review("smi"))
    of_it = NOTICE.c.message_id == identity
    set_state(office, of_it, "sending")
    office.lay(bounce(identity))

    faults = office.collect().faults
    set_state(office, of_it, "sent")
    again = office.collect()

    assert faults == ["Mail 1: The mail that came back is being sent at this moment."]
    assert (again.faults, len(again.handled)) == ([], 1)
    assert office.desk.rows(NOTICE, purpose="review_request")[0].state == "dead"


def set_state(office, condition, state):
    with writing(office.desk.engine) as connection:
        connection.execute(update(NOTICE).where(condition).values(state=state))


def test_soft_bounces_are_told_and_never_suppress_an_address(office, hand_to_review):
    for code in ("4.4.7", "5.2.2", "5.7.1"):
        office.lay(bounce(office.sent(hand_to_review("smi")), code))

    office.collect()

    with reading(office.desk.engine) as connection:
        assert address_status.troubles(connection) == []
    assert len(office.owed("bounce_report")) == 3


def test_what_failed_at_another_address_is_shown_and_ends_nothing(
    office, hand_to_review
):
    mail = bounce(office.sent(hand_to_review("smi")))
    office.lay(mail.replace(b"ines@smi.example.org", b"jemand@extern.example.org"))

    office.collect()

    assert office.desk.rows(NOTICE, purpose="review_request")[0].state == "sent"
    assert [one.recipient for one in office.owed("comment_received")] == ["ada"]
    (said,) = office.desk.rows(COMMENT)
    assert (said.internal, said.author_key) == (True, "")
    assert "jemand@extern.example.org: 550 5.1.1 unknown" in said.text
    with reading(office.desk.engine) as connection:
        assert address_status.troubles(connection) == []


def test_what_failed_behind_the_coordinator_s_own_mailbox_tells_her_nothing(
    office, hand_to_review
):
    office.lay(bounce(office.sent(hand_to_review("smi"))))
    office.collect()
    (about,) = office.owed("bounce_report")
    (post,) = office.desk.rows(POST, id=about.post_id)
    office.lay(bounce(office.sent(post.number, to="ada", purpose="bounce_report")))

    office.collect()

    assert office.desk.rows(COMMENT) == []


def test_a_bounce_without_a_mail_of_ours_is_shown_if_it_is_about_somebody_on_file(
    office, hand_to_review
):
    office.sent(hand_to_review("smi"))
    office.lay(bounce("<nobody@knows.example.org>"))
    office.lay(bounce("<x@y.example>").replace(b"ines@smi", b"fremd@smi"))

    office.collect()

    assert [mail.kind for mail in office.mails()] == ["bounce", "bounce"]
    assert len(office.desk.rows(COMMENT)) == 1
    assert office.desk.rows(NOTICE, purpose="review_request")[0].state == "sent"


def test_an_abuse_report_is_shown_to_the_coordinator(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    office.lay(abuse_report(identity))

    office.collect()

    (said,) = office.desk.rows(COMMENT)
    assert said.text == "Feedback\n\nThis is an abuse report."
    assert office.mails()[0].kind == "automatic"


def abuse_report(of):
    return (
        "From: fbl@provider.example.org\nSubject: Feedback\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nThis is an abuse report.\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {of}\n\n--b--\n"
    ).encode()


def test_an_address_that_answers_is_no_longer_suppressed(office, hand_to_review):
    numbers = [hand_to_review("smi") for _ in range(3)]
    for number in numbers[:2]:
        office.lay(bounce(office.sent(number)))
    office.collect()
    office.lay(reply(office.sent(numbers[2]), "Ich bin wieder da."))

    office.collect()

    with reading(office.desk.engine) as connection:
        assert address_status.troubles(connection) == []


def returned(office, identity, **more):
    """Return the bounce of a message, at the address on its envelope."""
    return bounce(identity, at=office.address(identity, SubaddressUse.RETURN), **more)


def test_what_comes_back_to_the_envelope_s_address_needs_no_message_id(
    careful, hand_to_review
):
    identity = careful.sent(hand_to_review("smi"))
    mail = returned(careful, identity)
    careful.lay(mail.replace(identity.encode(), b"<x@y.example>"))

    careful.collect()

    assert careful.desk.rows(NOTICE, purpose="review_request")[0].state == "dead"
    assert [one.failures for one in troubles(careful)] == [1]


def test_the_envelope_s_address_may_stand_in_the_report_alone(careful, hand_to_review):
    identity = careful.sent(hand_to_review("smi"))
    at = careful.address(identity, SubaddressUse.RETURN)
    mail = bounce("<x@y.example>").replace(
        b"Reporting-MTA", f"X-Postfix-Sender: rfc822; {at}\nReporting-MTA".encode()
    )
    careful.lay(mail)

    careful.collect()

    assert careful.desk.rows(NOTICE, purpose="review_request")[0].state == "dead"


def forgeries(office, identity):
    """Yield bounces that anybody can write, who has seen an answer to a mail."""
    other = office.address(identity, SubaddressUse.RETURN, to="ivo")
    yield bounce(identity)
    yield bounce(identity, at=office.address(identity))
    yield bounce(identity, at=other)
    yield bounce(identity, at=office.address("<x@y.example>", SubaddressUse.RETURN))
    yield returned(office, identity, of="ivo@smi.example.org")


def test_a_forged_bounce_is_shown_and_counts_against_nobody(careful, hand_to_review):
    numbers = [hand_to_review("smi") for _ in range(3)]
    laid = 0
    for number in numbers:
        for forged in forgeries(careful, careful.sent(number)):
            careful.lay(forged)
            laid += 1

    careful.collect()

    assert troubles(careful) == []
    states = {n.state for n in careful.desk.rows(NOTICE, purpose="review_request")}
    assert states == {"sent"}
    assert [said.internal for said in careful.desk.rows(COMMENT)] == [True] * laid


def test_an_envelope_s_address_has_an_end(careful, hand_to_review):
    identity = careful.sent(hand_to_review("smi"))
    careful.desk.now += LIFETIMES[SubaddressUse.RETURN] + timedelta(seconds=1)
    careful.lay(returned(careful, identity))

    careful.collect()

    assert troubles(careful) == []


def test_what_was_sent_before_the_mailbox_had_subaddresses_may_come_back_plain(
    office, hand_to_review, tmp_path
):
    identity = office.sent(hand_to_review("smi"))
    later = Office(office.desk, tmp_path / "later", subaddresses=SUBADDRESSES)
    later.lay(bounce(identity))

    later.collect()

    assert [one.failures for one in troubles(later)] == [1]


def test_a_bounce_that_names_nobody_is_told_and_counts_against_nobody(
    office, hand_to_review
):
    mail = bounce(office.sent(hand_to_review("smi")))
    office.lay(mail.replace(b"Final-Recipient: rfc822; ines@smi.example.org\n", b""))

    office.collect()

    assert office.desk.rows(NOTICE, purpose="review_request")[0].state == "dead"
    assert len(office.owed("bounce_report")) == 1
    assert troubles(office) == []


@pytest.mark.parametrize(("days", "is_suppressed"), [(5, True), (6, False)])
def test_a_soft_failure_counts_beside_a_hard_one_for_five_days(
    office, hand_to_review, days, is_suppressed
):
    office.lay(bounce(office.sent(hand_to_review("smi")), "5.2.2"))
    office.collect()
    office.desk.now += timedelta(days=days)
    office.lay(bounce(office.sent(hand_to_review("smi"))))

    office.collect()

    (trouble,) = troubles(office)
    assert trouble.failures == 1
    assert bool(trouble.suppressed_at) == is_suppressed


def test_a_soft_failure_after_a_hard_one_suppresses_nothing(office, hand_to_review):
    for code in ("5.1.1", "5.2.2", "4.4.7", "5.3.4"):
        office.lay(bounce(office.sent(hand_to_review("smi")), code))

    office.collect()

    (trouble,) = troubles(office)
    assert (trouble.failures, trouble.suppressed_at) == (1, None)
    assert trouble.soft_failures == 3
