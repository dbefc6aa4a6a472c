"""Topics as files by the API: imported after a look at every row, and exported."""

import base64
import tempfile
from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field, StrictBool

from dashboard.api.caller import Calls
from dashboard.api.files import FileQuery, file_answer
from dashboard.api.values import Value
from states.messages import msg
from vorlauf.db.engine import trying, writing
from vorlauf.db.topic_tables import TopicState
from vorlauf.errors import BadInputError
from vorlauf.plan.topics import topic_import, topic_queries
from vorlauf.plan.topics.topic_export import topic_table
from vorlauf.plan.topics.topic_import import RowKind
from vorlauf.plan.topics.topic_list import TopicFilter, listed, readable
from vorlauf.sheets import reader


class TopicFileIn(Value):
    """A spreadsheet of topics (Base64, 10 MB at most); with `dry_run` none is kept."""

    file: str = Field(max_length=14_000_000, min_length=1)
    without_refused: StrictBool = False
    dry_run: StrictBool = False


class TopicInRowOut(Value):
    """What becomes of a row, and why."""

    sheet: str
    row: int
    kind: RowKind
    title: str
    key: int
    reasons: Sequence[str]


class ImportedTopicsOut(Value):
    """The rows of a file, and whether they were imported: all of them or none.

    `remarks` say which sheets and columns are not read.
    """

    imported: bool
    remarks: Sequence[str]
    rows: Sequence[TopicInRowOut]


def import_topics(calls: Calls, wish: TopicFileIn) -> ImportedTopicsOut:
    """Import topics, all of them or none; with dry_run say what each row would do."""
    try:
        content = base64.b64decode(wish.file, validate=True)
    except ValueError as error:
        raise BadInputError(msg("The file is no Base64; encode it anew.")) from error
    opened = trying if wish.dry_run else writing
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.flush()
        # Nobody else waits while it is read.
        workbook = reader.read(source)
    with opened(calls.parts.wiring.engine) as connection:
        call = calls.call(connection)
        found = topic_import.compare_to_take(call, workbook)
        is_taken = wish.without_refused or not found.of(RowKind.REFUSED)
        if is_taken:
            topic_import.take(
                call, found, calls.person.key, without_refused=wish.without_refused
            )
    rows = [
        TopicInRowOut(
            sheet=one.sheet,
            row=one.row,
            kind=one.kind,
            title=one.title,
            key=one.key,
            reasons=[str(reason) for reason in one.reasons],
        )
        for one in found.rows
    ]
    return ImportedTopicsOut(
        imported=is_taken and not wish.dry_run,
        remarks=[str(remark) for remark in found.remarks],
        rows=rows,
    )


def export_topics(calls: Calls, asked: Annotated[FileQuery, Query()]) -> Response:
    """Return all topics as JSON, XLSX or CSV."""
    with calls.reading() as connection:
        call = calls.call(connection)
        known = topic_queries.all_topics(connection, calls.directory)
        topics = readable(known, calls.person.role)
        wanted = TopicFilter(states=frozenset(TopicState))
        found = listed(topics, wanted, call.today)
        return file_answer(topic_table(call, found, asked.language), asked)
