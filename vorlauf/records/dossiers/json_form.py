"""A dossier as JSON, in the form of the schema that is published beside it."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from vorlauf.records.dossiers.values import Dossier

FORM: Final = "vorlauf-dossier-1"
_SCHEMA: Final = Path(__file__).with_name("dossier.schema.json")


def schema() -> bytes:
    """Return the schema (JSON Schema 2020-12) of what `written` returns."""
    return _SCHEMA.read_bytes()


def written(dossier: Dossier) -> bytes:
    """Return a dossier as JSON; the same bytes for the same dossier."""
    whole = {"form": FORM, **_fields(dossier)}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _fields(value: object) -> dict[str, object]:
    names = (one.name for one in fields(value))  # type: ignore[arg-type]  # checked before
    return {name: _plain(getattr(value, name)) for name in names}
