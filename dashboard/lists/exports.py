"""Exports: the filtered posts as a workbook, or as a text file for a spreadsheet.

The file may be opened in another program on another machine: no cell is a formula or a
link, even if a title looks like one.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Final

from starlette.responses import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.components import filters
from dashboard.components.post_flags import figures
from dashboard.web.request import PageRequest
from states.post_fields import FIELDS, OF_POST
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.errors import BadInputError
from vorlauf.readmodels import register as asks
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.recorded import recorded_decisions
from vorlauf.readmodels.register import MOST_EXPORTED

Cell = str | int | datetime | None

# A spreadsheet takes what begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ExportSheet:
    """The rows of an export; `widths` of the columns are in letters."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Iterable[tuple[Cell, ...]]
    note: str


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """What stands beside the cards: outlooks, and recorded decisions by post."""

    outlooks: OutlooksNow
    recorded: Mapping[int, int]


def export(request: PageRequest) -> Response:
    """Return the posts that the filter asks for, by slot, as a file."""
    kind = request.query.get("as", "xlsx")
    if kind not in _WRITERS:
        raise BadInputError(
            request.words.gettext("There is an export as xlsx and as csv only.")
        )
    asked = filters.asked(request)
    with request.reading() as connection:
        wanted = filters.wanted(request, connection, asked)
        cards = asks.every(request.scope(connection), wanted)
        beside = _Beside(
            outlooks=request.outlooks(connection),
            recorded=recorded_decisions(request.scope(connection)),
        )
        sheet = _sheet(request, cards, beside)
        content, media_type = _WRITERS[kind](sheet)
    name = request.words.gettext("posts")
    file = f"{name}-{request.words.local_day(request.now)}.{kind}"
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def _sheet(
    request: PageRequest, cards: Iterable[PostCard], beside: "_Beside"
) -> ExportSheet:
    gettext = request.words.gettext
    columns = {
        gettext("Number"): 12,
        **{request.words.field_label(name): FIELDS[name].width for name in OF_POST},
        gettext("State"): 24,
        gettext("Slot"): 17,
        gettext("Houses"): 44,
        gettext("Channels"): 26,
        gettext("Next duty"): 20,
        gettext("Due"): 17,
        gettext("Asked"): 24,
        gettext("House asked"): 34,
        gettext("Working days left"): 14,
        gettext("Working days short"): 14,
        gettext("By override"): 14,
        gettext("Recorded decisions"): 14,
    }
    note = gettext("The file ends here: it holds %(most)s posts at most.")
    return ExportSheet(
        title=gettext("Posts"),
        heads=tuple(columns),
        widths=tuple(columns.values()),
        rows=(_row(request, card, beside) for card in cards),
        note=note % {"most": request.words.number(MOST_EXPORTED)},
    )


def _row(request: PageRequest, card: PostCard, beside: "_Beside") -> tuple[Cell, ...]:
    words, directory = request.words, request.directory
    known = directory.houses
    houses = [known[key].name if key in known else key for key in card.houses]
    asked = directory.people.get(card.asked_of_due)
    house = known.get(card.house_of_due)
    days, short_by = figures(request, card, beside.outlooks)
    return (
        card.number,
        *card.fields.values(),
        words.state_label(card.state),
        _local(request, card.slot_at),
        ", ".join(houses),
        ", ".join(words.channel_label(channel) for channel in card.channels),
        words.duty_label(card.kind_of_due) if card.kind_of_due else "",
        _local(request, card.due_at) if card.due_at else None,
        asked.name if asked else card.asked_of_due,
        house.name if house else card.house_of_due,
        days,
        short_by or None,
        words.gettext("yes") if card.overridden else "",
        beside.recorded.get(card.post_id),
    )


def _local(request: PageRequest, instant: datetime) -> datetime:
    """Return the local time of an instant; a spreadsheet knows no zones."""
    return instant.astimezone(request.directory.campaign.zone).replace(tzinfo=None)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _xlsx(sheet: ExportSheet) -> tuple[bytes, str]:
    """Write a workbook: a bold header that stays in sight, a filter on each column."""
    file = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as workbook:
        worksheet = workbook.add_worksheet(sheet.title)
        formats = {
            "head": workbook.add_format({"bold": True, "text_wrap": True}),
            "moment": workbook.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        }
        _fill(worksheet, sheet, formats)
    return file.getvalue(), _XLSX


def _fill(
    worksheet: Worksheet, sheet: ExportSheet, formats: Mapping[str, Format]
) -> None:
    for column, width in enumerate(sheet.widths):
        worksheet.set_column(column, column, width)
    worksheet.freeze_panes(1, 2)
    _write(worksheet, 0, sheet.heads, formats["head"], formats["moment"])
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        _write(worksheet, last, row, None, formats["moment"])
    worksheet.autofilter(0, 0, max(last, 1), len(sheet.heads) - 1)
    if last >= MOST_EXPORTED:
        worksheet.write_string(last + 1, 0, sheet.note)


def _write(
    worksheet: Worksheet,
    number: int,
    row: Iterable[Cell],
    text: Format | None,
    moment: Format,
) -> None:
    for column, cell in enumerate(row):
        match cell:
            case str():
                worksheet.write_string(number, column, guarded(cell), text)
            case datetime():
                worksheet.write_datetime(number, column, cell, moment)
            case int():
                worksheet.write_number(number, column, cell)
            case None:
                pass


def _csv(sheet: ExportSheet) -> tuple[bytes, str]:
    """Write what a German spreadsheet opens by a double click."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.heads)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):  # noqa: B007, told below
        writer.writerow(list(_plain(row)))
    if count >= MOST_EXPORTED:
        writer.writerow([sheet.note])
    return file.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _plain(row: Iterable[Cell]) -> Iterator[Cell]:
    for cell in row:
        match cell:
            case datetime():
                yield f"{cell:%d.%m.%Y %H:%M}"
            case str():
                yield guarded(cell)
            case _:
                yield cell


_WRITERS: Final[Mapping[str, Callable[[ExportSheet], tuple[bytes, str]]]] = {
    "xlsx": _xlsx,
    "csv": _csv,
}

PAGES: Final = {"register.export": export}
