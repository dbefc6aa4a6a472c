"""Kept mappings: what was said about the columns of plans, looked at and forgotten."""

from collections.abc import Iterator, Sequence
from typing import Final

from states.messages import msg
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.plan.imports import import_queries
from vorlauf.plan.imports.import_queries import MappingRow
from vorlauf.plan.imports.import_records import entry_of
from vorlauf.plan.imports.importing import check_may_import
from vorlauf.plan.rows.columns import ColumnMapping
from vorlauf.plan.rows.written_days import DayOrder

FORGOTTEN: Final = "column_mapping_forget"


def kept_mappings(call: Call) -> Sequence[MappingRow]:
    """Return what was said about plans, the newest first."""
    return import_queries.mappings(call.connection)


def forget(call: Call, key: int, person: Person) -> MappingRow:
    """Forget what was said about plans with one header; return it.

    Raises `NotFoundError` for an unknown key, `RefusedError` unless a coordinator asks.
    """
    check_may_import(person)
    work = UnitOfWork(call)
    found = [row for row in kept_mappings(call) if row.id == key]
    if not found:
        raise NotFoundError(
            msg("There is no mapping {key} that could be forgotten.", key=key)
        )
    import_queries.forget_mapping(call.connection, import_queries.MAPPING.c.id == key)
    details = {"header": found[0].header, "mapping": dict(found[0].mapping)}
    work.log(entry_of(call, person, FORGOTTEN, details))
    work.write()
    return found[0]


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
