"""Sheet remarks: what of a workbook is not read, said before anything is imported."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from states.messages import Count, Message, Quoted, msg
from vorlauf.sheets.cells import Cell, Sheet, column_letter
from vorlauf.sheets.fields import folded

# Sheets that are no plan, by their names.
_NO_PLANS: Final = frozenset(
    {"legende", "legend", "anleitung", "hinweise", "hinweis", "readme", "listen"}
    | {"lists", "liste", "info", "deckblatt", "vorlage", "template", "stammdaten"}
    | {"dropdown", "auswertung", "statistik", "instructions", "ubersicht", "farben"}
)
_TOPICS: Final = frozenset({"themenspeicher", "themen", "ideen", "topics", "backlog"})


def skipped(sheet: Sheet, only: Collection[str]) -> Message | None:
    """Return why a sheet is not read, None if it is."""
    name = Quoted(sheet.name)
    word = folded(sheet.name)
    if only:
        return msg("Sheet {sheet} was not chosen.", sheet=name)
    if sheet.is_hidden:
        return msg("Sheet {sheet} is hidden and was not read.", sheet=name)
    if not sheet.rows:
        return msg("Sheet {sheet} is empty.", sheet=name)
    if word in _TOPICS:
        return msg(
            "Sheet {sheet} holds topics and no dates; import it as topics.", sheet=name
        )
    if word in _NO_PLANS:
        return msg("Sheet {sheet} is no plan by its name and was not read.", sheet=name)
    return None


def unseen(sheet: Sheet, read: Collection[int]) -> Iterator[Message]:
    """Yield what the rows that were read show and nobody reads."""
    name = Quoted(sheet.name)
    coloured = {place for place in sheet.looks.coloured if place[0] in read}
    if len(coloured) == 1:
        yield msg("Sheet {sheet}: colours are not read; one cell has one.", sheet=name)
    elif coloured:
        yield msg(
            "Sheet {sheet}: colours are not read; {count} cells have one.",
            sheet=name,
            count=Count(len(coloured)),
        )
    struck = sorted({row for row, _ in sheet.looks.struck} & set(read))
    if struck:
        yield msg(
            "Sheet {sheet}: words are struck out in row {rows}.",
            sheet=name,
            rows=numbers_shown(struck),
        )
    partly = sorted({row for row, _ in sheet.looks.partly_struck} & set(read))
    if partly:
        yield msg(
            "Sheet {sheet}: a part of a cell is struck out in row {rows}; it was read "
            "like the rest.",
            sheet=name,
            rows=numbers_shown(partly),
        )
    hidden = sorted(sheet.looks.hidden_rows & set(read))
    if hidden:
        yield msg(
            "Sheet {sheet}: row {rows} is hidden, and was read.",
            sheet=name,
            rows=numbers_shown(hidden),
        )
    filled = {
        index
        for number in read
        for index, cell in enumerate(sheet.rows[number])
        if index in sheet.looks.hidden_columns and _is_value(cell)
    }
    for index in sorted(filled)[:10]:
        yield msg(
            "Sheet {sheet}: Column {letter} is hidden, and was read.",
            sheet=name,
            letter=column_letter(index),
        )


def above(sheet: Sheet, header: int | None) -> Iterator[Message]:
    """Yield which rows above the header hold more than a heading, and are not read."""
    full = [
        number
        for number in sorted(sheet.rows)
        if header and number < header and sum(map(_is_value, sheet.rows[number])) > 1
    ]
    if full:
        yield msg(
            "Sheet {sheet}: row {rows} stands above the names of the columns and is "
            "not read.",
            sheet=Quoted(sheet.name),
            rows=numbers_shown(full),
        )


def without_name(
    sheet: Sheet, read: Iterable[int], named: Collection[int]
) -> Iterator[Message]:
    """Yield which columns hold something in the rows that were read, and no name."""
    found = {
        index
        for number in read
        for index, cell in enumerate(sheet.rows[number])
        if index not in named and _is_value(cell)
    }
    for index in sorted(found):
        yield msg(
            "Sheet {sheet}: Column {letter} has no name and is not read.",
            sheet=Quoted(sheet.name),
            letter=column_letter(index),
        )


def _is_value(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def numbers_shown(numbers: Sequence[int]) -> str:
    """Return the first ten of these numbers, as a sentence names them."""
    shown = ", ".join(map(str, numbers[:10]))
    return shown + (" …" if len(numbers) > 10 else "")  # noqa: PLR2004
