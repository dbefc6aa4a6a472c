"""The commands about the whole campaign: overdue, remind."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment, ngettext
from vorlauf.cli.options import Json
from vorlauf.cli.output import name_of, print_json, tell
from vorlauf.cli.restored import say_if_held
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.directory.model import Directory
    from vorlauf.mail.delivery_report import DeliveryReport, NoticeOutcome
    from vorlauf.posts.listing import OverdueStep, PlannedNotice
    from vorlauf.posts.presence import PresenceAhead

# How far an overdue step has been escalated.
TOLD = ("", "deputy", "coordinator")


def overdue(as_json: Json = False) -> int:
    """List what is late, the longest overdue first: what, and because of whom."""
    from vorlauf.db.engine import reading
    from vorlauf.posts import listing

    with wired() as wiring, reading(wiring.engine) as connection:
        late = listing.overdue(connection, wiring.now())
    directory = wiring.directory
    if as_json:
        print_json(
            [
                {**vars(step), "asked_name": name_of(step.asked, directory)}
                for step in late
            ]
        )
    elif not late:
        tell("Nothing is late.")
    else:
        _print_overdue(late, directory)
    return 0


def _print_overdue(late: list["OverdueStep"], directory: "Directory") -> None:
    columns = headings("Due", "Post", "What", "House", "Asked", "Told", "Slot", "Title")
    zone = directory.campaign.zone
    cells = (
        (
            moment(step.due_at, zone),
            step.number,
            label("step", step.kind),
            step.house,
            name_of(step.asked, directory),
            label("told", TOLD[step.escalation]),
            moment(step.slot_at, zone),
            step.title,
        )
        for step in late
    )
    title = ngettext("%(count)s step is late", "%(count)s steps are late", len(late))
    console().print(table(title, columns, cells))


def remind(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing; say who would get what.")
    ] = False,
    days: Annotated[
        int, typer.Option(min=0, max=366, help="So many days ahead, when --dry-run.")
    ] = 7,
    as_json: Json = False,
) -> int:
    """Send what is due now; --dry-run shows it with its dates (1: some failed)."""
    if dry_run:
        return _show_planned(days, as_json=as_json)

    from vorlauf.errors import MailNotSentError
    from vorlauf.jobs.mail import deliver

    with wired() as wiring:
        if not as_json:
            say_if_held(wiring, "mails")
        report = deliver(wiring)
    if report.all_failed:
        raise MailNotSentError(
            _(
                "No mail went out, %(failed)s failed; what can be tried again will be. "
                "The first: %(reason)s",
                failed=len(report.failed),
                reason=report.failed[0].error,
            )
        )
    if as_json:
        print_json({"sent": report.sent, "failed": report.failed})
    else:
        _print_report(report)
    return 1 if report.failed or report.faults else 0


def _show_planned(days: int, *, as_json: bool) -> int:
    from datetime import timedelta

    from vorlauf.db.engine import reading
    from vorlauf.posts import listing, presence

    with wired() as wiring, reading(wiring.engine) as connection:
        until = wiring.now() + timedelta(days=days)
        notices = listing.planned(connection, until=until)
        directory = wiring.directory
        today = directory.agency.office.day_of(wiring.now())
        around = presence.ahead(connection, today)
    readers = [_reader(notice, directory, around) for notice in notices]
    if as_json:
        print_json(
            [
                {
                    **vars(one),
                    "recipient_name": name_of(one.recipient, directory),
                    "reader_name": name_of(reader, directory),
                }
                for one, reader in zip(notices, readers, strict=True)
            ]
        )
    elif not notices:
        say(
            ngettext(
                "Nothing is due within %(count)s days.",
                "Nothing is due within %(count)s days.",
                days,
            )
        )
    else:
        _print_planned(notices, readers, directory)
    return 0


def _reader(
    notice: "PlannedNotice", directory: "Directory", around: "PresenceAhead"
) -> str:
    """Return the key of who will get it, as far as is known now."""
    day = directory.agency.office.day_of(notice.due_at)
    found = around.reader_of(directory, notice.recipient, notice.purpose, day)
    return found.key if found else notice.recipient


def _print_planned(
    notices: list["PlannedNotice"], readers: list[str], directory: "Directory"
) -> None:
    columns = headings("Due", "Who", "House", "Post", "What", "Title")
    cells = (
        (
            moment(notice.due_at, directory.campaign.zone),
            _whom(notice.recipient, reader, directory),
            notice.house,
            notice.number,
            label("mail", notice.purpose)
            + (_(" (again)") if notice.state == "retry" else ""),
            notice.title,
        )
        for notice, reader in zip(notices, readers, strict=True)
    )
    title = ngettext(
        "%(count)s notice; none goes out while its house is closed",
        "%(count)s notices; none goes out while its house is closed",
        len(notices),
    )
    console().print(table(title, columns, cells))


def _whom(recipient: str, reader: str, directory: "Directory") -> str:
    owed = name_of(recipient, directory)
    if reader == recipient:
        return owed
    return _(
        "%(reader)s, standing in for %(name)s",
        reader=name_of(reader, directory),
        name=owed,
    )


def _print_report(report: "DeliveryReport") -> None:
    rows = [(*_row(mail), _("sent"), mail.subject) for mail in report.sent]
    rows += [(*_row(mail), _("FAILED"), mail.error) for mail in report.failed]
    for fault in report.faults:
        tell("FAULT: %(fault)s", fault=fault)
    if not rows:
        tell("Nothing is due now.")
        return
    columns = headings("Post", "House", "Who", "What", "Outcome", "Subject or reason")
    console().print(table("", columns, rows))


def _row(mail: "NoticeOutcome") -> tuple[str, str, str, str]:
    return mail.number, mail.house, mail.recipient_name, label("mail", mail.purpose)
