"""The commands `vorlauf report month`, `… year` and `… campaign`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vorlauf.cli import exported_files
from vorlauf.cli.context import wired
from vorlauf.cli.exported_files import Force, Language
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, tell
from vorlauf.errors import BadInputError
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.evaluation.report_values import Report
    from vorlauf.evaluation.shown_report import ShownReport
    from vorlauf.wiring import Wiring

_ENDINGS: Final = (".pdf", ".xlsx")

File = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help="Where to: a PDF or an XLSX, by its ending."),
]


def month(
    which: Annotated[
        str, typer.Argument(metavar="MONTH", help="The month, as in 2023-05.")
    ],
    file: File = None,
    language: Language = None,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Evaluate a month: how the houses worked, what appeared, what is planned."""
    return _report(which, file, language, force=force, as_json=as_json)


def year(
    which: Annotated[str, typer.Argument(metavar="YEAR", help="The year, as in 2023.")],
    file: File = None,
    language: Language = None,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Evaluate a year in the same form as a month."""
    return _report(which, file, language, force=force, as_json=as_json)


def campaign(
    file: File = None,
    language: Language = None,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Evaluate the whole campaign, from its first post to its last one."""
    return _report("campaign", file, language, force=force, as_json=as_json)


def _report(
    key: str, file: str | None, wanted: str | None, *, force: bool, as_json: bool
) -> int:
    from vorlauf.db.engine import reading
    from vorlauf.evaluation.reports import period_of, report_of
    from vorlauf.evaluation.shown_report import Shower

    chosen = exported_files.language_of(wanted)
    if file is not None:
        _check(file, force=force)
    with wired() as wiring:
        known = wiring.directory.campaign
        with reading(wiring.engine) as connection:
            call = wiring.call(connection)
            found = report_of(call, period_of(call, key))
        if file is not None:
            return _write(found, wiring, chosen, file)
    if as_json:
        print_json(found)
    else:
        _print(Shower(known, chosen).report(found))
    return 0


def _check(file: str, *, force: bool) -> None:
    if Path(file).suffix.lower() not in _ENDINGS:
        raise BadInputError(
            _("The report is a PDF or an XLSX; name the file as in report.pdf.")
        )
    exported_files.check_target(file, force=force)


def _write(found: "Report", wiring: "Wiring", chosen: str, file: str) -> int:
    from vorlauf.evaluation import report_files
    from vorlauf.material.files.storage import FileStore, files_in

    campaign = wiring.directory.campaign
    if Path(file).suffix.lower() == ".pdf":
        store = FileStore(files_in(wiring.settings.home))
        pictures = report_files.pictures_of(found, store)
        content = report_files.pdf(found, campaign, chosen, pictures)
    else:
        content = report_files.xlsx(found, campaign, chosen)
    exported_files.keep(Path(file), content)
    tell("%(file)s is written.", file=file)
    return 0


def _print(shown: "ShownReport") -> None:
    say(f"{shown.campaign}: {shown.title}, {shown.span}")
    for label, value in shown.highlights:
        say(f"  {label}: {value}")
    if shown.comment:
        say(shown.comment)
    for section in shown.sections:
        if section.rows:
            console().print(table(section.heading, section.head, section.rows))
        else:
            say(f"{section.heading}: {section.empty}")
        for note in section.notes:
            say(note)
