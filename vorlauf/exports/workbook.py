"""Workbook: a table as XLSX, typed, filtered, ready to be printed and filled in.

No text becomes a formula or a link. A text that looks like a formula keeps Excel's own
mark for texts, so it stays one when its cell is edited.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from notifications.letters.labels import ENGLISH, GERMAN
from states.messages import msg
from vorlauf.exports.file_table import (
    ColumnKind,
    FileColumn,
    FileTable,
    FileValue,
    Tone,
)
from vorlauf.exports.guards import guarded, looks_guarded, looks_like_formula
from vorlauf.exports.shown import WEEKDAYS, YES_NO, ShownValue, shown

# Excel holds no more characters in a cell.
LONGEST_CELL: Final = 32_767
_XML: Final = ("<r>", "</r>")
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NO_NAMES: Final = str.maketrans("", "", "[]:*?/\\")
_A3, _A4 = 8, 9
# A sheet of so many letters can be read on A4.
_WIDEST_ON_A4: Final = 180
_DAYS: Final = {GERMAN: "dd.mm.yyyy", ENGLISH: "yyyy-mm-dd"}
# Text and ground, with enough contrast for WCAG AA.
_TONES: Final[Mapping[Tone, tuple[str, str]]] = {
    Tone.GREY: ("#3D4450", "#E9EBEF"),
    Tone.AMBER: ("#5C3D00", "#FFE9B8"),
    Tone.BLUE: ("#0B3C6F", "#D9E8F8"),
    Tone.GREEN: ("#0F4D26", "#D5F0DD"),
    Tone.RED: ("#7A1010", "#FBD9D7"),
}
_HEAD: Final = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "font_color": "#FFFFFF",
    "bg_color": "#1F3B5C",
    "border": 1,
    "border_color": "#1F3B5C",
}
_CELL: Final = {"valign": "top", "border": 1, "border_color": "#C9CED6"}
_LETTERS_PER_LINE: Final = 1.1
_LINE: Final = 15  # points
_MOST_LINES: Final = 12
_WRAPPED: Final = frozenset({ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.WORDS})


def write(table: FileTable) -> bytes:
    """Write the rows, then what the columns mean, then the words to choose from."""
    return write_all(table.title, (table,))


def write_all(title: str, tables: Sequence[FileTable]) -> bytes:
    """Write several tables, a sheet for each; only a table alone has words to offer."""
    file, first = BytesIO(), tables[0]
    with Workbook(file, _OPTIONS) as book:
        book.set_properties({"title": title, "created": _naive(first)})
        for table in tables:
            _Sheet(book, table).fill()
        _explain(book, tables)
        if _listed(first):
            _list(book, first)
    return file.getvalue()


def _put(
    sheet: Worksheet, row: int, column: int, text: str, look: Format | None = None
) -> None:
    """Write a text word by word, as far as a cell can hold it.

    XlsxWriter copies what begins with <r> and ends with </r> into the sheet as it is,
    formulas and all; with a blank behind it, which no reader keeps, it is a text.
    """
    if text.startswith(_XML[0]):
        text = text[: LONGEST_CELL - 1]
        text = f"{text} " if text.endswith(_XML[1]) else text
    sheet.write_string(row, column, text[:LONGEST_CELL], look)


def _sheet_name(title: str) -> str:
    """Return a title as a sheet may be called."""
    return title.translate(_NO_NAMES)[:31]


def _naive(table: FileTable) -> datetime:
    return table.as_of.astimezone(table.zone).replace(tzinfo=None, microsecond=0)


class _Sheet:
    """The sheet of the rows."""

    def __init__(self, book: Workbook, table: FileTable) -> None:
        self._book = book
        self._table = table
        self._sheet: Worksheet = book.add_worksheet(_sheet_name(table.title))
        self._head = book.add_format(_HEAD)
        self._formats = [self._format(column) for column in table.columns]
        self._texts = [
            self._format(column, quote_prefix=True) for column in table.columns
        ]
        pale = {"italic": True, "font_color": "#5A6270"}
        self._pale = [self._format(column, **pale) for column in table.columns]

    def fill(self) -> None:
        """Write the sheet."""
        sheet, columns = self._sheet, self._table.columns
        for index, column in enumerate(columns):
            # Rows that are filled in later are of the same kinds.
            look = self._bare(column) if self._table.blank_rows else None
            sheet.set_column(index, index, column.width, look)
        sheet.freeze_panes(1, self._frozen())
        sheet.set_row(0, 2 * _LINE + 2)
        for index, column in enumerate(columns):
            _put(sheet, 0, index, column.label, self._head)
        last = 0
        for last, row in enumerate(self._table.rows, start=1):
            self._write(last, row)
        for index, note in enumerate(self._table.notes(), start=2):
            _put(sheet, last + index, 0, note)
        end = max(last, 1) + self._table.blank_rows
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        for index, column in enumerate(columns):
            self._colour(index, column, end)
            self._offer(index, column, end)
        self._lay_out()

    def _frozen(self) -> int:
        """Return how many columns stay in sight: number and title are among them."""
        return min(2, len(self._table.columns) - 1)

    def _bare(self, column: FileColumn) -> Format:
        return self._format(column, border=0)

    def _format(self, column: FileColumn, **more: object) -> Format:
        look = {**_CELL, **more}
        match column.kind:
            case ColumnKind.DAY:
                look["num_format"] = _DAYS[self._table.language]
            case ColumnKind.TIME:
                look["num_format"] = "hh:mm"
            case ColumnKind.MOMENT:
                look["num_format"] = f"{_DAYS[self._table.language]} hh:mm"
            case ColumnKind.NUMBER:
                look["num_format"] = "0"
            case ColumnKind.DECIMAL:
                look["num_format"] = "0.0"
            case ColumnKind.PERCENT:
                look["num_format"] = "0.0%"
            case ColumnKind.TEXT | ColumnKind.LONG_TEXT | ColumnKind.WORDS:
                # As text, so that 007 typed in later stays 007.
                look["num_format"] = "@"
                look["text_wrap"] = True
            case ColumnKind.YES_NO | ColumnKind.WEEKDAY:
                look["align"] = "center"
        return self._book.add_format(look)

    def _write(self, number: int, row: tuple[FileValue, ...]) -> None:
        table = self._table
        cells = [
            shown(value, column, table.language, table.zone)
            for value, column in zip(row, table.columns, strict=True)
        ]
        self._sheet.set_row(number, _LINE * _lines(cells, table.columns) + 3)
        is_pale = number <= table.pale_rows
        for index, cell in enumerate(cells):
            look = self._pale[index] if is_pale else self._formats[index]
            kind = table.columns[index].kind
            if kind is ColumnKind.WEEKDAY and row[index] is not None:
                self._write_weekday(number, index, str(cell), look)
            else:
                self._write_cell(number, index, cell, look)

    def _write_cell(
        self, number: int, index: int, cell: ShownValue, look: Format
    ) -> None:
        sheet = self._sheet
        match cell:
            case str():
                if looks_like_formula(cell):
                    look = self._texts[index]
                # Text that begins as a guarded one would be read without its guard.
                text = guarded(cell) if looks_guarded(cell) else cell
                _put(sheet, number, index, text, look)
            case datetime() | date() | time():
                sheet.write_datetime(number, index, cell, look)
            case int() | Decimal():
                sheet.write_number(number, index, cell, look)
            case None:
                sheet.write_blank(number, index, None, look)

    def _write_weekday(self, number: int, index: int, word: str, look: Format) -> None:
        """Let the weekday follow its day when somebody changes that."""
        day = f"{xl_col_to_name(_day_before(self._table.columns, index))}{number + 1}"
        names = ",".join(f'"{name}"' for name in WEEKDAYS[self._table.language])
        formula = f'=IF({day}="","",CHOOSE(WEEKDAY({day},2),{names}))'
        self._sheet.write_formula(number, index, formula, look, word)

    def _colour(self, index: int, column: FileColumn, end: int) -> None:
        for word, tone in column.tones.items():
            text, ground = _TONES[tone]
            look = self._book.add_format({"font_color": text, "bg_color": ground})
            rule = {"type": "cell", "criteria": "==", "format": look}
            self._sheet.conditional_format(
                1, index, end, index, {**rule, "value": f'"{word}"'}
            )

    def _offer(self, index: int, column: FileColumn, end: int) -> None:
        """Offer the words that a column knows, and say what else it refuses."""
        choices = _choices(column, self._table.language)
        rule: dict[str, object] = {"ignore_blank": True}
        if choices:
            place = _place_of(self._table, column)
            rule |= {"validate": "list", "source": place}
            rule["show_error"] = column.is_closed or column.kind is ColumnKind.YES_NO
            say = self._table.say
            rule["error_title"] = column.label[:32]
            rule["error_message"] = say(msg("Choose one of the words offered."))
        elif self._table.blank_rows and column.meaning:
            rule["validate"] = "any"
        else:
            return
        if self._table.blank_rows and column.meaning:
            rule["input_title"] = column.label[:32]
            rule["input_message"] = column.meaning[:255]
        self._sheet.data_validation(1, index, end, index, rule)

    def _lay_out(self) -> None:
        sheet, table = self._sheet, self._table
        sheet.set_landscape()
        width = sum(column.width for column in table.columns)
        sheet.set_paper(_A4 if width <= _WIDEST_ON_A4 else _A3)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L&B{_plain(table.title)}&B&R{_plain(_as_of(table))}")
        page = table.say(msg("Page {page} of {pages}", page="&P", pages="&N"))
        about = _plain(table.about[0]) if table.about else ""
        sheet.set_footer(f"&L{about}&R{page}")


def _plain(text: str) -> str:
    """Return a text for head and foot of a page, where & begins a command."""
    return text.replace("&", "&&")[:100]


def _as_of(table: FileTable) -> str:
    return table.say(msg("As of {moment}", moment=_naive(table)))


def _lines(cells: Iterable[ShownValue], columns: Iterable[FileColumn]) -> int:
    """Return how many lines the row shows; what is longer is seen in its cell."""
    most = 1
    for cell, column in zip(cells, columns, strict=True):
        if isinstance(cell, str) and column.kind in _WRAPPED:
            room = max(1, int(column.width * _LETTERS_PER_LINE))
            lines = sum(-(-max(1, len(line)) // room) for line in cell.split("\n"))
            most = max(most, lines)
    return min(most, _MOST_LINES)


def _day_before(columns: tuple[FileColumn, ...], index: int) -> int:
    days = (at for at in range(index) if columns[at].kind is ColumnKind.DAY)
    return max(days)


def _choices(column: FileColumn, language: str) -> tuple[str, ...]:
    return YES_NO[language] if column.kind is ColumnKind.YES_NO else column.choices


def _listed(table: FileTable) -> list[FileColumn]:
    return [one for one in table.columns if _choices(one, table.language)]


def _place_of(table: FileTable, column: FileColumn) -> str:
    """Return where the words stand that a column offers."""
    at = xl_col_to_name(_listed(table).index(column))
    last = len(_choices(column, table.language)) + 1
    return f"='{_name_of_lists(table)}'!${at}$2:${at}${last}"


def _name_of_lists(table: FileTable) -> str:
    return table.say(msg("Lists"))


def _explain(book: Workbook, tables: Sequence[FileTable]) -> None:
    """Write the sheet that says what each column means, and as of when."""
    sheet: Worksheet = book.add_worksheet(tables[0].say(msg("Legend")))
    looks = (
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format(_HEAD),
        book.add_format({**_CELL, "text_wrap": True}),
    )
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    row = 0
    for table in tables:
        row = _explain_one(sheet, row, table, looks) + 1
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _explain_one(
    sheet: Worksheet, row: int, table: FileTable, looks: tuple[Format, Format, Format]
) -> int:
    """Write what one table means, from a row on; return the row after it."""
    title, *cells = looks
    look = (cells[0], cells[1])
    _put(sheet, row, 0, table.title, title)
    about = (_as_of(table), *table.about)
    for index, line in enumerate(about, start=row + 1):
        _put(sheet, index, 0, line)
    meaning = table.say(msg("Meaning"))
    row = _pairs(
        sheet,
        row + len(about) + 2,
        (table.say(msg("Column")), meaning),
        {column.label: column.meaning for column in table.columns},
        look,
    )
    for heading, words in table.lists:
        row = _pairs(sheet, row + 1, (heading, meaning), words, look)
    return row


def _pairs(
    sheet: Worksheet,
    row: int,
    heads: tuple[str, str],
    words: Mapping[str, str],
    looks: tuple[Format, Format],
) -> int:
    """Write two columns under their heads; return the row after them."""
    for index, label in enumerate(heads):
        _put(sheet, row, index, label, looks[0])
    for below, pair in enumerate(words.items(), start=1):
        for index, text in enumerate(pair):
            _put(sheet, row + below, index, text, looks[1])
    return row + len(words) + 1


def _list(book: Workbook, table: FileTable) -> None:
    """Write the sheet of the words to choose from, which the rows point to."""
    sheet: Worksheet = book.add_worksheet(_name_of_lists(table))
    head = book.add_format(_HEAD)
    columns = _listed(table)
    words = [_choices(column, table.language) for column in columns]
    for index, column in enumerate(columns):
        sheet.set_column(index, index, 24)
        _put(sheet, 0, index, column.label, head)
    for row in range(max(map(len, words))):
        for index, one in enumerate(words):
            if row < len(one):
                _put(sheet, row + 1, index, one[row])
