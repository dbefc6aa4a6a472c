"""Exported files: a list of the command line, written as XLSX, CSV or JSON."""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import language
from vorlauf.cli.output import tell, write_octets
from vorlauf.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from vorlauf.exports.file_format import FileFormat
    from vorlauf.exports.file_table import FileTable

STANDARD_OUTPUT: Final = "-"

Target = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="Where to; its ending says the format. - is the output."
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="FORMAT", help="xlsx, csv or json; else by the ending."
    ),
]
Comma = Annotated[
    bool, typer.Option("--comma", help="Commas in CSV instead of semicolons.")
]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="LANGUAGE", help="de or en; else yours."),
]
Force = Annotated[
    bool, typer.Option("--force", help="Write over a file that is there.")
]


def language_of(wanted: str | None) -> str:
    """Return the language of a file. Raises `BadInputError` for another one."""
    chosen = wanted or language()
    if chosen not in {"de", "en"}:
        raise BadInputError(
            _("%(word)r is no language of files; write de or en.", word=chosen[:40])
        )
    return chosen


def format_of(target: str, wanted: str | None) -> "FileFormat":
    """Return the format that was named, else that of the ending.

    Raises `BadInputError` if neither says one, or for XLSX on a terminal.
    """
    from vorlauf.exports.file_format import FileFormat, format_named

    ending = Path(target).suffix.removeprefix(".").lower()
    if not wanted and not ending:
        raise BadInputError(
            _("The ending of %(file)s says no format; add --format.", file=target)
        )
    found = format_named(wanted or ending)
    is_binary = found is FileFormat.XLSX
    if target == STANDARD_OUTPUT and is_binary and sys.stdout.isatty():
        raise BadInputError(
            _("A terminal shows no XLSX; name a file, as in plan.xlsx.")
        )
    return found


def check_target(target: str, *, force: bool) -> None:
    """Raise `BadInputError` where a file cannot be written."""
    if target == STANDARD_OUTPUT:
        return
    path = Path(target)
    if not path.absolute().parent.is_dir():
        raise BadInputError(
            _("There is no folder %(folder)s; make it first.", folder=path.parent)
        )
    if path.is_dir():
        raise BadInputError(_("%(file)s is a folder; name a file.", file=target))
    if path.exists() and not force:
        raise BadInputError(
            _(
                "%(file)s is there already; name another file, or write over it with "
                "--force.",
                file=target,
            )
        )


def export(
    target: str,
    kind: "FileFormat",
    table: "Callable[[], FileTable]",
    *,
    comma: bool,
    force: bool,
) -> int:
    """Write a list into a file, whole or not at all, and say so."""
    from vorlauf.exports import file_format
    from vorlauf.exports.separated import Separator

    check_target(target, force=force)
    separator = Separator.COMMA if comma else Separator.SEMICOLON
    written = file_format.write(table(), kind, separator)
    if target == STANDARD_OUTPUT:
        write_octets(written.content)
        return 0
    keep(Path(target), written.content)
    tell("%(file)s is written.", file=target)
    return 0


def keep(path: Path, content: bytes) -> None:
    """Write beside the file first, so that it is never there in half."""
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> "Iterator[BinaryIO]":
    """Open a file beside `path` that takes its place at the end, or is never there.

    Raises `BadInputError` with the reason, such as a full disk.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.absolute().parent)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                yield file
            Path(name).chmod(0o640)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInputError(
            _(
                "%(file)s cannot be written: %(why)s.",
                file=str(path),
                why=error.strerror or error,
            )
        ) from error
