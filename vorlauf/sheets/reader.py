"""Reader: a spreadsheet's bytes become sheets of cells, in a child that can do no harm.

The child (`reader_child.py`) decodes; its answer is believed no more than the file.
"""

import json
import tempfile
from contextlib import ExitStack
from typing import Any, BinaryIO, Final

from vorlauf.sandbox.child import ChildFailedError, TooMuchWorkError, answer_of
from vorlauf.sheets import wire
from vorlauf.sheets.cells import SheetFormat, Workbook
from vorlauf.sheets.rejections import Reason, refused

MOST_BYTES: Final = 30_000_000
# By the clock on the wall; the child itself limits what it computes.
_PATIENCE: Final = 60.0
_CHILD: Final = "vorlauf.sheets.reader_child"
# What people may choose if the letters of a text file look wrong.
ENCODINGS: Final = ("utf-8", "cp1252", "mac_roman", "utf-16")


def read(source: BinaryIO, *, encoding: str | None = None) -> Workbook:
    """Read a spreadsheet (XLSX, XLS, ODS, CSV or TSV) from the beginning of `source`.

    What the file is, its bytes say and not its name. `encoding` is one of `ENCODINGS`
    if somebody has chosen it for a text file. `source` is a file of this machine with a
    descriptor. Raises `BadInputError` with what is wrong, where, and what to do.
    """
    size = source.seek(0, 2)
    source.seek(0)
    if not size:
        raise refused(Reason.EMPTY)
    if size > MOST_BYTES:
        raise refused(Reason.TOO_LARGE)
    with ExitStack() as stack:
        made = stack.enter_context(tempfile.TemporaryFile())
        order = json.dumps({"output": made.fileno(), "encoding": encoding})
        try:
            answer = answer_of(
                ["-m", _CHILD, order], source, [made.fileno()], patience=_PATIENCE
            )
        except TooMuchWorkError as error:
            raise refused(Reason.TOO_MUCH_WORK) from error
        except ChildFailedError as error:
            raise refused(Reason.BROKEN) from error
        return _believed(answer, made)


def read_bytes(raw: bytes, *, encoding: str | None = None) -> Workbook:
    """Read a spreadsheet from memory, as `read` does."""
    with tempfile.TemporaryFile() as source:
        source.write(raw)
        source.flush()
        return read(source, encoding=encoding)


def _believed(answer: dict[str, Any], made: BinaryIO) -> Workbook:
    try:
        if "refused" in answer:
            reason = Reason(answer["refused"])
            sheet, place = str(answer.get("sheet", "")), str(answer.get("place", ""))
            raise refused(reason, sheet, place)
        made.seek(0)
        lines = (line.decode("utf-8") for line in made)
        return Workbook(
            format=SheetFormat(answer["format"]),
            sheets=tuple(wire.sheets_of(lines)),
            encoding=str(answer.get("encoding", "")),
            delimiter=str(answer.get("delimiter", "")),
            sample=str(answer.get("sample", "")),
            comments=int(answer.get("comments", 0)),
        )
    except (KeyError, IndexError, TypeError, ValueError, RecursionError) as error:
        raise refused(Reason.BROKEN) from error
