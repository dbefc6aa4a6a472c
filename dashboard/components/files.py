"""Files: a list of a page as XLSX, CSV or JSON, for whoever asks by its address."""

from starlette.responses import Response

from dashboard.web.request import PageRequest
from vorlauf.exports.file_format import FileFormat, format_named, separator_named, write
from vorlauf.exports.file_table import FileTable
from vorlauf.exports.separated import Separator


def format_asked(request: PageRequest) -> FileFormat:
    """Return the format that the address names. Raises `BadInputError`."""
    return format_named(request.query.get("as") or FileFormat.XLSX)


def as_file(request: PageRequest, table: FileTable, *, stem: str = "") -> Response:
    """Return a list as a file to be kept, while the transaction of its rows is open.

    `stem` is what it is called. Raises `BadInputError` for a format that is none.
    """
    separator = separator_named(request.query.get("separator") or Separator.SEMICOLON)
    written = write(table, format_asked(request), separator, stem=stem)
    return Response(
        written.content, media_type=written.format.media_type, headers=written.headers
    )
