"""Intake: the whole way of one file from its upload into the storage."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from vorlauf.material.files.file_types import FILMS, PICTURES, FileKind
from vorlauf.material.files.rejections import FileReason
from vorlauf.material.files.sandbox import kind_of, pressed, refused
from vorlauf.material.files.storage import FileStore, digest_of
from vorlauf.material.files.virus_scan import scan

# How large a file may be as it comes, in bytes.
MOST_BYTES: Final[Mapping[FileKind, int]] = {
    **dict.fromkeys(PICTURES, 50_000_000),
    **dict.fromkeys(FILMS, 500_000_000),
    FileKind.PDF: 10_000_000,
}

# What is being made anew lies in folders that begin like this.
PRESSES: Final = ".press-"


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """What is kept of a file: the columns of its row that are known from its bytes.

    `size` is bytes, width and height are pixels. `original` is the SHA-256 of the bytes
    as they came; `variants` maps a channel, or `preview`, to the SHA-256 of a picture.
    """

    sha256: str
    media_type: str
    size: int
    width: int
    height: int
    original: str
    has_original: bool
    variants: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class IntakeRules:
    """How a file is taken in: the `formats` of the channels, and what is `allowed`."""

    formats: Mapping[str, str]
    scan_command: str | None
    keep_originals: bool
    allowed: frozenset[FileKind]


def take_in(source: Path, store: FileStore, rules: IntakeRules) -> KeptFile:
    """Check a file, have it made anew, and keep the result; the source stays.

    It takes seconds, so it is nothing for the inside of a transaction. Raises
    `BadInputError` with the reason why the file is not taken, and `SettingsError` if
    the virus scanner does not work; then nothing is kept.
    """
    kind = _checked(source, rules.allowed)
    scan(rules.scan_command, source)
    store.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix=PRESSES, dir=store.root) as folder:
        made = pressed(source, Path(folder), rules.formats if kind in PICTURES else {})
        variants = {name: store.keep(path) for name, path in made.variants.items()}
        digest, size = store.keep(made.master), made.master.stat().st_size
    original = digest_of(source)
    if rules.keep_originals:
        store.keep_original(source)
    return KeptFile(
        sha256=digest,
        media_type=made.media_type,
        size=size,
        width=made.width,
        height=made.height,
        original=original,
        has_original=rules.keep_originals,
        variants=variants,
    )


def _checked(source: Path, allowed: frozenset[FileKind]) -> FileKind:
    """Return what a file is, if that is asked for here and not too large."""
    kind = kind_of(source)
    if kind not in allowed:
        raise refused(FileReason.NOT_ALLOWED)
    if source.stat().st_size > MOST_BYTES[kind]:
        raise refused(FileReason.TOO_LARGE)
    return kind
