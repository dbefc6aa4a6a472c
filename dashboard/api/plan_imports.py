"""Imports of the plan by the API: looked at, made, taken back; columns forgotten."""

import base64
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from dashboard.api.caller import Calls
from dashboard.api.edit_previews import ConsequencesOut, consequences_out
from dashboard.api.plan import PostCheckOut
from dashboard.api.values import RowKey, Value
from dashboard.components.plan_imports import look
from states.messages import msg
from vorlauf.db.engine import trying
from vorlauf.errors import BadInputError
from vorlauf.plan.imports import import_queries, importing, kept_mappings
from vorlauf.plan.imports.import_choices import choices_of
from vorlauf.plan.imports.import_preview import ImportedPost, ImportKind, ImportPreview
from vorlauf.plan.imports.import_records import ImportResult
from vorlauf.plan.imports.import_undo import undo_import
from vorlauf.plan.rows.plan_rows import Fault

Said = Annotated[str, StringConstraints(max_length=200)]
Words = Mapping[Said, Said]


class ImportIn(Value):
    """A spreadsheet (Base64, 10 MB at most) and what is said about it.

    `columns` maps names of columns to fields, `houses` and `channels` words to keys.
    With `dry_run` nothing is imported; with `seen` only if the preview still has this
    digest; with `without_refused` what is refused is left out.
    """

    name: str = Field(max_length=200)
    file: str = Field(max_length=14_000_000, min_length=1)
    columns: Words = Field(default={}, max_length=200)
    houses: Words = Field(default={}, max_length=500)
    channels: Words = Field(default={}, max_length=100)
    order: str = Field(default="", max_length=40)
    encoding: str = Field(default="", max_length=40)
    sheets: list[Said] = Field(default=[], max_length=100)
    without_refused: StrictBool = False
    seen: str = Field(default="", max_length=64)
    dry_run: StrictBool = False


class RowOut(Value):
    """A row of a sheet, counted from 1."""

    sheet: str
    row: int


class CellFaultOut(Value):
    """What is wrong with a cell, or worth knowing about it."""

    sheet: str
    cell: str
    column: str
    because: str


class ImportedPostOut(Value):
    """The rows of a post, and what becomes of them."""

    kind: ImportKind
    rows: list[RowOut]
    number: str
    title: str
    slot_at: datetime | None
    houses: tuple[str, ...]
    channels: tuple[str, ...]
    changed: tuple[str, ...]
    faults: list[CellFaultOut]
    remarks: list[CellFaultOut]
    check: PostCheckOut | None
    shares_with: list[str]
    consequences: ConsequencesOut | None


class ImportResultOut(Value):
    """What was imported: the numbers of the posts; `id` is that of the import."""

    id: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    refused: int


class ImportPreviewOut(Value):
    """What an import does; `result` is null if nothing was imported."""

    file: str
    sha256: str
    digest: str
    counts: Mapping[ImportKind, int]
    remarks: list[str]
    is_checked: bool
    posts: list[ImportedPostOut]
    result: ImportResultOut | None


class ImportOut(Value):
    """An import; the counts are posts."""

    id: int
    file_name: str
    sha256: str
    imported_at: datetime
    imported_by: str
    added: int
    changed: int
    unchanged: int
    refused: int
    undone_at: datetime | None
    undone_by: str


class UndoImportIn(Value):
    """With `dry_run` it is only said what would be taken back."""

    dry_run: StrictBool = False


class UndoneImportOut(Value):
    """What was taken back of an import: numbers of posts, and why others stay."""

    withdrawn: tuple[str, ...]
    restored: tuple[str, ...]
    kept: Mapping[str, str]


class MappedColumnOut(Value):
    """What a column of this name holds; `nth` counts those of the name before it."""

    name: str
    nth: int
    field: str
    channel: str


class MappingOut(Value):
    """What was said about columns and words, and which number of a date is the day."""

    columns: list[MappedColumnOut]
    houses: Mapping[str, str]
    channels: Mapping[str, str]
    order: str


class KeptMappingOut(Value):
    """What was said about plans with one header."""

    id: int
    header: str
    mapping: MappingOut
    kept_at: datetime
    kept_by: str


def import_plan(calls: Calls, wanted: ImportIn) -> ImportPreviewOut:
    """Import a spreadsheet into the plan; say what becomes of each row."""
    choices = choices_of(
        calls.directory,
        columns=wanted.columns,
        houses=wanted.houses,
        channel_words=wanted.channels,
        order=wanted.order,
        encoding=wanted.encoding,
        only=wanted.sheets,
        without_refused=wanted.without_refused,
    )
    with ExitStack() as until_done, calls.naming():
        folder = until_done.enter_context(tempfile.TemporaryDirectory())
        file = Path(folder) / "plan"
        file.write_bytes(_decoded(wanted.file))
        shown = look(calls, file, wanted.name, choices)
        importing.check_seen_import(shown, wanted.seen)
        result = None
        if not wanted.dry_run:
            with calls.writing() as connection:
                call = calls.call(connection)
                result = importing.take(call, shown, calls.person)
    return _out(shown, result)


def imports(calls: Calls) -> list[ImportOut]:
    """Return the last imports, the newest first."""
    with calls.reading() as connection:
        found = import_queries.imports(connection)
    return [ImportOut.model_validate(one) for one in found]


def undo(calls: Calls, key: RowKey, wanted: UndoImportIn) -> UndoneImportOut:
    """Take an import back, as far as nobody has touched it."""
    with ExitStack() as until_done:
        if wanted.dry_run:
            connection = until_done.enter_context(trying(calls.wiring.engine))
        else:
            connection = until_done.enter_context(calls.writing())
        found = undo_import(calls.call(connection), key, calls.person)
    return UndoneImportOut(
        withdrawn=found.withdrawn,
        restored=found.restored,
        kept={one.number: str(one.why) for one in found.kept},
    )


def column_mappings(calls: Calls) -> list[KeptMappingOut]:
    """Return what was said about the columns of plans, the newest first."""
    with calls.reading() as connection:
        found = kept_mappings.kept_mappings(calls.call(connection))
    return [KeptMappingOut.model_validate(one) for one in found]


def forget_columns(calls: Calls, key: RowKey) -> KeptMappingOut:
    """Forget what was said about plans with one header."""
    with calls.writing() as connection:
        gone = kept_mappings.forget(calls.call(connection), key, calls.person)
    return KeptMappingOut.model_validate(gone)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise BadInputError(msg("The file is no Base64; encode it anew.")) from error


def _out(shown: ImportPreview, result: ImportResult | None) -> ImportPreviewOut:
    return ImportPreviewOut(
        file=shown.source.name,
        sha256=shown.source.sha256,
        digest=shown.digest,
        counts=shown.counts,
        remarks=[str(one) for one in shown.remarks],
        is_checked=shown.is_checked,
        posts=[_post(one) for one in shown.posts],
        result=ImportResultOut.model_validate(result) if result else None,
    )


def _post(post: ImportedPost) -> ImportedPostOut:
    return ImportedPostOut(
        kind=post.kind,
        rows=[RowOut(sheet=row.sheet, row=row.number) for row in post.rows],
        number=post.number,
        title=post.title,
        slot_at=post.slot_at,
        houses=post.houses,
        channels=post.channels,
        changed=post.changed,
        faults=[_fault(one) for one in post.faults],
        remarks=[_fault(one) for one in post.remarks],
        check=PostCheckOut.model_validate(post.check) if post.check else None,
        shares_with=[str(one) for one in post.shares_with],
        consequences=consequences_out(post.consequences) if post.consequences else None,
    )


def _fault(fault: Fault) -> CellFaultOut:
    return CellFaultOut(
        sheet=fault.place.sheet,
        cell=fault.place.cell,
        column=fault.column,
        because=str(fault.message),
    )
