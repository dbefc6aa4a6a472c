"""PDF documents: a template and values in, an accessible file out.

Each document is PDF/UA-1 and PDF/A-2a, says its language and title, and comes out with
the same bytes whenever template, values and pictures are the same. typst refuses a
picture without words, a heading that skips a level, and a character no font has; the
last must not stop a dossier, so all texts go through `printable` before.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

import typst

from reports.characters import Printer

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Document:
    """What is to be set.

    `template` is the name of a file in `templates` without its ending. `values` go to
    it as `values`, JSON's types only; their texts may hold any character. `as_of` is
    the day of the data, never today: it stands in the file. `pictures` are bytes of
    JPEG or PNG by the name that the values call them.
    """

    template: str
    title: str
    language: str
    as_of: date
    values: Mapping[str, object]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def typeset(document: Document) -> bytes:
    """Return the document as PDF; the same bytes for the same document."""
    printer = Printer(document.language)
    inputs = {
        "title": printer.printable(document.title),
        "language": document.language,
        "as_of": document.as_of.isoformat(),
        "values": json.dumps(_printable(printer, dict(document.values))),
    }
    with tempfile.TemporaryDirectory(prefix="vorlauf-pdf-") as folder:
        root = Path(folder)
        for template in TEMPLATES.glob("*.typ"):
            (root / template.name).write_bytes(template.read_bytes())
        (root / "pictures").mkdir()
        for name, content in document.pictures.items():
            (root / "pictures" / Path(name).name).write_bytes(content)
        pdf: bytes = typst.compile(
            str(root / f"{document.template}.typ"),
            root=str(root),
            font_paths=[str(files("fontpkg_noto_sans") / "files")],
            # Else the same document looks different on another machine.
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=["ua-1", "a-2a"],
        )
    return pdf


def _printable(printer: Printer, value: object) -> object:
    if isinstance(value, str):
        return printer.printable(value)
    if isinstance(value, Mapping):
        return {name: _printable(printer, inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(printer, inner) for inner in value]
    return value
