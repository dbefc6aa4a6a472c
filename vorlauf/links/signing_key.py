"""Signing key: the key that signs links; a file, whose digest the database has.

All machines that share a database share one key; otherwise a link that one of them has
sent opens nothing at another. So the database knows the digest of its key, and a
machine with another key issues no link and opens none.
"""

import hmac
import os
import socket
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, Engine

from states.messages import msg, phrase
from vorlauf.db import audit_log
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import LinkKey
from vorlauf.errors import LinkKeyError, SettingsError
from vorlauf.links import key_queries, link_queries, tokens
from vorlauf.links.issue import LinkIssuer

NAME: Final = "links.key"
SIZE: Final = 32  # bytes
# A digest of its own kind: no link and no code is made in this way.
_LABEL: Final = b"vorlauf: which key links are made with"
# Databases older than the digest are asked whether the key has made their last links.
_LOOKED_AT: Final = 100
_NEW_KEY: Final = phrase(
    "or_else",
    "or void all links that were sent and go on with a new key: "
    "`vorlauf links adopt --as PERSON`.",
)


def fingerprint(key: bytes) -> str:
    """Return the digest of a key for the database; nobody can make a link with it."""
    return hmac.digest(key, _LABEL, "sha256").hex()


def link_key(engine: Engine, home: Path, now: datetime) -> bytes:
    """Return the signing key of this database; the first call makes it.

    Raises `LinkKeyError` if this machine has another key or none, and `SettingsError`
    if the file is damaged or cannot be read or made. `now` is aware UTC.
    """
    with reading(engine) as connection:
        known = key_queries.known(connection)
    if known is None:
        with writing(engine) as connection:
            return _agree(connection, home, now)
    return _checked(known, home)


def examine(connection: Connection, home: Path) -> None:
    """Raise as `link_key` would, but make and write nothing."""
    known = key_queries.known(connection)
    if known is not None:
        _checked(known, home)
    else:
        _check_by_links(connection, home)


def require(connection: Connection, key: bytes) -> LinkKey | None:
    """Return the digest in the database. Raises `LinkKeyError` for another key."""
    known = key_queries.known(connection)
    if known is not None and known.digest != fingerprint(key):
        raise LinkKeyError(
            msg(
                "The links of this database are made with another key by now, that of "
                "{host}; copy its {file} here, and start again.",
                host=known.host,
                file=NAME,
            )
        )
    return known


def replace(connection: Connection, home: Path, now: datetime) -> int:
    """Sign links with this machine's key from now on; return how many links ended.

    Makes a key if there is none here. Every link that was sent before is void; its
    reader may get a new one. Raises `LinkKeyError` if the database has this key
    already.
    """
    audit_log.lock(connection)
    known, key = key_queries.known(connection), _read(home)
    if known is not None and key is not None and known.digest == fingerprint(key):
        raise LinkKeyError(
            msg(
                "The links of this database are made with {file} already.",
                file=str(home / NAME),
            )
        )
    digest = fingerprint(key or _make(home))
    key_queries.remember(connection, digest, socket.gethostname(), now, replaced_at=now)
    return key_queries.end_all(connection, now)


def _agree(connection: Connection, home: Path, now: datetime) -> bytes:
    """Write the digest of the key; if somebody was faster, it must be equal."""
    audit_log.lock(connection)
    known = key_queries.known(connection)
    if known is not None:
        return _checked(known, home)
    key = _check_by_links(connection, home) or _make(home)
    key_queries.remember(connection, fingerprint(key), socket.gethostname(), now)
    return key


def _checked(known: LinkKey, home: Path) -> bytes:
    key = _read(home)
    if key is None:
        raise LinkKeyError(
            msg(
                "There is no key of links {file}, and the links of this database are "
                "made with that of {host}; copy it here, {or_else}",
                file=str(home / NAME),
                host=known.host,
                or_else=_NEW_KEY,
            )
        )
    if known.digest != fingerprint(key):
        raise LinkKeyError(
            msg(
                "The key of links {file} is not the one that the links of this "
                "database are made with; copy that of {host} here, {or_else}",
                file=str(home / NAME),
                host=known.host,
                or_else=_NEW_KEY,
            )
        )
    return key


def _check_by_links(connection: Connection, home: Path) -> bytes | None:
    """Return the key of the file, if any; it must have made the newest links."""
    key = _read(home)
    links = link_queries.newest(connection, _LOOKED_AT)
    if links and key is None:
        raise LinkKeyError(
            msg(
                "There is no key of links {file}, and links of this database were "
                "made with one; copy it from a backup, {or_else}",
                file=str(home / NAME),
                or_else=_NEW_KEY,
            )
        )
    issuer = LinkIssuer(key=key or b"", url="")
    if links and not any(
        tokens.digest(issuer.token(one)) == one.digest for one in links
    ):
        raise LinkKeyError(
            msg(
                "The key of links {file} has not made the links of this database; "
                "copy the right one from a backup, {or_else}",
                file=str(home / NAME),
                or_else=_NEW_KEY,
            )
        )
    return key


def _read(home: Path) -> bytes | None:
    path = home / NAME
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, error) from error
    if len(key) != SIZE:
        raise SettingsError(
            msg(
                "The key of links {file} has {length} bytes, not {size}; put back the "
                "one from your backup. Without one delete it, and void all links that "
                "were sent: `vorlauf links adopt --as PERSON`.",
                file=str(path),
                length=len(key),
                size=SIZE,
            )
        )
    return key


def _make(home: Path) -> bytes:
    """Write a new key, whole or not at all; of two processes the first wins."""
    path = home / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path)
        return path.read_bytes()
    except OSError as error:
        raise _unusable(path, error) from error


def _write(path: Path) -> None:
    draft = path.with_name(f".{NAME}.{uuid4().hex}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
    ) as one:
        one.write(token_bytes(SIZE))
        one.flush()
        os.fsync(one.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _unusable(path: Path, error: OSError) -> SettingsError:
    return SettingsError(
        msg(
            "The key of links {file} cannot be used: {reason}.",
            file=str(path),
            reason=error.strerror or "",
        )
    )
