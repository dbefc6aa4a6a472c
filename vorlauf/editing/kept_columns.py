"""Kept columns: what was said about the columns of files, kept and forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from states.messages import msg
from vorlauf.db import column_mappings, keys
from vorlauf.db.call import Call
from vorlauf.db.column_mappings import MAPPING, MappingRow
from vorlauf.db.tables import KeptMapping, MappingUse
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import NotFoundError
from vorlauf.workflow.audit_entries import entry_of

_KEPT: Final = "column_mapping_keep"
_FORGOTTEN: Final = "column_mapping_forget"


@dataclass(frozen=True, kw_only=True)
class SaidColumns:
    """What was said about the columns of files with one header, as values of JSON."""

    signature: str
    header: str
    mapping: Mapping[str, object]


def remember(call: Call, use: MappingUse, said: SaidColumns, person: Person) -> None:
    """Keep what was said for the next file like this one, unless it is kept so."""
    connection = call.connection
    kept = column_mappings.mappings(connection, use)
    if any(
        (row.signature, row.mapping) == (said.signature, said.mapping) for row in kept
    ):
        return
    work = UnitOfWork(call)
    row = KeptMapping(
        id=keys.next_id(connection, MAPPING),
        signature=said.signature,
        header=said.header,
        mapping=dict(said.mapping),
        kept_at=call.now,
        kept_by=person.name,
        kept_by_key=person.key,
        use=use.value,
    )
    column_mappings.keep_mapping(connection, row)
    details = {"header": said.header, "mapping": dict(said.mapping)}
    work.log(entry_of(call, person, _KEPT, details))
    work.write()


def forget(call: Call, use: MappingUse, key: int, person: Person) -> MappingRow:
    """Forget what was said about files with one header; return it.

    Raises `NotFoundError` for an unknown key. Who may do it, the caller has asked.
    """
    work = UnitOfWork(call)
    kept = column_mappings.mappings(call.connection, use)
    found = [row for row in kept if row.id == key]
    if not found:
        raise NotFoundError(
            msg("There is no mapping {key} that could be forgotten.", key=key)
        )
    column_mappings.forget_mapping(call.connection, key)
    details = {"header": found[0].header, "mapping": dict(found[0].mapping)}
    work.log(entry_of(call, person, _FORGOTTEN, details))
    work.write()
    return found[0]
