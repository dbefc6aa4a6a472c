"""The commands `vorlauf plan import` and `vorlauf plan mappings`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import import_lines
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import headings, moment
from vorlauf.cli.options import Actor, DryRun, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.cli.parsing import pairs
from vorlauf.terminal import console, table

if TYPE_CHECKING:
    from vorlauf.directory.model import Person
    from vorlauf.plan.imports.import_choices import ImportChoices
    from vorlauf.plan.imports.import_preview import ImportPreview
    from vorlauf.wiring import Wiring

_Pairs = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="NAME=FIELD",
        help="What a column holds, as in “Ressort=house”; may be given again.",
    ),
]
_HousePairs = Annotated[
    list[str] | None,
    typer.Option(
        "--house",
        metavar="WORD=KEY",
        help="Which house a word means; may be given again.",
    ),
]
_ChannelPairs = Annotated[
    list[str] | None,
    typer.Option(
        "--channel",
        metavar="WORD=CHANNEL",
        help="Which channel a word means; may be given again.",
    ),
]


def import_plan(
    actor: Actor,
    file: Annotated[
        Path | None,
        typer.Argument(help="A spreadsheet: XLSX, XLS, ODS, CSV or TSV."),
    ] = None,
    column: _Pairs = None,
    house: _HousePairs = None,
    channel: _ChannelPairs = None,
    sheet: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Read only this sheet; may be given again."),
    ] = None,
    order: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="What 03/04/2027 means: “day_first” or “month_first”.",
        ),
    ] = "",
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="The letters of a text file: cp1252 …")
    ] = "",
    without_refused: Annotated[
        bool,
        typer.Option("--without-refused", help="Leave out the rows that are refused."),
    ] = False,
    seen: Annotated[
        str,
        typer.Option(
            metavar="DIGEST", help="Only if the preview is still the one with this."
        ),
    ] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the last import back.")
    ] = False,
    number: Annotated[
        int | None,
        typer.Option("--import", metavar="NUMBER", help="With --undo: which import."),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Take a spreadsheet into the plan, or take that back."""
    from states.messages import msg
    from vorlauf.errors import BadInputError
    from vorlauf.plan.imports.import_choices import choices_of

    with wired(actor) as wiring:
        person = wiring.directory.person(actor)
        if undo:
            return _undo(wiring, person, number, (dry_run, as_json))
        if file is None:
            raise BadInputError(
                msg("Name the spreadsheet to be imported, or write --undo.")
            )
        choices = choices_of(
            wiring.directory,
            columns=pairs(column, "--column"),
            houses=pairs(house, "--house"),
            channel_words=pairs(channel, "--channel"),
            order=order,
            encoding=encoding,
            only=sheet or (),
            without_refused=without_refused,
        )
        return _import(
            _looked(wiring, file, choices, person),
            wiring,
            person,
            seen,
            (dry_run, as_json),
        )


def _looked(
    wiring: "Wiring", file: Path, choices: "ImportChoices", person: "Person"
) -> "ImportPreview":
    from states.messages import Quoted, msg
    from vorlauf.db.call import Call
    from vorlauf.db.engine import reading, trying
    from vorlauf.errors import BadInputError
    from vorlauf.plan.imports import importing, kept_mappings
    from vorlauf.plan.imports.import_sources import ReadingRules, source_of

    directory = wiring.directory
    with reading(wiring.engine) as connection:
        kept = kept_mappings.kept_mappings(wiring.call(connection))
    rules = ReadingRules(directory=directory, choices=choices, kept=kept)
    try:
        with file.open("rb") as spreadsheet:
            source = source_of(spreadsheet, file.name, rules)
    except OSError as error:
        raise BadInputError(
            msg(
                "{file} cannot be read ({why}).",
                file=Quoted(str(file)),
                why=error.strerror or type(error).__name__,
            )
        ) from error
    with trying(wiring.engine) as connection:
        call = Call(connection, directory, wiring.now(), door())
        shown = importing.preview(call, source, person)
        return importing.with_consequences(call, shown, person)


def _import(
    shown: "ImportPreview",
    wiring: "Wiring",
    person: "Person",
    seen: str,
    how: tuple[bool, bool],
) -> int:
    from vorlauf.db.call import Call
    from vorlauf.db.engine import writing
    from vorlauf.errors import ConflictError, RefusedError
    from vorlauf.plan.imports import importing
    from vorlauf.plan.imports.import_preview import ImportKind

    dry_run, as_json = how
    result = None
    refused = shown.counts[ImportKind.REFUSED]
    try:
        importing.check_seen_import(shown, seen)
        if not dry_run:
            with writing(wiring.engine) as connection:
                call = Call(connection, wiring.directory, wiring.now(), door())
                result = importing.take(call, shown, person)
    except (ConflictError, RefusedError):
        if not as_json:
            import_lines.say_preview(shown, wiring.directory)
        raise
    if as_json:
        print_json({**import_lines.plain(shown), "result": result})
    else:
        import_lines.say_preview(shown, wiring.directory)
        if result is None:
            tell("Nothing was changed.")
        else:
            import_lines.say_result(result)
    return 1 if dry_run and refused else 0


def _undo(
    wiring: "Wiring", person: "Person", number: int | None, how: tuple[bool, bool]
) -> int:
    from vorlauf.db.call import Call
    from vorlauf.db.engine import trying, writing
    from vorlauf.plan.imports.import_undo import undo_import

    dry_run, as_json = how
    with (trying if dry_run else writing)(wiring.engine) as connection:
        call = Call(connection, wiring.directory, wiring.now(), door())
        found = undo_import(call, number, person)
    if as_json:
        print_json(found)
        return 0
    import_lines.say_undone(found, wiring.directory)
    if dry_run:
        tell("Nothing was changed.")
    return 0


def mappings(
    forget: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Forget this one.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who forgets it.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Show what was said about the columns of plans, or forget it."""
    from states.messages import msg
    from vorlauf.db.call import Call
    from vorlauf.db.engine import reading, writing
    from vorlauf.errors import BadInputError
    from vorlauf.plan.imports import kept_mappings

    if forget is not None and not actor:
        raise BadInputError(msg("Somebody forgets a mapping; name them with --as."))
    with wired(actor or "") as wiring:
        if forget is not None:
            person = wiring.directory.person(actor or "")
            with writing(wiring.engine) as connection:
                call = Call(connection, wiring.directory, wiring.now(), door())
                gone = kept_mappings.forget(call, forget, person)
            if as_json:
                print_json(gone)
            else:
                tell("Forgotten: %(header)s", header=gone.header)
            return 0
        with reading(wiring.engine) as connection:
            found = kept_mappings.kept_mappings(wiring.call(connection))
        if as_json:
            print_json(list(found))
            return 0
        zone = wiring.directory.campaign.zone
        rows = [
            (
                row.id,
                row.header,
                ", ".join(f"{n} = {v}" for n, v in kept_mappings.pairs_of(row)),
                moment(row.kept_at, zone),
                row.kept_by,
            )
            for row in found
        ]
        if not rows:
            tell("Nothing was said about the columns of a plan.")
            return 0
        columns = headings("Number", "Columns", "Said", "Kept", "By")
        console().print(table("", columns, rows))
    return 0
