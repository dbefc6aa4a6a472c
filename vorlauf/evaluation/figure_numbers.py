"""Figure numbers: the counts and rates of one column, read in one way.

Whether "12.400" is twelve thousand or twelve and a bit, the whole column says, and
never a single cell: 0.0588 does not become 588.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from states.messages import Message, Quoted, msg
from vorlauf.evaluation.metrics import MetricSpec
from vorlauf.sheets.cells import Cell

LARGEST: Final = 10**12
_DIGITS: Final = 15  # that a spreadsheet keeps
_NO_CHANCE: Final = 3
_ABSENT: Final = frozenset(
    {"", "-", "–", "—", "--", "n/a", "na", "n. a.", "n.a.", "k. a.", "k.a.", "null"}  # noqa: RUF001
)
_GROUPS: Final = re.compile(r"(?<=\d)[\u00a0\u202f\u2009 '’](?=\d{3}(?!\d))")  # noqa: RUF001
_SHORTENED: Final = re.compile(r"[-+]?\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
# The mark of the decimals → how a number is then written.
_WHOLE: Final = {
    ".": re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"),
    ",": re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"),
}
_PLAIN: Final = {".": re.compile(r"\d+(?:\.\d+)?"), ",": re.compile(r"\d+(?:,\d+)?")}
Fault = tuple[int | None, Message]


def numbers_of(
    cells: Mapping[int, Cell], spec: MetricSpec
) -> tuple[dict[int, Decimal], list[Fault]]:
    """Return the numbers of a column by their rows, and its faults, each with its row.

    What is empty, "-" or "N/A" is left out: it was not measured. Rates are fractions.
    """
    texts = {row: _text(cell) for row, cell in cells.items() if isinstance(cell, str)}
    texts = {row: text for row, text in texts.items() if text.casefold() not in _ABSENT}
    mark, faults = _mark_of(texts, spec)
    values: dict[int, Decimal] = {}
    for row, cell in cells.items():
        if cell is None or (isinstance(cell, str) and row not in texts):
            continue
        value = _number(texts.get(row, cell), mark)
        fault = _fault_of(value, cell, spec)
        if fault is None and value is not None:
            values[row] = value if spec.is_rate else Decimal(int(value))
        elif fault is not None and mark:
            faults.append((row, fault))
    return values, faults


def id_fault(cells: Sequence[Cell]) -> Message | None:
    """Return what is wrong with a column of ids if a spreadsheet has rounded them."""
    texts = [_text(cell) for cell in cells if isinstance(cell, str)]
    large = [text for text in texts if text.isdigit() and len(text) > _DIGITS]
    # Three of them do not end in zeros by chance.
    is_rounded = len(large) >= _NO_CHANCE and all(
        set(text[_DIGITS:]) == {"0"} for text in large
    )
    is_cut = any(isinstance(one, float) and one >= 10**_DIGITS for one in cells)
    if is_rounded or is_cut or any(map(_SHORTENED.fullmatch, texts)):
        return msg(
            "a spreadsheet has rounded the long numbers here (1.79E+16); export the "
            "file again and choose it without opening it before."
        )
    return None


def _text(cell: str) -> str:
    return _GROUPS.sub("", " ".join(cell.split()))


def _mark_of(
    texts: Mapping[int, str], spec: MetricSpec
) -> tuple[str, list[tuple[int | None, Message]]]:
    """Return the mark of the decimals of a column, "" if its cells differ in it."""
    forms = _PLAIN if spec.is_rate else _WHOLE
    bare = {row: text.removesuffix("%").strip() for row, text in texts.items()}
    known = [
        one for one in bare.values() if any(f.fullmatch(one) for f in forms.values())
    ]
    fitting = [mark for mark, form in forms.items() if all(map(form.fullmatch, known))]
    if not spec.is_rate:
        fitting = [mark for mark in fitting if _are_whole(known, mark)] or fitting[:1]
    # Of 1.000 among whole numbers the point groups digits: nobody counts thousandths.
    fitting.sort(key=lambda mark: -sum(_plain(known, mark)))
    if fitting:
        return fitting[0], []
    mixed = msg(
        "commas and points are used in two ways here, so nobody can tell 12,400 from "
        "12.4; export the file again and choose it without opening it before."
    )
    return "", [(None, mixed)]


def _are_whole(texts: Sequence[str], mark: str) -> bool:
    return all(one == one.to_integral_value() for one in _plain(texts, mark))


def _plain(texts: Sequence[str], mark: str) -> Iterator[Decimal]:
    other = "," if mark == "." else "."
    for text in texts:
        yield Decimal(text.replace(other, "").replace(mark, "."))


def _number(cell: Cell, mark: str) -> Decimal | None:
    match cell:
        case bool():
            return None
        case float():
            found = Decimal(repr(cell))
            return found if found.is_finite() else None
        case str():
            bare = cell.removesuffix("%").strip()
            if not mark or not _is_number(bare, mark):
                return None
            (value,) = _plain([bare], mark)
            return value / 100 if cell.endswith("%") else value
        case _:
            return None


def _is_number(text: str, mark: str) -> bool:
    return text.isascii() and bool(_WHOLE[mark].fullmatch(text))


def _fault_of(value: Decimal | None, cell: Cell, spec: MetricSpec) -> Message | None:
    shown = Quoted(str(cell)[:40])
    if isinstance(cell, str) and _SHORTENED.fullmatch(cell.strip()):
        return msg(
            "{text} was shortened by a spreadsheet; export the file again and choose "
            "it without opening it before.",
            text=shown,
        )
    if value is None or abs(value) > LARGEST:
        return msg(
            "{text} is no number; leave the cell empty if nothing was measured.",
            text=shown,
        )
    if value < 0:
        return msg(
            "{text} is less than zero; leave the cell empty if nothing was measured.",
            text=shown,
        )
    if not spec.is_rate and value != value.to_integral_value():
        return msg(
            "{text} is no whole number; perhaps a spreadsheet has taken 12,400 for "
            "12.4.",
            text=shown,
        )
    return None
