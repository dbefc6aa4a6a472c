"""Evidence values: what is asked of the database, and rows as they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from vorlauf.exports.file_table import ColumnKind

EvidenceValue = str | int | bool | date | datetime | Decimal | None
EvidenceRow = tuple[EvidenceValue, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceAsk:
    """Of which days (both included), house and channel; an empty key is all."""

    first: date
    last: date
    house: str = ""
    channel: str = ""


def plain_row(row: EvidenceRow) -> list[object]:
    """Return a row as JSON values."""
    return [_plain(value) for value in row]


def row_of(plain: Sequence[Any], kinds: Sequence[ColumnKind]) -> EvidenceRow:
    """Return a row of JSON values, of columns of these kinds, as it was."""
    return tuple(_typed(value, kind) for value, kind in zip(plain, kinds, strict=True))


def _plain(value: EvidenceValue) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _typed(value: Any, kind: ColumnKind) -> EvidenceValue:  # noqa: ANN401, of JSON
    if value is None:
        return None
    match kind:
        case ColumnKind.DAY:
            return date.fromisoformat(value)
        case ColumnKind.MOMENT:
            return datetime.fromisoformat(value)
        case ColumnKind.DECIMAL | ColumnKind.PERCENT:
            return Decimal(value)
        case _:
            found: EvidenceValue = value
            return found
