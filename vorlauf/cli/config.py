"""The commands `vorlauf config …`: what stakeholders.toml says, and changing it."""

from typing import TYPE_CHECKING, Annotated

import typer

from states.messages import msg
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Actor, Comment, Json
from vorlauf.cli.output import print_json, said, say_newly, tell
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vorlauf.configuration.consequences import ChangeConsequences, ChangedStep
    from vorlauf.configuration.stakeholders_file import FileText, StakeholdersFile
    from vorlauf.directory.differences import FieldChange
    from vorlauf.wiring import Wiring

# So many dates and readers are listed.
_MOST = 50

Really = Annotated[
    bool, typer.Option("--yes", help="Do it; without it, only say what comes of it.")
]
Digest = Annotated[
    str,
    typer.Option(
        "--seen", metavar="DIGEST", help="Only if the file is still the one shown."
    ),
]


def show(
    under: Annotated[
        str, typer.Argument(metavar="PATH", help="Only what is below, as houses.smi.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Show what stakeholders.toml says, each value by its path."""
    from vorlauf.configuration import typed_changes

    with wired() as wiring:
        file = _file(wiring)
        found = file.read()
        every = typed_changes.values(found, under)
        why = file.why_fixed()
    if as_json:
        values = {one.field: one.after for one in every}
        fixed = str(why) if why else None
        print_json({"digest": found.digest, "read_only": fixed, "values": values})
        return 0
    for one in every:
        say(f"{one.field} = {one.after}")
    tell("Digest: %(digest)s", digest=found.digest)
    if why is not None:
        say(said(why))
    return 0


def change(
    assignments: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH=VALUE…",
            help="As houses.smi.lead_times.review=7; without a value it is taken out.",
        ),
    ],
    actor: Actor,
    comment: Comment = "",
    seen: Digest = "",
    really: Really = False,
) -> int:
    """Change values of stakeholders.toml; first it only says what comes of it."""
    from vorlauf.configuration import changes, typed_changes
    from vorlauf.configuration.changes import FileEdit
    from vorlauf.db.engine import writing
    from vorlauf.scheduling.changed_rules import apply_rules

    with wired(actor) as wiring:
        file = _file(wiring)
        found = _as_seen(file, seen)
        wanted = typed_changes.changes_of(found, _typed(assignments))
        if really:
            edit = FileEdit(
                actor=actor, seen=found.digest, changes=wanted, comment=comment
            )
            with writing(wiring.engine) as connection:
                call = wiring.call(connection, door())
                apply_rules(call)
                done = changes.save(call, file, edit)
        else:
            done = _try(wiring, file, changes.draft(found, wanted).after, actor)
    _end(done, really=really)
    return 0


def undo(actor: Actor, seen: Digest = "", really: Really = False) -> int:
    """Take back the last change of stakeholders.toml made here or on a page."""
    from vorlauf.configuration import changes, file_queries
    from vorlauf.db.engine import reading, writing

    with wired(actor) as wiring:
        file = _file(wiring)
        found = _as_seen(file, seen)
        if really:
            with writing(wiring.engine) as connection:
                call = wiring.call(connection, door())
                done = changes.undo(call, file, actor, found.digest)
        else:
            with reading(wiring.engine) as connection:
                known = file_queries.noted(connection, file.place)
            if known is None or not changes.may_undo(known, found):
                raise RefusedError(
                    msg("There is no change from here that can be taken back.")
                )
            done = _try(wiring, file, file.kept(known.previous), actor)
    _end(done, really=really)
    return 0


def _file(wiring: "Wiring") -> "StakeholdersFile":
    from vorlauf.configuration.stakeholders_file import StakeholdersFile

    return StakeholdersFile.at(wiring.settings)


def _as_seen(file: "StakeholdersFile", seen: str) -> "FileText":
    found = file.read()
    if seen and found.digest != seen:
        raise ConflictError(msg("Somebody has changed stakeholders.toml meanwhile."))
    return found


def _typed(assignments: "Sequence[str]") -> "Mapping[str, str]":
    typed = {}
    for one in assignments:
        path, between, value = one.partition("=")
        if not between or not path.strip():
            raise BadInputError(
                _("Write a path and a value, as houses.smi.lead_times.review=7.")
            )
        typed[path.strip()] = value
    return typed


def _try(
    wiring: "Wiring", file: "StakeholdersFile", after: "FileText", actor: str
) -> "Sequence[FieldChange]":
    """Print what would follow; return what would differ. Raises with every fault."""
    from vorlauf.configuration import changes
    from vorlauf.configuration.consequences import consequences
    from vorlauf.db.engine import trying
    from vorlauf.directory import loader
    from vorlauf.directory.differences import difference
    from vorlauf.plan.comparison import found_with

    changes.check_may(wiring.directory, actor)
    before = file.read()
    if after == before:
        raise RefusedError(msg("Nothing would be different."))
    directory = loader.parse(after.text)
    with trying(wiring.engine) as connection:
        call = wiring.call(connection, door())
        found, newly = consequences(call, directory), found_with(call, directory)
    _print_consequences(found, wiring)
    say_newly(newly)
    if (why := file.why_fixed()) is not None:
        say(said(why))
    return difference(before.text, after.text)


def _print_consequences(found: "ChangeConsequences", wiring: "Wiring") -> None:
    zone = wiring.directory.campaign.zone
    if not found.are_any:
        tell("No date moves, nobody else is asked, and no post loses its house.")
    for one in found.steps[:_MOST]:
        say("  " + _step(one, wiring))
    for gap in found.unattended[:_MOST]:
        tell(
            "  %(number)s: nobody is there for %(what)s of %(house)s, due %(when)s",
            number=gap.number,
            what=label("step", gap.kind),
            house=gap.house,
            when=moment(gap.due_at, zone),
        )
    for post in found.stranded:
        tell(
            "  %(number)s: its house %(houses)s is not there any more",
            number=post.number,
            houses=", ".join(post.houses),
        )
    for coming in found.closed:
        tell(
            "  %(number)s: its slot %(when)s falls on a closed day",
            number=coming.number,
            when=moment(coming.slot_at, zone),
        )
    for name in found.leaving:
        tell("  %(name)s coordinates no longer", name=name)


def _step(one: "ChangedStep", wiring: "Wiring") -> str:
    zone = wiring.directory.campaign.zone
    values = {
        "number": one.number,
        "what": label("step", one.kind),
        "house": one.house,
        "before": moment(one.due_before, zone),
        "after": moment(one.due_after, zone),
        "asked": one.asks_after or _("nobody"),
    }
    return _(
        "%(number)s: %(what)s of %(house)s, due %(before)s until now, %(after)s then; "
        "asks %(asked)s",
        **values,
    )


def _end(done: "Sequence[FieldChange]", *, really: bool) -> None:
    columns = headings("Field", "Before", "After")
    rows = ((one.field, one.before, one.after) for one in done)
    title = _("stakeholders.toml: what is different")
    console().print(table(title, columns, rows))
    if really:
        tell("Written; `vorlauf config undo` takes it back.")
    else:
        tell("Nothing was changed yet; repeat the command with --yes.")
