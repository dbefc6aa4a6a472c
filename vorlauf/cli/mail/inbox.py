"""Reading mail at the command line: taking it in, listing and showing it."""

import sys

from notifications.inbox.parse import read as parse
from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import name_of, print_json
from vorlauf.db.engine import reading
from vorlauf.errors import DeliveryError, NotFoundError
from vorlauf.jobs.mail import collect
from vorlauf.mail.inbox import listing
from vorlauf.mail.inbox.receive import CollectReport
from vorlauf.terminal import console, local, say, table


def read(*, as_json: bool) -> int:
    """Read the mailbox now; raises `DeliveryError` if nothing but faults came of it."""
    with wired() as wiring:
        report = collect(wiring)
    if report.all_failed:
        raise DeliveryError(report.faults[0])
    if as_json:
        print_json(report)
    else:
        _print_report(report)
    return 1 if report.faults else 0


def listed(most: int, *, as_json: bool) -> int:
    """List what came in last."""
    with wired() as wiring:
        with reading(wiring.engine) as connection:
            found = listing.letters(connection, most)
        zone, directory = wiring.directory.campaign.zone, wiring.directory
    if as_json:
        print_json(found)
    elif not found:
        say("Nothing has come in.")
    else:
        columns = ("ID", "Came in", "What", "From", "Post", "Subject", "Result")
        rows = (
            (
                str(one.id),
                local(one.stored_at, zone),
                one.kind,
                name_of(one.person, directory) if one.person else one.sender,
                one.number,
                one.subject,
                one.result or ("" if one.handled_at else "waits"),
            )
            for one in found
        )
        console().print(table("", columns, rows))
    return 0


def show(key: int, *, as_it_came: bool) -> int:
    """Print the words of a mail, or it as it came in. Raises `NotFoundError`."""
    with wired() as wiring, reading(wiring.engine) as connection:
        found = listing.letter(connection, key)
    if found is None:
        raise NotFoundError(f"No mail {key} has come in; see `vorlauf inbox list`.")
    letter, content = found
    if as_it_came:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    zone = wiring.directory.campaign.zone
    say(f"{letter.subject}\n  from {letter.sender}, {local(letter.stored_at, zone)}")
    say(f"  {letter.kind}: {letter.result}\n")
    for line in parse(content, letter.stored_at.date()).whole.splitlines():
        say(line)
    return 0


def _print_report(report: CollectReport) -> None:
    rows = [(one.kind.value, one.subject, one.result) for one in report.handled]
    rows += [("FAULT", "", fault) for fault in report.faults]
    if not rows:
        say("Nothing new has come in.")
        return
    console().print(table("", ("What", "Subject", "Result"), rows))
