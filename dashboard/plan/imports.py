"""Importing a plan: the file, its preview, taking it, and taking it back."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from dashboard.components.plan_imports import look
from dashboard.components.staged_files import StagedFiles
from dashboard.plan import import_form
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.db.engine import trying
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.plan.imports import import_queries, importing, kept_mappings
from vorlauf.plan.imports.import_preview import ImportKind, ImportPreview
from vorlauf.plan.imports.import_undo import (
    UndoneImport,
    anything_stays,
    undo_import,
)
from vorlauf.plan.rows.plan_rows import UnknownWord
from vorlauf.sheets.reader import ENCODINGS, MOST_BYTES

# So many rows of each kind are written out; the rest is counted.
MOST: Final = 300
_FEW: Final = 20
# So many words are asked for at a time.
MOST_WORDS: Final = 50
_HERE: Final = "/plan/import"
_NO_IMPORT: Final = "There is no such import."


def page(request: PageRequest) -> Response:
    """Show the form for a file, the last imports, and what is known of columns."""
    return _start(request)


def _start(request: PageRequest, error: VorlaufError | None = None) -> Response:
    with request.reading() as connection:
        request.around(connection)
        call = request.call(connection)
        imports = import_queries.imports(connection)
        kept = kept_mappings.kept_mappings(call)
    return request.page(
        "plan_import.html",
        status=status_of(error) if error else 200,
        faults=[("file", request.say(error))] if error else [],
        imports=imports,
        kept=[(row, list(kept_mappings.pairs_of(row))) for row in kept],
        most_megabytes=MOST_BYTES // 1_000_000,
    )


def preview(request: PageRequest) -> Response:
    """Show what an import of a file would do; nothing is imported."""
    files, new = _files(request), ""
    try:
        key = "" if request.form.uploads("file") else request.form.line("file_key")
        key = key or (new := files.keep())
        return _show(request, key, _looked(request, key))
    except (BadInputError, NotFoundError) as error:
        files.drop(new)  # what cannot be read is sent anew
        return _start(request, error)


def take(request: PageRequest) -> Response:
    """Import a file as its preview has shown it."""
    key = request.form.line("file_key")
    try:
        shown = _looked(request, key)
    except (BadInputError, NotFoundError) as error:
        return _start(request, error)
    try:
        importing.check_seen_import(shown, request.form.line("seen") or "-")
        with request.writing() as connection:
            result = importing.take(request.call(connection), shown, request.person)
    except (ConflictError, RefusedError) as error:
        return _show(request, key, shown, error)
    _files(request).drop(key)
    if not result.added and not result.changed:
        said = request.words.gettext("Nothing differs, so nothing was changed.")
        return request.go(_HERE, said=said)
    said = request.words.ngettext(
        "One post was added, %(changed)s changed.",
        "%(num)s posts were added, %(changed)s changed.",
        len(result.added),
    ) % {"num": len(result.added), "changed": len(result.changed)}
    return request.go(f"{_HERE}/{result.id}", said=said)


def one(request: PageRequest) -> Response:
    """Show what an import has done; with `undo`, what taking it back would do."""
    return _one(request, request.key("key", _NO_IMPORT))


def _one(request: PageRequest, key: int, error: VorlaufError | None = None) -> Response:
    with request.reading() as connection:
        request.around(connection)
        row = import_queries.import_of(connection, key)
        if row is None:
            raise NotFoundError(_NO_IMPORT)
        records = import_queries.records_of(connection, key)
        stays = row.undone_at is not None and anything_stays(connection, row)
    found: UndoneImport | None = None
    why_not = ""
    if "undo" in request.query:
        # It is tried out, so only for those who ask.
        try:
            with trying(request.wiring.engine) as connection:
                found = undo_import(request.call(connection), key, request.person)
        except (RefusedError, ConflictError) as refusal:
            why_not = request.say(refusal)
    return request.page(
        "plan_import_done.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        row=row,
        added=[one.number for one in records if one.is_new],
        changed=[one.number for one in records if not one.is_new],
        found=found,
        why_not=why_not,
        stays=stays,
        most=_FEW,
    )


def undo(request: PageRequest) -> Response:
    """Take an import back, as far as nobody has touched it."""
    key = request.key("key", _NO_IMPORT)
    try:
        with request.writing() as connection:
            found = undo_import(request.call(connection), key, request.person)
    except (RefusedError, ConflictError) as error:
        return _one(request, key, error)
    said = request.words.gettext(
        "Taken back: %(gone)s posts are withdrawn, %(back)s are as before."
    ) % {"gone": len(found.withdrawn), "back": len(found.restored)}
    return request.go(f"{_HERE}/{key}", said=said)


def forget(request: PageRequest) -> Response:
    """Forget what was said about plans with one header."""
    key = request.key("key", "There is no such mapping.")
    with request.writing() as connection:
        gone = kept_mappings.forget(request.call(connection), key, request.person)
    said = request.words.gettext("Forgotten: %(header)s") % {"header": gone.header}
    return request.go(_HERE, said=said)


def _files(request: PageRequest) -> StagedFiles:
    return StagedFiles(request, "plan")


def _looked(request: PageRequest, key: str) -> ImportPreview:
    files = _files(request)
    choices = import_form.choices_in(request.form, request.directory)
    return look(request, files.path(key), files.name(key), choices)


def _show(
    request: PageRequest,
    key: str,
    shown: ImportPreview,
    error: VorlaufError | None = None,
) -> Response:
    directory, words = request.directory, request.words
    counts, unknown = shown.counts, import_form.unknown_words(shown)
    options: list[tuple[str, str]] = []
    for value, channel in import_form.holdable(directory.campaign.channels):
        label = words.label("plan field", value.partition(":")[0])
        options.append((value, f"{label}: {channel}" if channel else label))
    return request.page(
        "plan_import_preview.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        file_key=key,
        shown=shown,
        counts=counts,
        posts=_by_kind(shown),
        pairs=import_form.said_in(request.form),
        columns=import_form.columns_of(shown),
        options=options,
        unknown=unknown[:MOST_WORDS],
        more_unknown=len(unknown[MOST_WORDS:]),
        suggested=_suggested(request, unknown[:MOST_WORDS]),
        channel_options=[
            (one, words.channel_label(one)) for one in directory.campaign.channels
        ],
        no_house=import_form.NO_HOUSE,
        order=request.form.line("order"),
        encoding=shown.source.plan.workbook.encoding,
        encodings=[(one, one) for one in ENCODINGS],
        without_refused=shown.source.choices.without_refused,
        most=MOST,
        can_take=bool(counts[ImportKind.NEW] or counts[ImportKind.CHANGED]),
    )


def _suggested(
    request: PageRequest, unknown: Sequence[UnknownWord]
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the houses for each word, those that it may mean first."""
    names = {one.key: one.name for one in request.directory.houses.values()}
    return {
        one.word: [
            (key, names[key]) for key in dict.fromkeys((*one.suggestions, *names))
        ]
        for one in unknown
    }


def _by_kind(shown: ImportPreview) -> Mapping[str, object]:
    return {kind.value: shown.of(kind) for kind in ImportKind}


PAGES: Final = {
    "plan.import": page,
    "plan.import_preview": preview,
    "plan.import_take": take,
    "plan.imported": one,
    "plan.import_undo": undo,
    "plan.forget_columns": forget,
}
