"""The archive of a dossier: PDF, JSON, pictures, and what verifies them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Connection

from vorlauf.db.audit_head import KeptHead
from vorlauf.material.files.storage import FileStore
from vorlauf.records.dossiers import json_form
from vorlauf.records.dossiers.dossier_queries import lines_of
from vorlauf.records.dossiers.excerpt import excerpt
from vorlauf.records.dossiers.values import Dossier

VERIFIER: Final = Path(__file__).with_name("verify.py")
_SUMS: Final = "SHA256SUMS"
_BLOCK: Final = 1 << 20  # bytes
# Pictures are small already.
_NOT_DEFLATED: Final = frozenset({".jpg", ".png", ".webp", ".mp4"})


@dataclass(frozen=True)
class StampFile:
    """A time stamp of a head of the log, as the authority's answer came."""

    head: KeptHead
    answer: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """What was kept outside of the database: heads, stamps, and whom those are from.

    `certificates` are PEM, empty if nobody's stamps are believed.
    """

    heads: tuple[KeptHead, ...] = ()
    stamps: tuple[StampFile, ...] = ()
    certificates: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True)
class ArchiveParts:
    """What goes into an archive beside the lines of the log; `pdf` is the dossier."""

    dossier: Dossier
    pdf: bytes = field(repr=False)
    anchor: Anchor
    store: FileStore


def write(connection: Connection, parts: ArchiveParts, into: IO[bytes]) -> None:
    """Write the archive (ZIP); the same parts make the same bytes.

    Its names are those that `verify.py` in it looks for.
    """
    with ZipFile(into, "w") as archive:
        packer = _Packer(archive, parts.dossier)
        packer.add("dossier.pdf", [parts.pdf])
        packer.add("dossier.json", [json_form.written(parts.dossier)])
        packer.add("dossier.schema.json", [json_form.schema()])
        for digest, name in _pictures(parts.dossier):
            # Without the file the script names what is missing.
            if parts.store.has(digest):
                packer.add(name, _blocks(parts.store, digest))
        numbers = [post.number for post in parts.dossier.posts]
        # Others may have written since the end was read.
        end = parts.dossier.end.line
        lines = [line for line in lines_of(connection, numbers) if line <= end]
        packer.add("audit.jsonl", excerpt(connection, lines, end))
        for name, content in _anchored(parts, min(lines, default=1)):
            packer.add(name, [content])
        packer.add(VERIFIER.name, [VERIFIER.read_bytes()])
        packer.add(_SUMS, [packer.sums()])


class _Packer:
    """Adds files to an archive, block by block, and remembers their SHA-256."""

    def __init__(self, archive: ZipFile, dossier: Dossier) -> None:
        self._archive = archive
        self._dated = dossier.as_of.timetuple()[:6]
        self._digests: dict[str, str] = {}

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        info = ZipInfo(name, self._dated)
        is_small = Path(name).suffix in _NOT_DEFLATED
        info.compress_type = ZIP_STORED if is_small else ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self._archive.open(info, "w", force_zip64=True) as file:
            for block in blocks:
                digest.update(block)
                file.write(block)
        self._digests[name] = digest.hexdigest()

    def sums(self) -> bytes:
        """Return the lines of SHA256SUMS, as `sha256sum -c` reads them, too."""
        told = sorted(self._digests.items())
        return "".join(f"{digest}  {name}\n" for name, digest in told).encode()


def _pictures(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield digest and name of each picture once, in the order of the posts."""
    named = {
        picture.file: picture.sha256
        for post in dossier.posts
        for picture in post.pictures
        if picture.file
    }
    yield from ((digest, name) for name, digest in named.items())


def _blocks(store: FileStore, digest: str) -> Iterator[bytes]:
    with store.open(digest) as file:
        while block := file.read(_BLOCK):
            yield block


def _anchored(parts: ArchiveParts, first: int) -> Iterator[tuple[str, bytes]]:
    """Yield the end of the log, and what was kept outside of the lines from `first`."""
    end, anchor = parts.dossier.end, parts.anchor
    within = range(first - 1, end.line + 1)
    heads = sorted({str(one) for one in anchor.heads if one.line in within})
    told = {"end": {"line": end.line, "hash": end.hash}, "heads": heads}
    yield "anchor.json", json.dumps(told, indent=1).encode() + b"\n"
    stamps = [one for one in anchor.stamps if one.head.line in within]
    for stamp in stamps:
        name = f"{stamp.head.line}-{stamp.head.digest}.tsr"
        yield f"stamps/{name}", stamp.answer
    if stamps and anchor.certificates:
        yield "stamps/certificates.pem", anchor.certificates
