"""Remind: what will go out when, and sending what is due now."""

from datetime import timedelta

from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import name_of, print_json
from vorlauf.db.engine import reading
from vorlauf.directory.model import Directory
from vorlauf.errors import DeliveryError
from vorlauf.jobs.mail import deliver
from vorlauf.mail.delivery_report import DeliveryReport, NoticeOutcome
from vorlauf.posts import listing
from vorlauf.posts.listing import PlannedNotice
from vorlauf.terminal import console, local, say, table


def planned(days: int, *, as_json: bool) -> int:
    """Say who would get what, and when, up to so many days ahead; send nothing."""
    with wired() as wiring, reading(wiring.engine) as connection:
        until = wiring.now() + timedelta(days=days)
        notices = listing.planned(connection, until=until)
    if as_json:
        print_json([_plain(notice, wiring.directory) for notice in notices])
    elif not notices:
        say(f"Nothing is due within {days} days.")
    else:
        _print_planned(notices, wiring.directory)
    return 0


def send(*, as_json: bool) -> int:
    """Send what is due now; raises `DeliveryError` if nothing of it went out."""
    with wired() as wiring:
        report = deliver(wiring)
    if report.all_failed:
        raise DeliveryError(
            f"No mail went out, {len(report.failed)} failed; what can be tried again "
            f"will be. The first: {report.failed[0].error}"
        )
    if as_json:
        print_json({"sent": report.sent, "failed": report.failed})
    else:
        _print_report(report)
    return 1 if report.failed or report.faults else 0


def _print_planned(notices: list[PlannedNotice], directory: Directory) -> None:
    columns = ("Due", "Who", "House", "Post", "What", "Title")
    cells = (
        (
            local(notice.due_at, directory.campaign.zone),
            name_of(notice.recipient, directory),
            notice.house,
            notice.number,
            f"{notice.purpose}{' (again)' if notice.state == 'retry' else ''}",
            notice.title,
        )
        for notice in notices
    )
    number = "1 notice" if len(notices) == 1 else f"{len(notices)} notices"
    title = f"{number}; none goes out while its house is closed"
    console().print(table(title, columns, cells))


def _print_report(report: DeliveryReport) -> None:
    rows = [(*_row(mail), "sent", mail.subject) for mail in report.sent]
    rows += [(*_row(mail), "FAILED", mail.error) for mail in report.failed]
    for fault in report.faults:
        say(f"FAULT: {fault}")
    if not rows:
        say("Nothing is due now.")
        return
    columns = ("Post", "House", "Who", "What", "Outcome", "Subject or reason")
    console().print(table("", columns, rows))


def _row(mail: NoticeOutcome) -> tuple[str, str, str, str]:
    return mail.number, mail.house, mail.recipient_name, mail.purpose


def _plain(notice: PlannedNotice, directory: Directory) -> dict[str, object]:
    return {**vars(notice), "recipient_name": name_of(notice.recipient, directory)}
