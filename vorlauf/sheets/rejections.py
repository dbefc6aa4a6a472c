"""Rejections: why a spreadsheet is not read, and the sentence that says so."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from states.messages import Message, Quoted, msg
from vorlauf.errors import BadInputError


class Reason(StrEnum):
    """Why a spreadsheet cannot be read."""

    EMPTY = "empty"
    NO_SPREADSHEET = "no_spreadsheet"
    NO_WORKBOOK = "no_workbook"
    WEB_PAGE = "web_page"
    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_CELLS = "too_many_cells"
    FAR_CELL = "far_cell"
    LONG_CELL = "long_cell"
    LOCKED = "locked"
    MACROS = "macros"
    BROKEN = "broken"
    TOO_MUCH_WORK = "too_much_work"
    NO_SANDBOX = "no_sandbox"
    ODD_QUOTES = "odd_quotes"
    NO_TEXT = "no_text"
    WRONG_ENCODING = "wrong_encoding"


SENTENCES: Final[Mapping[Reason, Message]] = {
    Reason.EMPTY: msg("The file is empty; choose it again."),
    Reason.NO_SPREADSHEET: msg(
        "The file is no spreadsheet, whatever its name says; choose one that was saved "
        "as XLSX, XLS, ODS, CSV or TSV."
    ),
    Reason.NO_WORKBOOK: msg(
        "The file is an archive without a spreadsheet in it; save that as XLSX or ODS, "
        "and do not pack it."
    ),
    Reason.WEB_PAGE: msg(
        "The file is a web page or XML that only has the name of a spreadsheet; open "
        "it and save it as XLSX."
    ),
    Reason.TOO_LARGE: msg(
        "The file is too large; a spreadsheet may have 30 MB. Take pictures and old "
        "sheets out."
    ),
    Reason.UNPACKS_TOO_LARGE: msg(
        "Unpacked, the file is larger than 200 MB; copy its table into a new file and "
        "choose that."
    ),
    Reason.TOO_MANY_CELLS: msg(
        "The file has more cells than can be read, 2,000,000 in all and 150,000 rows "
        "on a sheet; split it, for example by years."
    ),
    Reason.FAR_CELL: msg(
        "Something stands far away from the table, beyond column SF or row 150,000; "
        "delete the rows and columns there and save the file anew."
    ),
    Reason.LONG_CELL: msg(
        "A cell holds more than 100,000 characters; shorten it, or take it out of the "
        "file."
    ),
    Reason.LOCKED: msg(
        "The file asks for a password; save it without one and choose that."
    ),
    Reason.MACROS: msg(
        "The file holds macros, which are not taken; save it as XLSX without macros."
    ),
    Reason.BROKEN: msg(
        "The file is damaged or not complete; open it, save it anew as XLSX and choose "
        "that."
    ),
    Reason.TOO_MUCH_WORK: msg(
        "The file takes too much work to read; copy its table into a new file and "
        "choose that."
    ),
    Reason.NO_SANDBOX: msg(
        "Spreadsheets are not taken here, because this machine cannot read them "
        "safely; save the file as CSV and choose that."
    ),
    Reason.ODD_QUOTES: msg(
        "A quotation mark is not closed or stands in the middle of a cell; save the "
        "file anew as CSV, or choose the XLSX."
    ),
    Reason.NO_TEXT: msg(
        "The file holds characters that stand in no text; save it anew as CSV or XLSX."
    ),
    Reason.WRONG_ENCODING: msg(
        "The letters of the file are not written as was chosen; choose another "
        "encoding, or let it be found."
    ),
}


class UnreadableError(Exception):
    """A spreadsheet cannot be read, for this reason, and where.

    `sheet` is its name, `place` a cell ("F1048576") or a row ("14"); both may be empty.
    """

    def __init__(self, reason: Reason, sheet: str = "", place: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.sheet = sheet
        self.place = place


def refused(reason: Reason, sheet: str = "", place: str = "") -> BadInputError:
    """Return the refusal of a file for this reason, with its place if there is one."""
    said = SENTENCES[reason]
    if sheet and place:
        said = msg(
            "Sheet {sheet}, {place}: {reason}",
            sheet=Quoted(sheet),
            place=place,
            reason=said,
        )
    elif place:
        said = msg("Row {place}: {reason}", place=place, reason=said)
    return BadInputError(said)
