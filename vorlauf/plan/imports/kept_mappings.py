"""Kept mappings: what was said about the columns of plans, looked at and forgotten."""

from collections.abc import Iterator, Sequence

from vorlauf.db.call import Call
from vorlauf.db.column_mappings import MappingRow, mappings
from vorlauf.db.tables import MappingUse
from vorlauf.directory.model import Person
from vorlauf.editing import kept_columns
from vorlauf.errors import BadInputError
from vorlauf.plan.imports.importing import check_may_import
from vorlauf.plan.rows.columns import ColumnMapping
from vorlauf.plan.rows.written_days import DayOrder


def kept_mappings(call: Call) -> Sequence[MappingRow]:
    """Return what was said about plans, the newest first."""
    return mappings(call.connection, MappingUse.PLAN)


def forget(call: Call, key: int, person: Person) -> MappingRow:
    """Forget what was said about plans with one header; return it.

    Raises `NotFoundError` for an unknown key, `RefusedError` unless a coordinator asks.
    """
    check_may_import(person)
    return kept_columns.forget(call, MappingUse.PLAN, key, person)


def pairs_of(row: MappingRow) -> Iterator[tuple[str, str]]:
    """Yield what was said, as one says it: column and field, or word and key.

    Of what a newer version has kept it yields nothing.
    """
    try:
        mapping = ColumnMapping.from_json(row.mapping)
    except BadInputError:
        return
    for (name, nth), (field, channel) in mapping.columns.items():
        shown = f"{name}#{nth + 1}" if nth else name
        yield shown, f"{field.value}:{channel}" if channel else field.value
    yield from mapping.houses.items()
    yield from mapping.channels.items()
    if mapping.order is not DayOrder.UNKNOWN:
        yield "12/01/2027", mapping.order.value
