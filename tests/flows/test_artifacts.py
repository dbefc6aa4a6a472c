"""Artifacts: what each run leaves behind for people to read."""

from flows import artifacts
from states.purpose import MailKind
from vorlauf.jobs.housekeeping import HousekeepingReport
from vorlauf.jobs.timed_moves import AdvanceReport, TimedChange
from vorlauf.mail.delivery_report import DeliveryReport, NoticeOutcome


def handed(**wishes):
    facts = {
        "number": "2026-014",
        "house": "smi",
        "purpose": MailKind.REMINDER,
        "recipient_name": "Ines Iser",
        "subject": "Bitte bis Freitag",
    }
    return NoticeOutcome(**{**facts, **wishes})


def test_a_sent_mail_is_shown_by_house_and_not_by_person():
    (row,) = artifacts.deliveries(DeliveryReport(sent=[handed()]))

    assert row == {
        "house": "smi",
        "post": "2026-014",
        "purpose": "reminder",
        "outcome": "sent",
        "text": "Bitte bis Freitag",
    }


def test_a_failure_comes_first_and_says_whose_mailbox_to_look_at():
    report = DeliveryReport(sent=[handed()], failed=[handed(error="mailbox full")])

    first, _ = artifacts.deliveries(report)

    assert (first["outcome"], first["text"]) == ("failed", "Ines Iser: mailbox full")


def test_an_advance_shows_faults_before_moves_before_replanned_houses():
    moved = TimedChange(number="2026-014", house="smi", what="publish")
    report = AdvanceReport(moves=[moved], replanned=("smf",), faults=["a fault"])

    assert artifacts.advances(report) == [
        {"post": "", "house": "", "what": "a fault"},
        {"post": "2026-014", "house": "smi", "what": "publish"},
        {"post": "", "house": "smf", "what": "re-planned"},
    ]


def test_housekeeping_is_a_line_for_each_thing():
    report = HousekeepingReport(lines=("7 lines", "0 overdue"), audit_ok=True)

    assert artifacts.housework(report) == [{"what": "7 lines"}, {"what": "0 overdue"}]
