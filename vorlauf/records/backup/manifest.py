"""The manifest of an archive: what is in it, of when, and which log it belongs to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from states.messages import msg
from vorlauf.errors import BadInputError

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
# The parts that there may be; no other name is ever written to a disk.
STAKEHOLDERS, KEY, SETTINGS = "stakeholders.toml", "links.key", "settings.json"
SQLITE, POSTGRESQL = "database.sqlite", "database.pgdump"
_NAMES: Final = (STAKEHOLDERS, KEY, SETTINGS, SQLITE, POSTGRESQL)
_TABLE: Final = re.compile(r"tables/[a-z_]{1,63}\.jsonl")
_FILE: Final = re.compile(
    r"files/(originals/)?([0-9a-f]{2})/([0-9a-f]{2})/\2\3[0-9a-f]{60}"
)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part: its size in bytes and its SHA-256 (hex)."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an archive holds.

    `made_at` is ISO 8601 in UTC, `migration` the version of the tables, `head` the end
    of the audit log as LINE:HASH (empty where it had none that fits), `counts` the rows
    of each table, `parts` everything else in the archive.
    """

    format: int = FORMAT
    product: str
    migration: str
    made_at: str
    head: str
    counts: Mapping[str, int]
    parts: Mapping[str, Part]

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """Return the manifest that JSON says. Raises `BadInputError` for another."""
        try:
            if said["format"] != FORMAT:
                raise BadInputError(
                    msg(
                        "The archive has format {format}, which this version cannot "
                        "read; install a newer Vorlauf.",
                        format=str(said["format"])[:20],
                    )
                )
            parts = {name: _part(name, one) for name, one in said["parts"].items()}
            datetime.fromisoformat(said["made_at"])
            return cls(
                product=str(said["product"]),
                migration=str(said["migration"]),
                made_at=said["made_at"],
                head=str(said["head"]),
                counts={name: int(count) for name, count in said["counts"].items()},
                parts=parts,
            )
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise BadInputError(
                msg("The manifest of the archive cannot be read.")
            ) from error

    @property
    def at(self) -> datetime:
        """When the archive was made, aware UTC."""
        return datetime.fromisoformat(self.made_at)

    @property
    def files(self) -> list[str]:
        """The names of the parts that are kept files."""
        return [name for name in self.parts if _FILE.fullmatch(name)]


def _part(name: str, said: Mapping[str, Any]) -> Part:
    """Return a part that may stand in an archive. Raises `ValueError` for another."""
    digest = str(said["sha256"])
    is_ours = name in _NAMES or _FILE.fullmatch(name) or _TABLE.fullmatch(name)
    if not is_ours or not _DIGEST.fullmatch(digest):
        raise ValueError(name)
    return Part(size=int(said["size"]), sha256=digest)
