"""The commands `vorlauf export` and `vorlauf import`: everything out and in again."""

from pathlib import Path
from typing import Annotated

import typer

from vorlauf.cli.backup import facts, say_content, say_made
from vorlauf.cli.exported_files import Force
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, tell


def export_all(
    everything: Annotated[
        Path, typer.Option("--all", metavar="FILE", help="Where everything goes to.")
    ],
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Write everything as lines of JSON and files, for any database, while all runs."""
    from vorlauf.records.backup import dumps, transfers
    from vorlauf.settings import Settings
    from vorlauf.wiring import now_by

    settings = Settings.from_environment()
    with dumps.closing_engine(settings.database_url) as engine:
        made = transfers.export_all(
            engine, settings, everything.absolute(), now_by(settings), is_replaced=force
        )
    if as_json:
        print_json({"file": str(made.path), "size": made.size, **facts(made.manifest)})
    else:
        say_made(made)
    return 0


def import_all(
    everything: Annotated[
        Path, typer.Option("--all", metavar="FILE", help="What `export --all` wrote.")
    ],
    as_json: Json = False,
) -> int:
    """Take everything into the empty instance that the settings name; all or nothing.

    Nothing that is due goes out by itself before you say so: `vorlauf restored`.
    """
    from vorlauf.home_lock import held
    from vorlauf.records.backup import archive, dumps, transfers
    from vorlauf.settings import Settings
    from vorlauf.wiring import now_by

    settings = Settings.from_environment()
    with (
        held(settings.home),
        archive.opened(everything) as reader,
        dumps.closing_engine(settings.database_url) as engine,
    ):
        made = transfers.import_all(reader, engine, settings, now_by(settings))
    if as_json:
        print_json({**facts(made.manifest), "kept": made.keeps_stakeholders})
        return 0
    say_content(made.manifest, settings)
    if made.keeps_stakeholders:
        tell("%(file)s was there already and stays.", file=settings.stakeholders)
    tell("The audit log is the same and ends with %(head)s", head=made.manifest.head)
    tell(
        "Nothing that is due goes out by itself before `vorlauf restored release` or "
        "`drop`: see `vorlauf restored show`."
    )
    return 0
