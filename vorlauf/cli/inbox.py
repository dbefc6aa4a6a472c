"""The commands `vorlauf inbox …`: taking mail in, listing and showing it."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Json
from vorlauf.cli.output import name_of, print_json, said, tell, write_octets
from vorlauf.errors import MailNotSentError, NotFoundError
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.mail.inbox.receive import CollectReport


def read(as_json: Json = False) -> int:
    """Read the mailbox of VORLAUF_INBOX_URL now, and act on what is new."""
    from vorlauf.jobs.mail import collect

    with wired() as wiring:
        report = collect(wiring)
    if report.all_failed:
        raise MailNotSentError(report.faults[0])
    if as_json:
        print_json(report)
    else:
        _print_report(report)
    return 1 if report.faults else 0


def _print_report(report: "CollectReport") -> None:
    rows = [
        (label("incoming", one.kind.value), one.subject, said(one.result))
        for one in report.handled
    ]
    rows += [(_("FAULT"), "", fault) for fault in report.faults]
    if not rows:
        tell("Nothing new has come in.")
        return
    console().print(table("", (_("What"), _("Subject"), _("Result")), rows))


def list_mails(
    most: Annotated[
        int, typer.Option("--most", min=1, max=10_000, help="So many at most.")
    ] = 30,
    as_json: Json = False,
) -> int:
    """List what came in last, and what came of it."""
    from vorlauf.db.engine import reading
    from vorlauf.mail.inbox import listing

    with wired() as wiring:
        with reading(wiring.engine) as connection:
            found = listing.letters(connection, most)
        zone, directory = wiring.directory.campaign.zone, wiring.directory
    if as_json:
        print_json(found)
        return 0
    if not found:
        tell("Nothing has come in.")
        return 0
    columns = headings("ID", "Came in", "What", "From", "Post", "Subject", "Result")
    rows = (
        (
            str(one.id),
            moment(one.stored_at, zone),
            label("incoming", one.kind),
            name_of(one.person, directory) if one.person else one.sender,
            one.number,
            one.subject,
            said(one.result) or ("" if one.handled_at else _("waits")),
        )
        for one in found
    )
    console().print(table("", columns, rows))
    return 0


def show(
    key: Annotated[
        int, typer.Argument(metavar="ID", max=2**31 - 1, help="As the list numbers it.")
    ],
    eml: Annotated[
        bool, typer.Option("--eml", help="Write it as it came in, octet by octet.")
    ] = False,
) -> int:
    """Show the words of one mail that came in."""
    from notifications.inbox.parse import read as parse
    from vorlauf.db.engine import reading
    from vorlauf.mail.inbox import listing

    with wired() as wiring, reading(wiring.engine) as connection:
        found = listing.letter(connection, key)
    if found is None:
        raise NotFoundError(
            _("No mail %(id)s has come in; see `vorlauf inbox list`.", id=key)
        )
    letter, content = found
    if eml:
        write_octets(content)
        return 0
    came = moment(letter.stored_at, wiring.directory.campaign.zone)
    sender = _("from %(sender)s, %(when)s", sender=letter.sender, when=came)
    say(f"{letter.subject}\n  {sender}")
    say(f"  {label('incoming', letter.kind)}: {said(letter.result)}\n")
    for line in parse(content, letter.stored_at.date()).whole.splitlines():
        say(line)
    return 0
