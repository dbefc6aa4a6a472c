"""The pictures on pages behind a link: only those of the post, and only our copies."""

from typing import Final

from starlette.responses import Response

from dashboard.answer.link import is_good, opened_by, with_headers
from dashboard.components.kept_files import kept_file
from dashboard.web.request import PageRequest
from vorlauf.db.tables import StoredFile
from vorlauf.errors import NotFoundError
from vorlauf.material import file_queries

SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
_ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def picture(request: PageRequest) -> Response:
    """Return a small picture, or with `?download=1` the whole one to keep.

    Raises `NotFoundError` for what is no picture of the post, and for dead links,
    `AlteredFileError` for bytes that are not those of the picture.
    """
    sha256 = request.path["sha256"]
    with request.reading() as connection:
        opened = opened_by(request, connection)
        if opened is None or not is_good(opened):
            raise NotFoundError("This link opens nothing any more.")
        theirs = file_queries.shown_files(connection, opened.post.id)
        found = file_queries.files(connection, [sha256] if sha256 in theirs else [])
    file = found.get(sha256)
    if file is None or file.media_type not in SHOWN:
        raise NotFoundError("The post has no such picture.")
    return with_headers(_sent(request, file))


def _sent(request: PageRequest, file: StoredFile) -> Response:
    if "download" in request.query:
        name = f"{file.sha256[:12]}.{_ENDINGS[file.media_type]}"
        return kept_file(request, file.sha256, file.media_type, name=name)
    small = file.variants.get("preview", file.sha256)
    # A preview is written as its picture is; it has no entry of its own.
    return kept_file(request, small, file.media_type)


PAGES: Final = {"answer.file": picture}
