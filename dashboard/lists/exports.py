"""Exports: the posts of the register, as the filter asks for them, as a file."""

from typing import Final

from starlette.responses import Response

from dashboard.components import filters
from dashboard.components.files import as_file, format_asked
from dashboard.web.request import PageRequest
from vorlauf.readmodels.register_files import PostList, register_table


def export(request: PageRequest) -> Response:
    """Return the posts that the filter asks for, by slot, as a file."""
    format_asked(request)
    asked = filters.asked(request)
    with request.reading() as connection:
        wanted = filters.wanted(request, connection, asked)
        reader = PostList(
            scope=request.scope(connection),
            directory=request.directory,
            outlooks=request.outlooks(connection),
            language=request.language,
        )
        table = register_table(reader, wanted)
        return as_file(request, table, stem=request.words.gettext("posts"))


PAGES: Final = {"register.export": export}
