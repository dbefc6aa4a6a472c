"""Reader child: the process in which one spreadsheet is decoded.

It loads its libraries, is confined for good, and only then reads the file, from its
standard input. Sheets go into a file that its parent has opened (`wire.py`), and the
outcome is one line of JSON. Run as `python -m vorlauf.sheets.reader_child ORDER`.
"""

import json
import os
import sys
from typing import Any, Final, TextIO

from vorlauf.sandbox.confinement import SECCOMP, Limits, confine
from vorlauf.sheets import text_files, workbooks
from vorlauf.sheets.cells import SheetFormat
from vorlauf.sheets.rejections import Reason, UnreadableError

# Measured: calamine's densest sheet that is taken, and a fifth more.
LIMITS: Final = Limits(memory=700_000_000, cpu_seconds=30, written=64_000_000)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES_AND_PAPERS: Final = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"%PDF",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
_WEB_PAGES: Final = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")


def outcome_of(
    raw: bytes, into: TextIO, *, encoding: str | None, confined: bool
) -> dict[str, Any]:
    """Write the sheets of a file, and return what it is or why it is refused."""
    try:
        return _read(raw, into, encoding=encoding, confined=confined)
    except UnreadableError as error:
        return {
            "refused": error.reason.value,
            "sheet": error.sheet[:200],
            "place": error.place,
        }
    except (MemoryError, RecursionError):
        return {"refused": Reason.TOO_MUCH_WORK.value}
    except OSError:
        return {"refused": Reason.TOO_MANY_CELLS.value}
    # Rust's panics are BaseException, and the libraries raise whatever they like for a
    # broken file; this process ends now.
    except BaseException:  # noqa: BLE001
        return {"refused": Reason.BROKEN.value}


def _read(
    raw: bytes, into: TextIO, *, encoding: str | None, confined: bool
) -> dict[str, Any]:
    head = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if raw.startswith((_ZIP, _OLE)):
        if not confined:
            raise UnreadableError(Reason.NO_SANDBOX)
        return workbooks.write(raw, into)
    if raw.startswith(_PICTURES_AND_PAPERS):
        raise UnreadableError(Reason.NO_SPREADSHEET)
    if head.startswith(_WEB_PAGES):
        raise UnreadableError(Reason.WEB_PAGE)
    return {"format": SheetFormat.TEXT.value, **text_files.write(raw, into, encoding)}


def main() -> None:
    """Carry out the order of the command line."""
    order = json.loads(sys.argv[1])
    text_files.load_codecs()
    into = os.fdopen(order["output"], "w", encoding="utf-8", newline="\n")
    source = os.fdopen(0, "rb")
    mechanisms = confine(LIMITS)
    outcome = outcome_of(
        source.read(), into, encoding=order["encoding"], confined=SECCOMP in mechanisms
    )
    # What cannot be written down any more was too large.
    try:
        into.flush()
    except OSError:
        outcome = {"refused": Reason.TOO_MANY_CELLS.value}
    sys.stdout.write(json.dumps(outcome) + "\n")
    sys.stdout.flush()
    # Nothing is left that would need to be tidied up.
    os._exit(0)


if __name__ == "__main__":
    main()
