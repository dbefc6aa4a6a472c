"""File intake: an uploaded file becomes a picture of a post."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboard.web.request import PageRequest
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.material.briefs import brief_of
from vorlauf.material.deliveries import PictureUpload, deliver_file, keep_file
from vorlauf.material.files.file_types import FORMS, MATERIAL, FileKind
from vorlauf.material.files.intake import IntakeRules, KeptFile, take_in
from vorlauf.material.files.resumable_uploads import plain_name
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.material.suppliers import Bringer
from vorlauf.threads import giving_way

# So many files are read and written anew at once, whoever sends them.
_WORK: Final = giving_way("files", 2)


@dataclass(frozen=True, kw_only=True)
class ReceivedFile:
    """A file that is here: its name as it came, and where its bytes lie."""

    name: str
    path: Path


def cabinet_of(request: PageRequest) -> FileStore:
    """Return where files are kept."""
    return FileStore(files_in(request.wiring.settings.home))


def take_picture(
    request: PageRequest,
    post: PostSnapshot,
    house: str,
    by: Bringer,
    arrived: ReceivedFile,
) -> int:
    """Take a picture or film in for a post; return the picture's key.

    Raises the refusals of `take_in` and `deliver_file`.
    """
    kept = _taken_in(request, arrived.path, _formats(request, post), MATERIAL)
    upload = PictureUpload(
        number=post.number, house=house, kept=kept, name=plain_name(arrived.name)
    )
    with request.writing() as connection:
        return deliver_file(request.call(connection), by, upload)


def keep_picture(
    request: PageRequest, post: PostSnapshot, arrived: ReceivedFile
) -> KeptFile:
    """Keep the file of a picture of somebody signed in; it is not delivered yet."""
    kept = _taken_in(request, arrived.path, _formats(request, post), MATERIAL)
    with request.writing() as connection:
        keep_file(request.call(connection), kept, request.person.key)
    return kept


def take_form(request: PageRequest, by: Bringer, arrived: ReceivedFile) -> str:
    """Take the signed form of a consent in, and return its SHA-256."""
    kept = _taken_in(request, arrived.path, {}, FORMS)
    with request.writing() as connection:
        keep_file(request.call(connection), kept, by)
    return kept.sha256


def _formats(request: PageRequest, post: PostSnapshot) -> dict[str, str]:
    with request.reading() as connection:
        return brief_of(connection, post, request.directory).formats


def _taken_in(
    request: PageRequest,
    path: Path,
    formats: dict[str, str],
    allowed: frozenset[FileKind],
) -> KeptFile:
    settings = request.wiring.settings
    work = _WORK.submit(
        take_in,
        path,
        cabinet_of(request),
        IntakeRules(
            formats=formats,
            scan_command=settings.scan_command,
            keep_originals=settings.keep_originals,
            allowed=allowed,
        ),
    )
    return work.result()
