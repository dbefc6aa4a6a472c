"""Lists as files by the API, as the pages and the command line write them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import Field

from dashboard.api.caller import Calls
from dashboard.api.posts import PostFilter, filter_of
from dashboard.api.values import Value
from states.post import PostState
from vorlauf.exports.file_format import FileFormat, write
from vorlauf.exports.file_table import ColumnKind, FileTable
from vorlauf.exports.separated import Separator
from vorlauf.plan.exports.plan_export import PlanFilter, plan_table
from vorlauf.plan.exports.template import template
from vorlauf.readmodels.register_files import PostList, register_table

Language = Annotated[str, Field(pattern="^(de|en)$")]
Choice = Annotated[str, Field(max_length=80)]


class FileQuery(Value):
    """As what a list is written, and in which language."""

    form: FileFormat = Field(FileFormat.JSON, alias="as")
    separator: Separator = Separator.SEMICOLON
    language: Language = "en"


class PlanQuery(FileQuery):
    """Which part of the plan is written; both days are included."""

    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    house: Choice = ""
    channel: Choice = ""
    state: PostState | None = None


class FileColumnOut(Value):
    """A column of a list: its name for programs and for people, and what it holds."""

    key: str
    label: str
    kind: ColumnKind


class FileTableOut(Value):
    """A list as JSON: each row has a value for the key of each column.

    Days are ISO 8601, instants, too, in UTC; a day and its time stand as clocks in
    `zone` show them. Columns may be added; another form gets another `version`.
    """

    version: int
    list: str
    as_of: datetime
    zone: str
    columns: Sequence[FileColumnOut]
    rows: Sequence[dict[str, Any]]
    notes: Sequence[str]


class PostsQuery(PostFilter, FileQuery):
    """Which posts are written, and as what."""


def export_posts(calls: Calls, asked: Annotated[PostsQuery, Query()]) -> Response:
    """Return the list of posts, or a part of it, as JSON, XLSX or CSV."""
    with calls.reading() as connection:
        reader = PostList(
            scope=calls.scope(connection),
            directory=calls.directory,
            outlooks=calls.outlooks(connection, calls.around(connection)),
            language=asked.language,
        )
        table = register_table(reader, filter_of(calls, connection, asked))
        return file_answer(table, asked)


def export_plan(calls: Calls, asked: Annotated[PlanQuery, Query()]) -> Response:
    """Return the plan, or a part of it, as JSON, XLSX or CSV."""
    wanted = PlanFilter(
        first=asked.first,
        last=asked.last,
        house=asked.house,
        channel=asked.channel,
        state=asked.state,
    )
    with calls.naming(), calls.reading() as connection:
        table = plan_table(calls.call(connection), asked.language, wanted)
        return file_answer(table, asked)


def plan_template(calls: Calls, asked: Annotated[FileQuery, Query()]) -> Response:
    """Return an empty plan with three examples, as JSON, XLSX or CSV."""
    with calls.reading() as connection:
        table = template(calls.call(connection), asked.language)
    return file_answer(table, asked)


def file_answer(table: FileTable, asked: FileQuery) -> Response:
    """Return a list as the file that was asked for."""
    written = write(table, asked.form, asked.separator)
    return Response(
        written.content, media_type=asked.form.media_type, headers=written.headers
    )
