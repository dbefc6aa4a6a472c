"""Report files: a report as PDF and as a spreadsheet with the rows behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from reports.typesetting import Document, typeset
from states.messages import Message, Several, msg
from vorlauf.directory.houses import Campaign
from vorlauf.evaluation.report_values import (
    Cell,
    Rate,
    Report,
    ReportSection,
    Unmeasured,
)
from vorlauf.evaluation.shown_report import Shower, ShownReport, ShownSection
from vorlauf.exports import workbook
from vorlauf.exports.file_table import ColumnKind, FileColumn, FileTable, FileValue
from vorlauf.material.files.storage import FileStore

# A cell of more letters may need a second line, so its column takes what is left.
_LONG: Final = 20
# More letters in a row are set in a smaller size, every column in its part of it.
_ROOM: Final = 100


def pdf(
    report: Report,
    campaign: Campaign,
    language: str,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the report as an accessible document; the same bytes for the same report.

    `pictures` are previews of its examples by SHA-256; one that is missing is left out.
    """
    shower = Shower(campaign, language)
    shown = shower.report(report)
    charts = {f"{one.key}.svg": one.chart for one in shown.sections if one.chart}
    known = pictures or {}
    return typeset(
        Document(
            template="evaluation",
            title=shown.title,
            language=language,
            as_of=report.as_of.astimezone(campaign.zone).date(),
            values=_values(shown, shower, known),
            pictures={**known, **{key: svg.encode() for key, svg in charts.items()}},
        )
    )


def pictures_of(report: Report, store: FileStore) -> dict[str, bytes]:
    """Return the previews of the examples, by SHA-256; what is not kept is left out."""
    wanted = {one.preview for one in report.examples if one.preview}
    return {
        digest: store.path(digest).read_bytes()
        for digest in sorted(wanted)
        if store.has(digest)
    }


def _values(
    shown: ShownReport, shower: Shower, pictures: Mapping[str, bytes]
) -> dict[str, object]:
    say = shower.say
    return {
        "campaign": shown.campaign,
        "span": shown.span,
        "as_of": say(msg("As of {moment}", moment=shown.as_of)),
        "footer": f"{shown.campaign}: {shown.title}",
        "highlights_head": [say(msg("Main figures")), say(msg("Value"))],
        "highlights": [list(one) for one in shown.highlights],
        "comment": shown.comment,
        "words": {
            "comment": say(msg("Comment")),
            "examples": say(msg("Best and weakest posts")),
        },
        "sections": [_section(one) for one in shown.sections],
        "examples": [
            {
                **asdict(one),
                "alt_text": one.alt_text or one.title,
                "preview": one.preview if one.preview in pictures else "",
            }
            for one in shown.examples
        ],
    }


def _section(section: ShownSection) -> dict[str, object]:
    letters = [_letters(section, at) for at in range(len(section.head))]
    is_dense = sum(letters) > _ROOM
    wide = [0 if length <= _LONG else length for length in letters]
    return {
        **asdict(section),
        "chart": f"{section.key}.svg" if section.chart else "",
        "is_dense": is_dense,
        # As wide as its words are, or a part of the rest.
        "widths": letters if is_dense else wide if any(wide) else [1, *wide[1:]],
    }


def _letters(section: ShownSection, at: int) -> int:
    """Return how much room a column wants; heads may go over several lines."""
    words = section.head[at].split()
    cells = (min(len(row[at]), 2 * _LONG) for row in section.rows)
    return 2 + max(*map(len, words), *cells, 1)


def xlsx(report: Report, campaign: Campaign, language: str) -> bytes:
    """Return a workbook: a sheet for each section, then the rows behind the figures."""
    shower = Shower(campaign, language)
    tables = [
        FileTable(
            name=one.key,
            title=shower.say(one.heading),
            columns=tuple(_columns(one, shower)),
            rows=[
                tuple(_file_value(cell, shower) for cell in row.cells)
                for row in one.rows
            ],
            as_of=report.as_of,
            zone=campaign.zone,
            language=language,
            say=shower.say,
            about=(shower.say(one.source), *map(shower.say, one.notes)),
        )
        for one in (*report.sections, *report.details)
    ]
    return workbook.write_all(shower.title(report), tables)


def _columns(section: ReportSection, shower: Shower) -> Iterator[FileColumn]:
    for at, one in enumerate(section.columns):
        cells = [row.cells[at] for row in section.rows]
        kind = next(filter(None, map(_kind, cells)), ColumnKind.TEXT)
        width = max((len(shower.cell(cell)) for cell in cells), default=0)
        yield FileColumn(
            key=one.key,
            label=shower.say(one.label),
            kind=kind,
            width=min(max(width, 10) + 2, 48),
        )


def _kind(cell: Cell) -> ColumnKind | None:
    match cell:
        case Rate():
            return ColumnKind.PERCENT
        case Decimal():
            return ColumnKind.DECIMAL
        case int():
            return ColumnKind.NUMBER
        case datetime():
            return ColumnKind.MOMENT
        case date():
            return ColumnKind.DAY
        case _:
            return None


def _file_value(cell: Cell, shower: Shower) -> FileValue:
    match cell:
        case Rate():
            return cell.percent / 100 if cell.whole else None
        case Message() | Several() | Unmeasured():
            return shower.cell(cell)
        case _:
            return cell
