"""Bulk: a statement that is run for many rows, prepared once for each database.

SQLAlchemy prepares every row, which takes as long as the driver needs to write it. Here
the text, the order of the values and their conversions are found once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Insert, Update
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

from vorlauf.db import changed_rows

Row = Mapping[str, Any]
_Fit = Callable[[Any], Any]
# A transaction writes the same few instants into all of its rows.
_INSTANTS: Final = 256


@dataclass(frozen=True)
class Bulk:
    """A statement for rows that all have the same keys: its columns and parameters."""

    statement: Insert | Update
    _prepared: dict[tuple[str, tuple[str, ...]], "_Prepared"] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Run it for all of these rows; returns how many rows it has changed."""
        dialect, keys = connection.dialect, tuple(rows[0])
        prepared = self._prepared.get((dialect.name, keys))
        if prepared is None:
            prepared = _prepare(self.statement, dialect, keys)
            self._prepared[dialect.name, keys] = prepared
        changed_rows.note(connection, self.statement, rows)
        values = [prepared.values(row) for row in rows]
        return connection.exec_driver_sql(prepared.text, values).rowcount


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    """The text for one driver, the values that stand in no row, and what fits others.

    `order` takes the values from a row if the driver knows them by their place only.
    """

    text: str
    fixed: Row
    fits: tuple[tuple[str, _Fit], ...]
    order: Callable[[Row], Any] | None

    def values(self, row: Row) -> Any:  # noqa: ANN401, what a driver takes for one row
        values = {**self.fixed, **row}
        for name, fit in self.fits:
            values[name] = fit(values[name])
        return values if self.order is None else self.order(values)


def _prepare(
    statement: Insert | Update, dialect: Dialect, keys: tuple[str, ...]
) -> _Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=list(keys))
    kinds = {name: bound.type for bound, name in compiled.bind_names.items()}
    fits = ((name, _fit(kind, dialect)) for name, kind in kinds.items())
    order = compiled.positiontup
    return _Prepared(
        text=str(compiled),
        fixed=compiled.params,
        fits=tuple((name, fit) for name, fit in fits if fit),
        order=itemgetter(*order) if order else None,
    )


def _fit(kind: TypeEngine[Any], dialect: Dialect) -> _Fit | None:
    """Return what makes a value of this type fit for the driver; None if it is fit."""
    fit = kind.dialect_impl(dialect).bind_processor(dialect)
    if fit is not None and isinstance(kind, UTCDateTime):
        return lru_cache(_INSTANTS)(fit)
    return fit
