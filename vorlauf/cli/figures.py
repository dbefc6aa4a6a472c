"""The commands `vorlauf figures …`: exports of networks in, listed, taken back."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import figure_lines
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, DryRun, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.cli.parsing import instant, pairs

if TYPE_CHECKING:
    from vorlauf.evaluation.figure_imports import FigurePreview
    from vorlauf.evaluation.figure_sources import FigureChoices, FigureSource
    from vorlauf.wiring import Wiring

_Import = Annotated[
    int,
    typer.Argument(
        metavar="IMPORT", min=1, max=2**31 - 1, help="The number of an import."
    ),
]


def import_figures(
    files: Annotated[
        list[Path],
        typer.Argument(help="Exports of LinkedIn or Meta, or any CSV or workbook."),
    ],
    actor: Actor,
    channel: Annotated[
        str,
        typer.Option(metavar="CHANNEL", help="Which channel, if a file does not say."),
    ] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", metavar="WHEN", help="When it was exported, if it does not say."
        ),
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="NAME=MEANING",
            help="What a column means, as in “Likes=reactions”; may be given again.",
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Take figures from exports, each file as a snapshot; all of them or none.

    With --dry-run it only says what each row would change (1: rows have no post).
    """
    from vorlauf.db.engine import trying, writing
    from vorlauf.evaluation import figure_imports
    from vorlauf.evaluation.figure_imports import RowKind

    with wired(actor) as wiring:
        person = wiring.directory.person(actor)
        choices = _choices(wiring, channel, as_of, column)
        sources = _sources(wiring, files, choices)
        found = []
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = wiring.call(connection, door())
            for source in sources:
                shown = figure_imports.preview(call, source, person)
                found.append((shown, figure_imports.take(call, shown, person)))
    _say(found, wiring, dry_run=dry_run, as_json=as_json)
    unmatched = any(shown.counts[RowKind.UNMATCHED] for shown, _key in found)
    return 1 if dry_run and unmatched else 0


def _say(
    found: "Sequence[tuple[FigurePreview, int | None]]",
    wiring: "Wiring",
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    if as_json:
        print_json([figure_lines.plain(*one) for one in found])
        return
    for shown, key in found:
        figure_lines.say_preview(shown, wiring.directory)
        if not dry_run:
            figure_lines.say_taken(shown, key)
    if dry_run:
        tell("Nothing was changed.")


def _choices(
    wiring: "Wiring", channel: str, as_of: str, column: list[str] | None
) -> "FigureChoices":
    from vorlauf.evaluation.column_meanings import FigureMapping
    from vorlauf.evaluation.figure_sources import FigureChoices

    zone = wiring.directory.campaign.zone
    return FigureChoices(
        channel=channel,
        as_of=instant(as_of, zone) if as_of else None,
        mapping=FigureMapping.of_words(pairs(column, "--column")),
    )


def _sources(
    wiring: "Wiring", files: list[Path], choices: "FigureChoices"
) -> "list[FigureSource]":
    """Read the files before anything is locked. Raises `BadInputError`."""
    from vorlauf.db.column_mappings import mappings
    from vorlauf.db.engine import reading
    from vorlauf.db.tables import MappingUse
    from vorlauf.evaluation.figure_sources import source_of

    with reading(wiring.engine) as connection:
        kept = mappings(connection, MappingUse.FIGURES)
    return [source_of(_read(file), file.name, choices, kept) for file in files]


def _read(file: Path) -> bytes:
    from states.messages import Quoted, msg
    from vorlauf.errors import BadInputError

    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInputError(
            msg(
                "{file} cannot be read ({why}).",
                file=Quoted(str(file)),
                why=error.strerror or type(error).__name__,
            )
        ) from error


def fetch(actor: Actor, dry_run: DryRun = False, as_json: Json = False) -> int:
    """Take the counters of the channels that Mastodon publishes (1: there are none)."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.evaluation import figure_imports

    with wired(actor) as wiring:
        person = wiring.directory.person(actor)
        sources = list(_fetched(wiring))
        found = []
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = wiring.call(connection, door())
            for source in sources:
                shown = figure_imports.preview(call, source, person)
                found.append((shown, figure_imports.take(call, shown, person)))
    _say(found, wiring, dry_run=dry_run, as_json=as_json)
    if not sources and not as_json:
        tell("No channel is published by Mastodon; nothing can be fetched.")
    return 0 if sources else 1


def _fetched(wiring: "Wiring") -> "Iterator[FigureSource]":
    """Yield what servers count now, asked before anything is locked."""
    from vorlauf.db.engine import reading
    from vorlauf.evaluation.figure_sources import fetched_source
    from vorlauf.evaluation.mastodon_figures import fetched_figures
    from vorlauf.evaluation.match_queries import published
    from vorlauf.publishing.adapters.channel_secrets import read_secrets
    from vorlauf.publishing.adapters.configured import Adapters

    settings = wiring.settings
    adapters = Adapters(
        wiring.directory.targets,
        lambda: read_secrets(settings.channel_secrets),
    )
    for channel in wiring.directory.campaign.channels:
        counters = adapters.counters(channel)
        if counters is None:
            continue
        with reading(wiring.engine) as connection:
            posts = published(connection, channel)
        links = [one.permalink for one in posts if one.permalink]
        now = wiring.now()
        file = fetched_figures(counters, links, channel=channel, now=now)
        yield fetched_source(file, counters.host, now)


def list_figures(as_json: Json = False) -> int:
    """List the imports of figures, the newest first, with what they tell of."""
    from vorlauf.db.engine import reading
    from vorlauf.evaluation.snapshot_queries import snapshots

    with wired() as wiring:
        with reading(wiring.engine) as connection:
            found = snapshots(connection)
        if as_json:
            print_json(found)
        elif found:
            figure_lines.say_list(found, wiring.directory)
        else:
            tell("No figures were imported yet; `vorlauf figures import` does it.")
    return 0


def show(key: _Import, as_json: Json = False) -> int:
    """Show the rows of an import, and which posts those without one may tell of."""
    from vorlauf.db.engine import reading
    from vorlauf.evaluation.open_rows import rows_with_suggestions
    from vorlauf.evaluation.snapshots import snapshot

    with wired() as wiring:
        with reading(wiring.engine) as connection:
            call = wiring.call(connection)
            one = snapshot(call, key)
            rows = rows_with_suggestions(call, one)
        if as_json:
            print_json({"import": one, "rows": rows})
        else:
            figure_lines.say_list([one], wiring.directory)
            figure_lines.say_rows(rows)
    return 0


def assign(
    key: _Import,
    row: Annotated[
        int,
        typer.Argument(
            metavar="ROW", min=1, max=2**31 - 1, help="The number of the row."
        ),
    ],
    actor: Actor,
    post: Annotated[
        str,
        typer.Argument(metavar="POST", help="The post; none if it is none of ours."),
    ] = "",
) -> int:
    """Say by hand of which post a row tells; it is remembered for the next file."""
    from vorlauf.db.engine import writing
    from vorlauf.evaluation import snapshots

    with wired(actor) as wiring:
        person = wiring.directory.person(actor)
        with writing(wiring.engine) as connection:
            call = wiring.call(connection, door())
            before = snapshots.assign(call, key, row, post, person)
    values = {"place": before.place, "post": post, "was": before.number}
    if post:
        tell("%(place)s now tells of %(post)s.", **values)
    else:
        tell("%(place)s now tells of no post.", **values)
    return 0


def undo(key: _Import, actor: Actor, dry_run: DryRun = False) -> int:
    """Take an import back: from then on it tells of nothing."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.evaluation import snapshots

    with wired(actor) as wiring:
        person = wiring.directory.person(actor)
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = wiring.call(connection, door())
            found = snapshots.undo(call, key, person)
    tell(
        "Import %(key)s (%(file)s) is taken back; its %(count)s rows tell of nothing.",
        key=key,
        file=found.file_name or _("typed by hand"),
        count=found.rows,
    )
    if dry_run:
        tell("Nothing was changed.")
    return 0
