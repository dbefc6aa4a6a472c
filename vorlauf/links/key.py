"""Key: what links are made with; kept in a file beside the database, not in it."""

import os
from pathlib import Path
from secrets import token_bytes
from typing import Final
from uuid import uuid4

from vorlauf.errors import SettingsError

NAME: Final = "links.key"
SIZE: Final = 32  # bytes


def link_key(home: Path) -> bytes:
    """Return the key of this installation; the first who asks makes it.

    Only its owner may read the file. Without it every link that was sent is void, and
    new ones are made with another. Raises `SettingsError` if it cannot be read, made,
    or is damaged.
    """
    path = home / NAME
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"The key of links {path} cannot be used: {error.strerror}."
        ) from error
    if len(key) != SIZE:
        raise SettingsError(
            f"The key of links {path} has {len(key)} bytes, not {SIZE}; put back the "
            "one from your backup, or delete it: then links that were sent are void."
        )
    return key


def _make(path: Path) -> None:
    """Write a new key, whole or not at all; of two who try the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
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
