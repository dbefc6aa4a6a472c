"""Figures: an export of a network looked at, taken, its rows assigned, taken back."""

from typing import Final

from starlette.responses import Response

from dashboard.components.staged_files import StagedFiles
from dashboard.evaluation import figure_form
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.db.column_mappings import mappings
from vorlauf.db.tables import MappingUse
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.evaluation import figure_imports, snapshot_queries, snapshots
from vorlauf.evaluation.figure_imports import FigurePreview, RowKind
from vorlauf.evaluation.figure_reader import UnknownExportError
from vorlauf.evaluation.figure_sources import FigureSource, source_of
from vorlauf.evaluation.figure_words import (
    KIND_WORDS,
    MATCH_WORDS,
    METRIC_WORDS,
    SHARE_WORDS,
)
from vorlauf.evaluation.open_rows import rows_with_suggestions
from vorlauf.sheets.reader import MOST_BYTES

# So many rows of each kind are written out; the rest is counted.
MOST: Final = 300
HERE: Final = "/evaluation/figures"
_NO_IMPORT: Final = "There is no such import."


def page(request: PageRequest) -> Response:
    """Show the form for a file, and the last imports."""
    return _start(request)


def _start(request: PageRequest, error: VorlaufError | None = None) -> Response:
    with request.reading() as connection:
        request.around(connection)
        imports = snapshot_queries.snapshots(connection)
    return request.page(
        "figures.html",
        status=status_of(error) if error else 200,
        faults=[("file", request.say(error))] if error else [],
        imports=imports,
        kinds=KIND_WORDS,
        channel_options=figure_form.channel_options(request),
        channel=request.form.line("channel"),
        most_megabytes=MOST_BYTES // 1_000_000,
    )


def preview(request: PageRequest) -> Response:
    """Show what an import of a file would do; nothing is imported."""
    files, new = _files(request), ""
    try:
        key = "" if request.form.uploads("file") else request.form.line("file_key")
        key = key or (new := files.keep())
        return _looked_at(request, key)
    except (BadInputError, NotFoundError) as error:
        files.drop(new)  # what cannot be read is sent anew
        return _start(request, error)


def _looked_at(request: PageRequest, key: str) -> Response:
    try:
        source = _source(request, key)
    except UnknownExportError as error:
        if not error.header:
            raise
        return figure_form.unknown_columns(request, key, error)
    return _show(request, key, _preview(request, source))


def _source(request: PageRequest, key: str) -> FigureSource:
    files = _files(request)
    with request.reading() as connection:
        kept = mappings(connection, MappingUse.FIGURES)
    choices = figure_form.choices_in(request)
    return source_of(files.path(key).read_bytes(), files.name(key), choices, kept)


def _preview(request: PageRequest, source: FigureSource) -> FigurePreview:
    with request.reading() as connection:
        call = request.call(connection)
        return figure_imports.preview(call, source, request.person)


def take(request: PageRequest) -> Response:
    """Import a file as its preview has shown it."""
    key = request.form.line("file_key")
    try:
        source = _source(request, key)
    except (BadInputError, NotFoundError) as error:
        return _start(request, error)
    try:
        with request.writing() as connection:
            call = request.call(connection)
            shown = figure_imports.preview(call, source, request.person)
            figure_imports.check_seen(shown, request.form.line("seen") or "-")
            done = figure_imports.take(call, shown, request.person)
    except (BadInputError, ConflictError, RefusedError) as error:
        return _show(request, key, _preview(request, source), error)
    _files(request).drop(key)
    if done is None:
        said = request.words.gettext("Nothing differs, so nothing was changed.")
        return request.go(HERE, said=said)
    said = request.words.gettext("The figures are taken.")
    return request.go(f"{HERE}/{done}", said=said)


def _files(request: PageRequest) -> StagedFiles:
    return StagedFiles(request, "figures")


def _show(
    request: PageRequest,
    key: str,
    shown: FigurePreview,
    error: VorlaufError | None = None,
) -> Response:
    with request.reading() as connection:
        request.around(connection)
    return request.page(
        "figures_preview.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        file_key=key,
        shown=shown,
        rows={kind.value: shown.of(kind) for kind in RowKind},
        told_fields=figure_form.said_in(request),
        columns=figure_form.columns_of(request, shown),
        options=figure_form.column_options(request),
        most=MOST,
        kinds=KIND_WORDS,
        signs=MATCH_WORDS,
        metrics=METRIC_WORDS,
        shares=SHARE_WORDS,
    )


def one(request: PageRequest) -> Response:
    """Show an import: its rows, those without a post first."""
    return _one(request, request.key("key", _NO_IMPORT))


def _one(request: PageRequest, key: int, error: VorlaufError | None = None) -> Response:
    with request.reading() as connection:
        request.around(connection)
        call = request.call(connection)
        found = snapshots.snapshot(call, key)
        rows = rows_with_suggestions(call, found)
    return request.page(
        "figures_import.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        found=found,
        open_rows=[row for row in rows if row.kept.post_id is None],
        matched_rows=[row for row in rows if row.kept.post_id is not None],
        most=MOST,
        kinds=KIND_WORDS,
        signs=MATCH_WORDS,
        metrics=METRIC_WORDS,
    )


def assign(request: PageRequest) -> Response:
    """Say by hand of which post a row tells."""
    key = request.key("key", _NO_IMPORT)
    row = request.key("row", "There is no such row.")
    number = request.form.line("post")
    try:
        with request.writing() as connection:
            call = request.call(connection)
            before = snapshots.assign(call, key, row, number, request.person)
    except (NotFoundError, RefusedError) as error:
        return _one(request, key, error)
    sentence = (
        request.words.gettext("%(place)s now tells of %(post)s.")
        if number
        else request.words.gettext("%(place)s now tells of no post.")
    )
    said = sentence % {"place": before.place, "post": number}
    return request.go(f"{HERE}/{key}", said=said)


def undo(request: PageRequest) -> Response:
    """Take an import back; from then on it tells of nothing."""
    key = request.key("key", _NO_IMPORT)
    try:
        with request.writing() as connection:
            snapshots.undo(request.call(connection), key, request.person)
    except RefusedError as error:
        return _one(request, key, error)
    said = request.words.gettext("The import is taken back; it tells of nothing now.")
    return request.go(f"{HERE}/{key}", said=said)


PAGES: Final = {
    "evaluation.figures": page,
    "evaluation.figures_preview": preview,
    "evaluation.figures_take": take,
    "evaluation.figures_import": one,
    "evaluation.figures_assign": assign,
    "evaluation.figures_undo": undo,
}
