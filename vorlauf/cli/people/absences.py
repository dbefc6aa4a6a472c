"""Absences at the command line: setting, listing and ending them."""

from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import name_of, print_json
from vorlauf.cli.common.parsing import day
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Absence, IncomingKind
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.mail.inbox import listing
from vorlauf.posts.presence import on_day
from vorlauf.scheduling.absences import Absent, absences, end_absence, set_absence
from vorlauf.terminal import console, say, table
from vorlauf.wiring import Wiring


def note(person: str, first: str, last: str, actor: str, comment: str) -> int:
    """Note an absence; say who is asked instead."""
    wanted = Absent(
        person=person,
        first_day=day(first),
        last_day=day(last),
        set_by=actor,
        comment=comment,
    )
    with wired(actor) as wiring:
        _enter(wiring, wanted)
    return 0


def accept(key: int, actor: str, first: str | None, last: str | None) -> int:
    """Enter the absence that a mail offers, with other days if they are given.

    Raises `NotFoundError` for no such mail, `BadInputError` for days it does not say.
    """
    with wired(actor) as wiring:
        with reading(wiring.engine) as connection:
            found = listing.letter(connection, key)
        if found is None or found[0].kind is not IncomingKind.OUT_OF_OFFICE:
            raise NotFoundError(
                f"Mail {key} is no out-of-office notice; see `vorlauf inbox list`."
            )
        mail = found[0]
        today = wiring.directory.agency.office.day_of(wiring.now())
        until = day(last) if last else mail.absent_until
        if until is None:
            raise BadInputError(
                f"Mail {key} does not say until when; write it with --until DAY."
            )
        begins = day(first) if first else mail.absent_from or today
        absent = Absent(
            person=mail.person,
            first_day=begins,
            last_day=until,
            set_by=actor,
            comment=f"Mail {key}: {mail.subject}",
        )
        _enter(wiring, absent)
    return 0


def listed(*, as_json: bool) -> int:
    """List the absences that are not over."""
    with wired() as wiring:
        today = wiring.directory.agency.office.day_of(wiring.now())
        with reading(wiring.engine) as connection:
            found = absences(connection, today)
        if as_json:
            print_json([one.model_dump() for one in found])
        elif not found:
            say("Nobody is away.")
        else:
            _print(wiring, found)
    return 0


def end(key: int, actor: str) -> int:
    """End an absence; say whose."""
    with wired(actor) as wiring:
        with writing(wiring.engine) as connection:
            ended = end_absence(wiring.call(connection), key, actor)
        name = name_of(ended.person, wiring.directory)
        say(f"{name} is asked again; absence {key} is over.")
    return 0


def _enter(wiring: Wiring, wanted: Absent) -> None:
    with writing(wiring.engine) as connection:
        made = set_absence(wiring.call(connection), wanted)
    who = name_of(made.person, wiring.directory)
    instead = _instead(wiring, made)
    say(
        f"{who} is away from {made.first_day} to {made.last_day} (absence {made.id}); "
        + (f"{instead} is asked instead." if instead else "nobody stands in for them.")
    )


def _instead(wiring: Wiring, absence: Absence) -> str:
    """Return who is asked on the first day, by name; empty if nobody is there."""
    with reading(wiring.engine) as connection:
        gone = on_day(connection, absence.first_day)
    if absence.person not in wiring.directory.people:
        return ""
    missing = {*gone.away, *gone.disabled}
    deputies = wiring.directory.deputies_of(absence.person)
    return next((one.name for one in deputies if one.key not in missing), "")


def _print(wiring: Wiring, found: list[Absence]) -> None:
    columns = ("ID", "Who", "From", "Until", "Instead", "Set by", "Comment")
    rows = (
        (
            str(one.id),
            name_of(one.person, wiring.directory),
            one.first_day.isoformat(),
            one.last_day.isoformat(),
            _instead(wiring, one),
            name_of(one.set_by, wiring.directory),
            one.comment,
        )
        for one in found
    )
    console().print(table("Absences", columns, rows))
