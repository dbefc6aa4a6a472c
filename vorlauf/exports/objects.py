"""Objects: a table as JSON for programs, with keys that never change.

Days are ISO 8601, instants, too, in UTC; a day and its time stand as the campaign's
clocks show them, in the zone that is named.
"""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from vorlauf.exports.file_table import ColumnKind, FileColumn, FileTable, FileValue

# Another form is another version; new columns are none.
VERSION: Final = 1
_TYPES: Final[dict[ColumnKind, dict[str, Any]]] = {
    ColumnKind.YES_NO: {"type": ["boolean", "null"]},
    ColumnKind.NUMBER: {"type": ["integer", "null"]},
    ColumnKind.DECIMAL: {"type": ["number", "null"]},
    ColumnKind.PERCENT: {"type": ["number", "null"]},
    ColumnKind.DAY: {"type": ["string", "null"], "format": "date"},
    ColumnKind.TIME: {"type": ["string", "null"], "pattern": "^[0-9]{2}:[0-9]{2}$"},
    ColumnKind.WEEKDAY: {"type": ["integer", "null"], "minimum": 1, "maximum": 7},
    ColumnKind.MOMENT: {"type": ["string", "null"], "format": "date-time"},
}
_TEXT: Final[dict[str, Any]] = {"type": ["string", "null"]}
_SEVERAL: Final[dict[str, Any]] = {
    "type": ["string", "array", "null"],
    "items": {"type": "string"},
}


def write(table: FileTable) -> bytes:
    """Write a table as one object: what it is, its columns, its rows."""
    rows = [
        {
            column.key: _plain(value, column)
            for value, column in zip(row, table.columns, strict=True)
        }
        for row in table.rows
    ]
    content = {
        "version": VERSION,
        "list": table.name,
        "as_of": _instant(table.as_of),
        "zone": table.zone.key,
        "columns": [
            {"key": one.key, "label": one.label, "kind": one.kind.value}
            for one in table.columns
        ],
        "rows": rows,
        "notes": table.notes(),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def schema(table: FileTable) -> dict[str, Any]:
    """Return the JSON schema of such a table; its rows are not read."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "type": "object",
        "properties": {
            "version": {"const": VERSION},
            "list": {"const": table.name},
            "as_of": {"type": "string", "format": "date-time"},
            "zone": {"type": "string"},
            "columns": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "key": {"type": "string"},
                        "label": {"type": "string"},
                        "kind": {"enum": [kind.value for kind in ColumnKind]},
                    },
                    "required": ["key", "label", "kind"],
                },
            },
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {one.key: _schema_of(one) for one in table.columns},
                    "required": [one.key for one in table.columns],
                },
            },
            "notes": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["version", "list", "as_of", "zone", "columns", "rows", "notes"],
    }


def _schema_of(column: FileColumn) -> dict[str, Any]:
    several = _SEVERAL if column.kind is ColumnKind.WORDS else _TEXT
    return _TYPES.get(column.kind, several)


def _plain(value: FileValue, column: FileColumn) -> object:
    match value:
        case datetime():
            return _instant(value)
        case date() if column.kind is ColumnKind.WEEKDAY:
            return value.isoweekday()
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case tuple():
            return list(value)
        case _:
            return float(value) if isinstance(value, Decimal) else value


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
