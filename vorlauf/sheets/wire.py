"""Wire: how the child hands a spreadsheet to its parent, as lines of JSON.

A line is either the beginning of a sheet (an object) or a row of the last one (a list:
its number, then its cells). The parent believes none of it before it has looked.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from vorlauf.sheets.cells import Area, Cell, Looks, Sheet

_TAGS: Final[Mapping[str, Callable[[str], Cell]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_MOST_ROWS: Final = 150_000
_MOST_COLUMNS: Final = 500
_MOST_CELLS: Final = 2_000_000


def row_line(row: int, cells: Iterable[Cell]) -> str:
    """Return the line of one row."""
    return json.dumps([row, *map(_packed, cells)], ensure_ascii=False)


def sheet_line(sheet: Mapping[str, Any]) -> str:
    """Return the line that begins a sheet."""
    return json.dumps(sheet, ensure_ascii=False)


def sheets_of(lines: Iterable[str]) -> Iterator[Sheet]:
    """Yield the sheets of the lines.

    Raises `ValueError`, `TypeError`, `KeyError` or `IndexError` for what no child of
    ours has written.
    """
    begun: dict[str, Any] | None = None
    rows: dict[int, tuple[Cell, ...]] = {}
    same: dict[str, str] = {}
    count = 0
    for line in lines:
        said = json.loads(line)
        if isinstance(said, dict):
            if begun is not None:
                yield _sheet(begun, rows)
            begun, rows = said, {}
            continue
        number, *cells = said
        if begun is None or not 1 <= int(number) <= _MOST_ROWS:
            raise ValueError(number)
        if len(cells) > _MOST_COLUMNS:
            raise ValueError(len(cells))
        count += len(cells)
        if count > _MOST_CELLS:
            raise ValueError(count)
        rows[int(number)] = tuple(_unpacked(cell, same) for cell in cells)
    if begun is not None:
        yield _sheet(begun, rows)


def _packed(cell: Cell) -> object:
    match cell:
        case datetime():
            return {"datetime": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
        case _:
            return cell


def _unpacked(packed: object, same: dict[str, str]) -> Cell:
    """Return a cell; a text that is there already is kept once."""
    match packed:
        case str():
            return same.setdefault(packed, packed)
        case None | bool() | float():
            return packed
        case int():
            return float(packed)
        case {"seconds": float() | int() as seconds}:
            return timedelta(seconds=float(seconds))
        case dict() if len(packed) == 1:
            (tag, text), *_ = packed.items()
            return _TAGS[tag](text)
        case _:
            raise ValueError(packed)


def _sheet(said: Mapping[str, Any], rows: Mapping[int, tuple[Cell, ...]]) -> Sheet:
    looks = said["looks"]
    return Sheet(
        name=str(said["name"]),
        rows=rows,
        is_hidden=bool(said["hidden"]),
        merged=tuple(Area(*map(int, area)) for area in said["merged"]),
        looks=Looks(
            known=bool(looks.get("known")),
            hidden_rows=frozenset(map(int, looks.get("hidden_rows", ()))),
            hidden_columns=frozenset(map(int, looks.get("hidden_columns", ()))),
            struck=_places(looks.get("struck", ())),
            partly_struck=_places(looks.get("partly_struck", ())),
            coloured=_places(looks.get("coloured", ())),
            formulas=_places(looks.get("formulas", ())),
        ),
    )


def _places(pairs: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset((int(row), int(column)) for row, column in pairs)
