"""Import sources: a file is read with what is known about plans of its kind."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import BinaryIO, Final

from states.text_form import tidy_line
from vorlauf.db.column_mappings import MappingRow
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError
from vorlauf.plan.imports.import_choices import ImportChoices, overlaid
from vorlauf.plan.imports.import_preview import ImportSource
from vorlauf.plan.reading import ReadPlan, interpreted
from vorlauf.plan.rows.columns import NO_MAPPING, ColumnMapping
from vorlauf.plan.rows.tables import Table
from vorlauf.sheets import reader
from vorlauf.sheets.cells import Workbook
from vorlauf.sheets.fields import folded

_LONGEST_NAME: Final = 120  # characters
_LONGEST_HEADER: Final = 300
_PIECE: Final = 1 << 20  # bytes


@dataclass(frozen=True, kw_only=True)
class ReadingRules:
    """With what a file is read: the directory, what was said, and what was kept."""

    directory: Directory
    choices: ImportChoices
    kept: Sequence[MappingRow] = ()


def source_of(file: BinaryIO, name: str, rules: ReadingRules) -> ImportSource:
    """Read an open file of this machine as a plan; the database is not asked.

    What was kept for its columns holds where nothing else is said. Raises
    `BadInputError` for a file that cannot be read, or in which is no plan.
    """
    choices = rules.choices
    workbook = reader.read(file, encoding=choices.encoding)
    file.seek(0)
    digest = sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    plan, mapping, kept_by = _read(workbook, rules)
    signature, header = signature_of(plan.tables)
    return ImportSource(
        name=_line(PurePath(name).name)[:_LONGEST_NAME],
        sha256=digest.hexdigest(),
        plan=plan,
        signature=signature,
        header=header,
        mapping=mapping,
        choices=choices,
        kept_by=kept_by,
    )


def _read(
    workbook: Workbook, rules: ReadingRules
) -> tuple[ReadPlan, ColumnMapping, str]:
    """Return the plan, with what it was read, and who had said that before."""
    choices, directory = rules.choices, rules.directory
    try:
        plan = interpreted(workbook, directory, choices.mapping, only=choices.only)
    except BadInputError:
        return _read_as_kept(workbook, rules)
    kept = {row.signature: row for row in rules.kept}
    row = kept.get(signature_of(plan.tables)[0])
    if row is None:
        return plan, choices.mapping, ""
    mapping = overlaid(_mapping_in(row.mapping), choices.mapping)
    again = interpreted(workbook, directory, mapping, only=choices.only)
    return again, mapping, row.kept_by


def _read_as_kept(
    workbook: Workbook, rules: ReadingRules
) -> tuple[ReadPlan, ColumnMapping, str]:
    """Read a file whose columns only a mapping makes known. Raises `BadInputError`."""
    choices, directory = rules.choices, rules.directory
    for row in rules.kept:
        mapping = overlaid(_mapping_in(row.mapping), choices.mapping)
        try:
            plan = interpreted(workbook, directory, mapping, only=choices.only)
        except BadInputError:
            continue
        if signature_of(plan.tables)[0] == row.signature:
            return plan, mapping, row.kept_by
    plan = interpreted(workbook, directory, choices.mapping, only=choices.only)
    return plan, choices.mapping, ""


def _mapping_in(plain: Mapping[str, object]) -> ColumnMapping:
    try:
        return ColumnMapping.from_json(plain)
    except BadInputError:  # kept by a newer version
        return NO_MAPPING


def signature_of(tables: Sequence[Table]) -> tuple[str, str]:
    """Return the SHA-256 of the names of a plan's columns, and the names for people.

    Sheets with the same header, as of the months of a year, count once.
    """
    headers = sorted({tuple(one.name for one in table.columns) for table in tables})
    plain = [[folded(name) for name in names] for names in headers]
    digest = sha256(json.dumps(plain).encode()).hexdigest()
    shown = " | ".join(" · ".join(filter(None, names)) for names in headers)
    return digest, _line(shown)[:_LONGEST_HEADER]


def _line(text: str) -> str:
    return tidy_line("".join(sign for sign in text if sign.isprintable()))
