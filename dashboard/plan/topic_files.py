"""Topics as files: imported after a look at every row, and exported."""

from typing import Final

from starlette.responses import Response

from dashboard.components.files import as_file, format_asked
from dashboard.components.staged_files import StagedFiles
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.db.topic_tables import TopicState
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.plan.topics import topic_import, topic_queries
from vorlauf.plan.topics.topic_export import topic_table
from vorlauf.plan.topics.topic_import import RowKind, TopicImport
from vorlauf.plan.topics.topic_list import TopicFilter, listed, readable
from vorlauf.sheets import reader
from vorlauf.sheets.cells import Workbook
from vorlauf.sheets.reader import MOST_BYTES

# So many rows are written out; the rest is counted.
MOST: Final = 300
_HERE: Final = "/plan/topics/import"
_REFUSALS: Final = (BadInputError, ConflictError, NotFoundError, RefusedError)


def export(request: PageRequest) -> Response:
    """Return all topics as a file."""
    format_asked(request)
    with request.reading() as connection:
        call = request.call(connection)
        known = topic_queries.all_topics(connection, request.directory)
        topics = readable(known, request.person.role)
        wanted = TopicFilter(states=frozenset(TopicState))
        table = topic_table(call, listed(topics, wanted, call.today), request.language)
        return as_file(request, table, stem=request.words.gettext("topics"))


def page(request: PageRequest) -> Response:
    """Show the form for a file."""
    return _show(request)


def preview(request: PageRequest) -> Response:
    """Show what each row of a file would do; nothing is kept."""
    key = ""
    try:
        key = _files(request).keep()
        return _show(request, key=key, found=_looked(request, key))
    except (BadInputError, NotFoundError) as error:
        _files(request).drop(key)
        return _show(request, error)


def take(request: PageRequest) -> Response:
    """Keep the topics of a file as its preview has shown them."""
    key, found = request.form.line("file_key"), None
    without = request.form.has("without_refused")
    try:
        workbook = _read(request, key)
        with request.writing() as connection:
            call = request.call(connection)
            found = topic_import.compare_to_take(call, workbook)
            topic_import.check_seen_import(found, request.form.line("seen"))
            added, changed = topic_import.take(
                call, found, request.person.key, without_refused=without
            )
    except _REFUSALS as error:
        return _show(request, error, key=key, found=found)
    _files(request).drop(key)
    said = request.words.ngettext(
        "Imported: %(added)s new topic, %(changed)s changed; the others stay.",
        "Imported: %(added)s new topics, %(changed)s changed; the others stay.",
        len(added),
    ) % {"added": len(added), "changed": len(changed)}
    return request.go("/plan/topics", said=said)


def _files(request: PageRequest) -> StagedFiles:
    return StagedFiles(request, "topics")


def _read(request: PageRequest, key: str) -> Workbook:
    with _files(request).path(key).open("rb") as source:
        return reader.read(source)


def _looked(request: PageRequest, key: str) -> TopicImport:
    workbook = _read(request, key)
    with request.reading() as connection:
        return topic_import.compare(request.call(connection), workbook)


def _show(
    request: PageRequest,
    error: VorlaufError | None = None,
    *,
    key: str = "",
    found: TopicImport | None = None,
) -> Response:
    counts = [(kind, len(found.of(kind))) for kind in RowKind] if found else []
    return request.page(
        "topic_import.html",
        status=status_of(error) if error else 200,
        faults=[("file", request.say(error))] if error else [],
        file_key=key,
        found=found,
        counts=counts,
        refused=len(found.of(RowKind.REFUSED)) if found else 0,
        can_take=bool(found and (found.of(RowKind.NEW) or found.of(RowKind.CHANGED))),
        most=MOST,
        most_megabytes=MOST_BYTES // 1_000_000,
        say=request.say,
    )


PAGES: Final = {
    "plan.topics_export": export,
    "plan.topics_import": page,
    "plan.topics_import_preview": preview,
    "plan.topics_import_take": take,
}
