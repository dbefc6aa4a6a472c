"""Questions about mapped columns: what was kept about files with one header."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from vorlauf.db.tables import KeptMapping, MappingUse, table_of

MAPPING: Final = table_of(KeptMapping)


@dataclass(frozen=True, kw_only=True)
class MappingRow:
    """What was kept about files with one header, when (aware UTC), and by whom."""

    id: int
    signature: str
    header: str
    mapping: Mapping[str, Any]
    kept_at: datetime
    kept_by: str


_MAPPINGS: Final = select(
    *(MAPPING.c[name] for name in MappingRow.__dataclass_fields__)
).order_by(MAPPING.c.kept_at.desc(), MAPPING.c.id.desc())


def mappings(connection: Connection, use: MappingUse) -> list[MappingRow]:
    """Return every mapping that is kept for such files, the newest first."""
    wanted = _MAPPINGS.where(MAPPING.c.use == use.value)
    return [MappingRow(**row._asdict()) for row in connection.execute(wanted)]


def keep_mapping(connection: Connection, row: KeptMapping) -> None:
    """Keep a mapping in place of the one of the same header."""
    same = MAPPING.c.signature == row.signature
    connection.execute(delete(MAPPING).where(same))
    connection.execute(insert(MAPPING).values(**row.model_dump()))


def forget_mapping(connection: Connection, key: int) -> None:
    """Forget a mapping."""
    connection.execute(delete(MAPPING).where(MAPPING.c.id == key))
