"""The commands `vorlauf plan topics import` and `… export`: topics as files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import exported_files
from vorlauf.cli.context import door, wired
from vorlauf.cli.exported_files import Comma, Force, Format, Language, Target
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label
from vorlauf.cli.options import Actor, DryRun, Json, OneHouse
from vorlauf.cli.output import print_json, said, tell
from vorlauf.errors import BadInputError
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.plan.topics.topic_import import TopicImport


def import_topics(
    file: Annotated[
        Path, typer.Argument(help="A spreadsheet: XLSX, XLS, ODS, CSV or TSV.")
    ],
    actor: Actor,
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The letters of a text file, as cp1252."),
    ] = None,
    without_refused: Annotated[
        bool,
        typer.Option("--without-refused", help="Leave out the rows that are refused."),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Keep the topics of a spreadsheet, all of them or none (1: rows are refused).

    Columns: Thema, Ressort, Rubrik, Format, Kanal, Bild, Nicht vor, Bis, Jahreszeit,
    Wiederkehrender Tag, Hinweis; or as `plan topics export` writes them.
    """
    from vorlauf.db.engine import trying, writing
    from vorlauf.plan.topics import topic_import
    from vorlauf.plan.topics.topic_import import RowKind
    from vorlauf.sheets import reader
    from vorlauf.sheets.reader import ENCODINGS

    if encoding is not None and encoding not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        sentence = _("There is no encoding %(word)r; there are %(words)s.")
        raise BadInputError(sentence % {"word": encoding, "words": known})
    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with file.open("rb") as source:
            workbook = reader.read(source, encoding=encoding)
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = wiring.call(connection, door())
            found = topic_import.compare_to_take(call, workbook)
            refused = found.of(RowKind.REFUSED)
            is_taken = not refused or without_refused
            if is_taken:
                topic_import.take(call, found, by, without_refused=without_refused)
    if as_json:
        is_imported = is_taken and not dry_run
        print_json(
            {"rows": found.rows, "remarks": found.remarks, "imported": is_imported}
        )
    else:
        _print(found)
        if dry_run or not is_taken:
            tell("Nothing was changed.")
    return 1 if refused else 0


def export(
    target: Target,
    house: OneHouse = None,
    form: Format = None,
    comma: Comma = False,
    language: Language = None,
    force: Force = False,
) -> int:
    """Write all topics into a file, for a spreadsheet or as JSON for a program."""
    from vorlauf.db.engine import reading
    from vorlauf.db.topic_tables import TopicState
    from vorlauf.plan.topics import topic_queries
    from vorlauf.plan.topics.topic_export import topic_table
    from vorlauf.plan.topics.topic_list import TopicFilter, listed

    kind = exported_files.format_of(target, form)
    chosen = exported_files.language_of(language)
    with wired() as wiring, reading(wiring.engine) as connection:
        call = wiring.call(connection)
        key = wiring.directory.house(house).key if house else ""
        wanted = TopicFilter(house=key, states=frozenset(TopicState))
        topics = topic_queries.all_topics(connection, wiring.directory)
        found = listed(topics, wanted, call.today)
        return exported_files.export(
            target,
            kind,
            lambda: topic_table(call, found, chosen),
            comma=comma,
            force=force,
        )


def _print(found: "TopicImport") -> None:
    rows = [
        (
            one.sheet,
            one.row,
            label("topic row", one.kind),
            one.title,
            " ".join(map(said, one.reasons)),
        )
        for one in found.rows
    ]
    columns = headings("Sheet", "Row", "What", "Title", "Because")
    console().print(table(_("Topics in the file"), columns, rows))
    for remark in found.remarks:
        say(said(remark))
