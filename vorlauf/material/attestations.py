"""Attestations: compare versions and files with what the audit log says of them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Row, Text, cast, select

from states.fingerprint import fingerprint_of_plain
from states.post import PostState
from vorlauf.db import audit_log, row_check, triggers
from vorlauf.db.audit_log import ChainCheck
from vorlauf.db.audit_rewrite import REWRITTEN
from vorlauf.db.integrity import damages, rows_of
from vorlauf.db.post_snapshots import PICTURE, POST, VERSION
from vorlauf.db.row_check import LastDigests
from vorlauf.db.tables import Audit, table_of
from vorlauf.material.file_queries import STORED_FILE
from vorlauf.material.files.storage import FileStore

# The event under which the log says that a file is kept, and the digests of it.
FILE_KEPT: Final = "file_kept"
# What a version belongs to whose post is gone.
NO_POST: Final = "no post"

_AUDIT: Final = table_of(Audit)
_OF_VERSIONS: Final = (
    select(_AUDIT.c.post_id, _AUDIT.c.number, _AUDIT.c.version, _AUDIT.c.fingerprint)
    .where(_AUDIT.c.version.is_not(None))
    .order_by(_AUDIT.c.id)
)
_OF_FILES: Final = (
    select(_AUDIT.c.post_id, _AUDIT.c.event, _AUDIT.c.details)
    .where(_AUDIT.c.event.in_((FILE_KEPT, REWRITTEN, "deliver")))
    .order_by(_AUDIT.c.id)
)
_POSTS: Final = select(
    POST.c.id, POST.c.number, POST.c.version, POST.c.fingerprint
).order_by(POST.c.id)
# As text: what is no JSON any more is a fault of its version, not of the whole look.
_VERSIONS: Final = select(
    VERSION.c.post_id,
    VERSION.c.number,
    VERSION.c.fingerprint,
    cast(VERSION.c.content, Text).label("content"),
).order_by(VERSION.c.post_id, VERSION.c.number)
_OF_OPEN_POSTS: Final = (
    select(POST.c.number, STORED_FILE.c.sha256, STORED_FILE.c.variants)
    .join_from(POST, PICTURE, PICTURE.c.post_id == POST.c.id)
    .join(STORED_FILE, STORED_FILE.c.sha256 == PICTURE.c.sha256)
    .where(POST.c.state.in_([one for one in PostState if one.is_open]))
    .order_by(POST.c.number_order, PICTURE.c.id)
)
_PICTURES: Final = select(PICTURE.c.post_id, PICTURE.c.sha256).order_by(PICTURE.c.id)


def verify(connection: Connection) -> ChainCheck:
    """Verify the chain, then everything that it speaks of against what its lines say.

    That is every covered row, every version by its fingerprint, every file. Names what
    of the database's own file is damaged, and which triggers are gone, too.
    """
    last = LastDigests()
    verdict = audit_log.verify(connection, last.read)
    found = (
        *damages(connection),
        *triggers.faults(connection),
        *_versions(connection),
        *_files(connection),
        *row_check.faults(connection, last),
    )
    return replace(verdict, faults=verdict.faults + found)


def broken_files(connection: Connection, store: FileStore) -> tuple[str, ...]:
    """Name the kept files whose bytes are gone, or are not what they were."""
    return tuple(_broken(connection, store))


def changed_pictures(connection: Connection, store: FileStore) -> tuple[str, ...]:
    """Name the pictures of posts that are not out whose bytes are not what they were.

    The others are looked at by `broken_files`: all together may be gigabytes.
    """
    return tuple(
        f"{row.number}: the file {digest} is gone or was changed"
        for row in connection.execute(_OF_OPEN_POSTS)
        for digest in dict.fromkeys((row.sha256, *row.variants.values()))
        if not store.is_whole(digest)
    )


def _broken(connection: Connection, store: FileStore) -> Iterator[str]:
    for sha256, row in rows_of(connection, select(STORED_FILE), STORED_FILE.c.sha256):
        if row is None:
            yield f"the row of the file {sha256} cannot be read"
            continue
        for digest in (row.sha256, *row.variants.values()):
            if not store.is_whole(digest):
                yield f"the file {digest} is gone or was changed"
        if row.has_original and not store.is_original_whole(row.original):
            yield f"the file {row.original} as it came is gone or was changed"


def _versions(connection: Connection) -> Iterator[str]:
    """Yield what does not fit; the first line about a version is of its making."""
    said: dict[tuple[int, int], str] = {}
    numbers: dict[int, str] = {}
    for line in connection.execute(_OF_VERSIONS):
        said.setdefault((line.post_id, line.version), line.fingerprint)
        numbers[line.post_id] = line.number
    for post in connection.execute(_POSTS):
        numbers[post.id] = post.number
        if said.get((post.id, post.version)) != post.fingerprint:
            yield f"{post.number} shows a version that the log does not know"
    kept = set()
    for row in connection.execute(_VERSIONS):
        kept.add((row.post_id, row.number))
        fault = _fault(row, said)
        if fault:
            yield f"version {row.number} of {numbers.get(row.post_id, NO_POST)} {fault}"
    for post_id, version in sorted(said.keys() - kept):
        number = numbers.get(post_id, NO_POST)
        yield f"version {version} of {number}, which the log knows, is gone"


def _fault(row: Row[Any], said: Mapping[tuple[int, int], str]) -> str:
    promised = said.get((row.post_id, row.number))
    if promised is None:
        return "is none that the log knows"
    content = fingerprint_of_plain(_read(row.content))
    if not promised == row.fingerprint == content:
        return "is not what the log says"
    return ""


def _files(connection: Connection) -> Iterator[str]:
    kept: dict[str, Mapping[str, Any]] = {}
    delivered = set()
    for line in connection.execute(_OF_FILES):
        details = _read(line.details)
        delivered.add((line.post_id, details.get("sha256")))
        for one in _told_of(line.event, details):
            kept.setdefault(one["sha256"], one)
    for sha256, file in rows_of(connection, select(STORED_FILE), STORED_FILE.c.sha256):
        if file is None:
            yield f"the row of the file {sha256} cannot be read"
        elif file.sha256 not in kept:
            yield f"the file {file.sha256} is none that the log knows"
        elif not _fits(file, kept[file.sha256]):
            yield f"the file {file.sha256} is not described as the log says"
    for picture in connection.execute(_PICTURES):
        if (picture.post_id, picture.sha256) not in delivered:
            yield f"the picture {picture.sha256} is none that the log knows"


def _told_of(event: str, details: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what the details of a line say of files that are kept."""
    if event == FILE_KEPT and "sha256" in details:
        return [details]
    told: list[Mapping[str, Any]] = details.get("files", [])
    return told


def _read(words: str) -> Mapping[str, Any]:
    """Return what stands in a JSON text; nothing if it is none, which others name."""
    with suppress(ValueError):
        told = json.loads(words)
        if isinstance(told, dict):
            return told
    return {}


def _fits(file: Row[Any], told: Mapping[str, Any]) -> bool:
    return all(
        getattr(file, name) == told.get(name) for name in ("original", "variants")
    )
