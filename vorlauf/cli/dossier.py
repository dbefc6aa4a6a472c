"""The command `vorlauf dossier`: the file of posts, as PDF, JSON or archive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import exported_files, parsing
from vorlauf.cli.context import wired
from vorlauf.cli.exported_files import Force, Language
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import ngettext
from vorlauf.cli.options import OneHouse
from vorlauf.errors import BadInputError
from vorlauf.terminal import say

if TYPE_CHECKING:
    from vorlauf.records.dossiers.outputs import DossierFormat
    from vorlauf.records.dossiers.values import DossierScope


def dossier(
    posts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="POST", help="Numbers of posts; none with --from, --to."
        ),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="Posts with a slot from then on."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Posts until this day.")
    ] = None,
    house: OneHouse = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Where to; its ending says the format."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="pdf, json or zip; else by the ending."
        ),
    ] = None,
    language: Language = None,
    force: Force = False,
) -> int:
    """Write all that the file says of posts: who decided what, when, on which text.

    As PDF, as JSON, or as an archive (zip) with both, the pictures, the audit log's
    lines and a script that verifies all of it without Vorlauf.
    """
    from vorlauf.db.engine import reading
    from vorlauf.jobs.anchors import anchor_of
    from vorlauf.material.files.storage import FileStore, files_in
    from vorlauf.records.dossiers import outputs
    from vorlauf.records.dossiers.outputs import DossierSources, DossierWish

    scope = _scope(posts or [], first, last, house)
    kind = _format(out, form)
    wish = DossierWish(
        scope=scope, language=exported_files.language_of(language), form=kind
    )
    target = out or outputs.name_of(scope, kind)
    exported_files.check_target(target, force=force)
    with wired() as wiring, reading(wiring.engine) as connection:
        sources = DossierSources(
            FileStore(files_in(wiring.settings.home)), anchor_of(wiring.settings)
        )
        with exported_files.whole_file(Path(target)) as file:
            made = outputs.write(wiring.call(connection), wish, sources, file)
    said = ngettext(
        "%(file)s is written: %(count)s post, as of line %(line)s of the audit log.",
        "%(file)s is written: %(count)s posts, as of line %(line)s of the audit log.",
        len(made.posts),
        file=target,
        line=made.end.line,
    )
    say(said)
    return 0


def _scope(
    posts: list[str], first: str | None, last: str | None, house: str | None
) -> "DossierScope":
    from vorlauf.records.dossiers.values import DossierScope

    if posts and (first or last or house):
        raise BadInputError(_("Name posts, or a period and a house; not both."))
    if not (posts or first or last or house):
        raise BadInputError(_("Name posts, or a period by --from and --to."))
    return DossierScope(
        numbers=tuple(dict.fromkeys(posts)),
        first_day=parsing.day(first) if first else None,
        last_day=parsing.day(last) if last else None,
        house=house or "",
    )


def _format(out: str | None, form: str | None) -> "DossierFormat":
    from vorlauf.records.dossiers.outputs import DossierFormat, format_named

    ending = Path(out).suffix.removeprefix(".") if out else ""
    if form or ending:
        return format_named(form or ending)
    return DossierFormat.PDF
