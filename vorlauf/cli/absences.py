"""The commands `vorlauf absence …`: the deputy is asked instead."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day as written_day
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Actor, Comment, DryRun, Json
from vorlauf.cli.output import name_of, print_json, tell
from vorlauf.cli.parsing import day
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from vorlauf.db.tables import Absence
    from vorlauf.scheduling.absence_effects import AbsenceEffects
    from vorlauf.scheduling.absences import Absent
    from vorlauf.scheduling.unattended import StepInAbsence
    from vorlauf.wiring import Wiring


def set_absence(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="A key, a name or an e-mail.")
    ],
    first: Annotated[
        str, typer.Argument(metavar="FROM", help="The first day, as 2026-12-03.")
    ],
    last: Annotated[str, typer.Argument(metavar="UNTIL", help="The last day.")],
    actor: Actor,
    comment: Comment = "",
    dry_run: DryRun = False,
) -> int:
    """Note that somebody is away; a coordinator may do it for everybody."""
    from vorlauf.scheduling.absences import Absent

    wanted = Absent(
        person=person,
        first_day=day(first),
        last_day=day(last),
        set_by=actor,
        comment=comment,
    )
    with wired(actor) as wiring:
        _enter(wiring, wanted, dry_run=dry_run)
    return 0


def accept(
    key: Annotated[
        int,
        typer.Argument(
            metavar="ID", max=2**31 - 1, help="The out-of-office mail in the inbox."
        ),
    ],
    actor: Actor,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Another first day.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Another last day.")
    ] = None,
    dry_run: DryRun = False,
) -> int:
    """Enter what an out-of-office notice says as an absence."""
    from vorlauf.db.engine import reading
    from vorlauf.db.tables import IncomingKind
    from vorlauf.mail.inbox import listing
    from vorlauf.scheduling.absences import Absent

    with wired(actor) as wiring:
        with reading(wiring.engine) as connection:
            found = listing.letter(connection, key)
        if found is None or found[0].kind is not IncomingKind.OUT_OF_OFFICE:
            raise NotFoundError(
                _(
                    "Mail %(id)s is no out-of-office notice; see `vorlauf inbox list`.",
                    id=key,
                )
            )
        mail = found[0]
        today = wiring.directory.agency.office.day_of(wiring.now())
        until = day(last) if last else mail.absent_until
        if until is None:
            raise BadInputError(
                _(
                    "Mail %(id)s does not say until when; write it with --until DAY.",
                    id=key,
                )
            )
        begins = day(first) if first else mail.absent_from or today
        absent = Absent(
            person=mail.person,
            first_day=begins,
            last_day=until,
            set_by=actor,
            # It stands in the file, which is in one language.
            comment=f"Mail {key}: {mail.subject}",
        )
        _enter(wiring, absent, dry_run=dry_run)
    return 0


def _enter(wiring: "Wiring", wanted: "Absent", *, dry_run: bool) -> None:
    """Enter an absence, or only try; say what falls into it and who is asked."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.scheduling.absence_effects import effects_of
    from vorlauf.scheduling.absences import set_absence

    with (trying if dry_run else writing)(wiring.engine) as connection:
        call = wiring.call(connection, door())
        made = set_absence(call, wanted)
        effects = effects_of(call, made)
    values = {
        "name": name_of(made.person, wiring.directory),
        "first": written_day(made.first_day),
        "last": written_day(made.last_day),
    }
    if dry_run:
        tell("%(name)s would be away from %(first)s to %(last)s.", **values)
    else:
        tell(
            "%(name)s is away from %(first)s to %(last)s (absence %(id)s).",
            **values,
            id=made.id,
        )
    _print_days(effects, wiring)
    if effects.covered:
        title = _("Somebody else is asked for these duties.")
        _print_steps(title, effects.covered, wiring)
    if effects.unattended:
        title = _("Nobody is there for these duties; move the slot, or name a deputy.")
        _print_steps(title, effects.unattended, wiring)
    if dry_run:
        tell("Nothing was noted; repeat the command without --dry-run.")


def _print_days(effects: "AbsenceEffects", wiring: "Wiring") -> None:
    for span in effects.days:
        days = {"first": written_day(span.first), "last": _last(span.last)}
        if span.instead:
            name = name_of(span.instead, wiring.directory)
            tell("%(first)s to %(last)s: %(name)s is asked instead.", **days, name=name)
        else:
            tell("%(first)s to %(last)s: nobody stands in for them.", **days)


def _print_steps(
    title: str, steps: "Sequence[StepInAbsence]", wiring: "Wiring"
) -> None:
    columns = headings("Post", "What", "House", "Due", "Slot", "Asked", "From", "Until")
    zone = wiring.directory.campaign.zone
    rows = (
        (
            one.number,
            label("step", one.kind),
            one.house,
            moment(one.due_at, zone),
            moment(one.slot_at, zone),
            name_of(one.instead, wiring.directory) if one.instead else _("nobody"),
            written_day(one.first_day),
            _last(one.last_day),
        )
        for one in steps
    )
    console().print(table(title, columns, rows))


def _last(day: "date | None") -> str:
    return written_day(day) if day else ""


def list_absences(as_json: Json = False) -> int:
    """List who is away now or later, and who is asked instead."""
    from vorlauf.db.engine import reading
    from vorlauf.scheduling.absences import absences

    with wired() as wiring:
        today = wiring.directory.agency.office.day_of(wiring.now())
        with reading(wiring.engine) as connection:
            found = absences(connection, today)
        if as_json:
            print_json([one.model_dump() for one in found])
        elif not found:
            tell("Nobody is away.")
        else:
            _print(wiring, found)
    return 0


def _print(wiring: "Wiring", found: "list[Absence]") -> None:
    columns = headings("ID", "Who", "From", "Until", "Instead", "Set by", "Comment")
    rows = (
        (
            str(one.id),
            name_of(one.person, wiring.directory),
            written_day(one.first_day),
            written_day(one.last_day),
            _instead(wiring, one),
            name_of(one.set_by, wiring.directory),
            one.comment,
        )
        for one in found
    )
    console().print(table(_("Absences"), columns, rows))


def _instead(wiring: "Wiring", absence: "Absence") -> str:
    """Return who is asked on the first day, by name; empty if nobody is there."""
    from vorlauf.db.engine import reading
    from vorlauf.posts.presence import on_day

    person = wiring.directory.people.get(absence.person)
    if person is None:
        return ""
    with reading(wiring.engine) as connection:
        then = on_day(connection, absence.first_day)
    asked = then.asked(wiring.directory, person)
    return asked.name if asked and asked != person else ""


def end(
    key: Annotated[
        int, typer.Argument(metavar="ID", max=2**31 - 1, help="As the list numbers it.")
    ],
    actor: Actor,
) -> int:
    """End an absence at once, or call one off."""
    from vorlauf.db.engine import writing
    from vorlauf.scheduling.absences import end_absence

    with wired(actor) as wiring:
        with writing(wiring.engine) as connection:
            ended = end_absence(wiring.call(connection, door()), key, actor)
        name = name_of(ended.person, wiring.directory)
        tell("%(name)s is asked again; absence %(id)s is over.", name=name, id=key)
    return 0
