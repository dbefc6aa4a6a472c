"""Intake of material: a file that came to a page becomes a picture of a post."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.web.request import PageRequest
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.material.briefs import brief_of
from vorlauf.material.deliveries import PictureUpload, deliver_file, keep_file
from vorlauf.material.files.file_types import FORMS, MATERIAL, FileKind
from vorlauf.material.files.intake import KeptFile, take_in
from vorlauf.material.files.places import files_in
from vorlauf.material.files.resumable_uploads import plain_name
from vorlauf.material.files.storage import FileStore
from vorlauf.material.suppliers import Bringer


@dataclass(frozen=True, kw_only=True)
class ReceivedFile:
    """A file that is here: its name as it came, and where its bytes lie."""

    name: str
    path: Path


def cabinet_of(errand: PageRequest) -> FileStore:
    """Return where files are kept."""
    return FileStore(files_in(errand.wiring.settings.home))


def take_picture(
    errand: PageRequest,
    post: PostSnapshot,
    house: str,
    by: Bringer,
    arrived: ReceivedFile,
) -> int:
    """Take a picture or film in for a post; return the picture's key.

    Raises the refusals of `take_in` and `deliver_file`.
    """
    kept = _taken_in(errand, arrived.path, _formats(errand, post), MATERIAL)
    upload = PictureUpload(
        number=post.number, house=house, kept=kept, name=plain_name(arrived.name)
    )
    with errand.writing() as connection:
        return deliver_file(connection, errand.directory, by, upload, errand.now)


def keep_picture(
    errand: PageRequest, post: PostSnapshot, arrived: ReceivedFile
) -> KeptFile:
    """Keep the file of a picture of somebody signed in; it is not delivered yet."""
    kept = _taken_in(errand, arrived.path, _formats(errand, post), MATERIAL)
    with errand.writing() as connection:
        keep_file(connection, errand.directory, kept, errand.person.key, errand.now)
    return kept


def take_form(errand: PageRequest, by: Bringer, arrived: ReceivedFile) -> str:
    """Take the signed form of a consent in, and return its SHA-256."""
    kept = _taken_in(errand, arrived.path, {}, FORMS)
    with errand.writing() as connection:
        keep_file(connection, errand.directory, kept, by, errand.now)
    return kept.sha256


def _formats(errand: PageRequest, post: PostSnapshot) -> dict[str, str]:
    with errand.reading() as connection:
        return brief_of(connection, post, errand.directory).formats


def _taken_in(
    errand: PageRequest,
    path: Path,
    formats: dict[str, str],
    allowed: frozenset[FileKind],
) -> KeptFile:
    settings = errand.wiring.settings
    return take_in(
        path,
        cabinet_of(errand),
        formats=formats,
        scan_command=settings.scan_command,
        keep_originals=settings.keep_originals,
        allowed=allowed,
    )
