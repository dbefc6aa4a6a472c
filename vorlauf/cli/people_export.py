"""The command `vorlauf people export`: everything that is kept about a person."""

from pathlib import Path
from typing import Annotated

import typer

from vorlauf.cli import exported_files
from vorlauf.cli.context import door, wired
from vorlauf.cli.exported_files import Force
from vorlauf.cli.language import language, ngettext
from vorlauf.cli.options import Actor


def export(
    person: Annotated[
        str,
        typer.Argument(metavar="PERSON", help="A key, a name or an e-mail."),
    ],
    actor: Actor,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="The ZIP file to be written."),
    ],
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="TEXT",
            help="A former name or another address of theirs; may be given again.",
        ),
    ] = None,
    force: Force = False,
) -> int:
    """Write all that is kept about a person into a ZIP: page, JSON, mails."""
    from vorlauf.db.engine import reading
    from vorlauf.records.erasure import disclosure
    from vorlauf.terminal import say

    exported_files.check_target(str(out), force=force)
    with wired(actor) as wiring, reading(wiring.engine) as connection:
        call = wiring.call(connection, door())
        found = disclosure.disclosure(call, person, actor, tuple(also or ()))
    exported_files.keep(out, disclosure.archive(found, language()))
    say(
        ngettext(
            "%(count)s entry about %(name)s is in %(file)s; hand it to nobody else.",
            "%(count)s entries about %(name)s are in %(file)s; hand it to nobody else.",
            found.count,
            name=found.name,
            file=str(out),
        )
    )
    return 0
