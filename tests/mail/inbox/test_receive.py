"""Mail that comes in: kept, then moved aside, then acted on; on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from letterbox import OURS, Office, reply

from vorlauf.db.stored_messages import unpacked
from vorlauf.errors import SettingsError
from vorlauf.mail.inbox import receive
from vorlauf.mail.inbox.receive import collect_from
from vorlauf.posts.comment_queries import COMMENT


@pytest.fixture
def office(desk, tmp_path):
    return Office(desk, tmp_path / "mail")


def test_what_belongs_to_nothing_is_kept_and_shown(office):
    office.lay(reply(subject="Angebot 2023-999"))
    office.lay(b"")
    office.lay(b"\0\xff" * 50)

    report = office.collect()

    kinds = ["unrelated", "unreadable", "unreadable"]
    assert [mail.kind for mail in office.mails()] == kinds
    assert [one.kind for one in report.handled] == kinds
    assert office.left() == 0


@pytest.mark.slow
def test_two_runs_at_once_act_on_every_mail_once(office, hand_to_review):
    identity = office.sent(hand_to_review("smi"))
    for number in range(10):
        office.lay(reply(identity, f"Nummer {number}."))

    with ThreadPoolExecutor(2) as runs:
        reports = [run.result() for run in [runs.submit(office.collect) for _ in "12"]]

    assert sum(report.stored for report in reports) == 10
    assert [report.faults for report in reports] == [[], []]
    said = [comment.text for comment in office.desk.rows(COMMENT)]
    assert sorted(said) == [f"Nummer {number}." for number in range(10)]
    assert office.left() == 0


class Crashing:
    """A mailbox whose power fails between keeping a mail and moving it."""

    def __init__(self, mailbox):
        self._mailbox = mailbox

    def new(self, most):
        return self._mailbox.new(most)

    def done(self, uid):
        raise KeyboardInterrupt(uid)


def test_after_a_crash_between_keeping_and_moving_a_mail_is_there_once(
    office, hand_to_review
):
    office.lay(reply(office.sent(hand_to_review("smi"))))

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            office.collect(Crashing(office.mailbox))
    report = office.collect()

    assert (report.stored, len(report.handled)) == (0, 1)
    assert (office.left(), len(office.mails())) == (0, 1)
    assert len(office.desk.rows(COMMENT)) == 1


def test_a_mail_that_cannot_be_acted_on_is_tried_three_times_and_costs_no_other(
    office, hand_to_review, monkeypatch
):
    identity = office.sent(hand_to_review("smi"))
    office.lay(reply(identity, "Eins."))
    office.lay(reply(identity, "Zwei."))
    act = receive.act_on_reply

    def stumble(mail):
        if mail.received.words == "Eins.":
            raise ValueError("secret statement")
        return act(mail)

    monkeypatch.setattr(receive, "act_on_reply", stumble)
    reports = [office.collect() for _ in range(4)]

    assert [len(report.faults) for report in reports] == [1, 1, 1, 0]
    assert [len(report.handled) for report in reports] == [1, 0, 0, 0]
    first, second = office.mails()
    assert (first.tries, first.handled_at) == (3, None)
    said = str(unpacked(first.result))
    assert said == "It could not be written (ValueError); look at it by hand."
    assert second.handled_at is not None


@pytest.mark.slow
def test_many_old_mails_are_worked_off_in_runs(office, monkeypatch):
    monkeypatch.setattr(receive, "MOST", 40)
    for number in range(100):
        office.lay(reply(subject=f"Newsletter {number}"))

    left = [(office.collect(), office.left())[1] for _ in range(3)]

    assert left == [60, 20, 0]
    assert [mail.subject for mail in office.mails()][:2] == [
        "Newsletter 0",
        "Newsletter 1",
    ]


def test_a_run_ends_when_its_time_is_up(office):
    for number in range(20):
        office.lay(reply(subject=f"Newsletter {number}"))

    report = office.collect(limit=0)

    assert (report.stored, report.handled, office.left()) == (1, [], 19)


@pytest.mark.slow
def test_a_mail_of_50_mb_is_kept_as_far_as_its_beginning(office, hand_to_review):
    mail = bytes(reply(office.sent(hand_to_review("smi")), "Ja.\n" * 3))
    office.lay(mail.ljust(50 * 1024 * 1024, b"x"))

    office.collect()

    (kept,) = office.mails()
    assert (kept.is_cut, kept.size, len(kept.content)) == (True, 52_428_800, 262_144)
    assert len(office.desk.rows(COMMENT)) == 1


def test_a_mailbox_that_is_not_there_is_a_fault_and_the_rest_goes_on(
    office, hand_to_review
):
    office.lay(reply(office.sent(hand_to_review("smi"))))
    office.collect(limit=0)
    desk = office.desk

    url = f"maildir:///nirgends/mail?address={OURS}"
    report = collect_from(url, desk.engine, desk.directory, desk.now)

    assert len(report.faults) == len(report.handled) == 1
    assert "/nirgends/mail is no Maildir" in report.faults[0]
    assert not report.all_failed


def test_a_url_that_cannot_be_used_is_a_setting_to_put_right(office):
    desk = office.desk

    with pytest.raises(SettingsError, match="VORLAUF_INBOX_URL has no known beginning"):
        collect_from("pop3://x", desk.engine, desk.directory, desk.now)
