"""A mail about a version that was changed beside the log waits until that is right."""

from datetime import timedelta

from forged_versions import alter
from moody import free_port, mailer_to

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.mail.delivery import HELD, deliver_due


def sent(desk):
    """Send what is due; return what arrived, and the report of the run."""
    arrived = []

    def keep(recipient, content):
        arrived.append((recipient.partition("@")[0], content))

    with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:
        report = deliver_due(desk.engine, desk.directory, mailer, desk.now)
    return arrived, report


def test_nothing_of_an_altered_version_is_sent_and_the_run_says_why(desk, asked):
    asked("smi", "smf")
    alter(desk)

    arrived, report = sent(desk)

    assert [who for who, _ in arrived] == ["frank"]
    assert all("2023-001: version 1 is not the one" in one for one in report.faults)
    (held,) = desk.rows(NOTICE, post_id=1, state="retry")
    assert (held.due_at, held.attempts) == (desk.now + HELD, 0)
    assert held.error.startswith("2023-001: version 1 is not the one")


def test_it_goes_out_once_it_is_put_right(desk, asked):
    asked("smi")
    alter(desk)
    sent(desk)
    alter(desk, "Polizei", "Feuerwehr")
    desk.now += HELD

    arrived, report = sent(desk)

    assert ([who for who, _ in arrived], report.faults) == (["ines"], [])


def test_of_one_mail_about_several_posts_the_others_go_out(desk, asked):
    asked("smi", "smi")
    alter(desk)

    arrived, report = sent(desk)

    (mail,) = [content for who, content in arrived if who == "ines"]
    assert (b"2023-002" in mail, b"2023-001" in mail, len(report.faults)) == (
        True,
        False,
        1,
    )


def test_a_mail_that_was_written_before_is_not_sent_again_either(desk, asked):
    asked("smi")
    with mailer_to(free_port()) as mailer:
        deliver_due(desk.engine, desk.directory, mailer, desk.now)
    alter(desk)
    desk.now += timedelta(hours=4)

    arrived, report = sent(desk)

    assert (arrived, len(report.faults)) == ([], 1)
