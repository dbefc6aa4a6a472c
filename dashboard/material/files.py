"""Files of posts for signed-in people: our copies, never the uploaded bytes.

Pictures are shown; films, forms and whole pictures are downloads.
"""

from pathlib import PurePath
from typing import Final

from starlette.responses import Response

from dashboard.components.kept_files import kept_file
from dashboard.components.picture_cards import PREVIEW
from dashboard.web.request import PageRequest
from states.messages import msg
from states.post import Role
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import StoredFile
from vorlauf.errors import NotFoundError
from vorlauf.material import consent_queries, file_queries

MASTER: Final = "master"
_ENDINGS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "application/pdf": ".pdf",
}
# Whatever a browser makes of it, it runs nothing and reaches nothing.
_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
# Forms name people; whoever only supplies pictures has seen their own.
_READ_FORMS: Final = frozenset({Role.COORDINATOR, Role.AUDITOR})


def send(request: PageRequest) -> Response:
    """Send a file of a post: `preview`, the variant for a channel, or `master`.

    Raises `NotFoundError` for what is no file of this post, or has no such variant,
    `AlteredFileError` for bytes that are not those that were kept.
    """
    with request.reading() as connection:
        post = request.post(connection)
        name, file = _found(request, connection, post, request.path["sha256"])
    variant = request.path["variant"]
    sha256 = file.sha256 if variant == MASTER else file.variants.get(variant, "")
    if not sha256:
        raise NotFoundError(f"{post.number} has no such file.")
    is_shown = variant != MASTER and file.media_type.startswith("image/")
    stem = PurePath(name).stem or "file"
    kind = "" if variant in {MASTER, PREVIEW} else f" {variant}"
    called = f"{stem}{kind}{_ENDINGS.get(file.media_type, '')}"
    answer = kept_file(request, sha256, file.media_type, name=called, is_shown=is_shown)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def _found(
    request: PageRequest, connection: Connection, post: PostSnapshot, sha256: str
) -> tuple[str, StoredFile]:
    """Return a picture of the post, or the form of a consent to one, and its name."""
    pictures = file_queries.pictures_of(connection, post.id)
    for one in pictures:
        if one.sha256 == sha256 and one.file is not None:
            return one.name, one.file
    if request.person.role in _READ_FORMS:
        terms = consent_queries.of_pictures(
            connection, {one.sha256 for one in pictures}
        )
        for term in terms:
            if term.form == sha256 and sha256:
                return f"consent-{term.id}", _form(connection, sha256)
    raise NotFoundError(f"{post.number} has no such file.")


def _form(connection: Connection, sha256: str) -> StoredFile:
    found = file_queries.files(connection, [sha256])
    if sha256 not in found:
        raise NotFoundError(msg("This file is not kept here."))
    return found[sha256]


PAGES: Final = {"post.file": send}
