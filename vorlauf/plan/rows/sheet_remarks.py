"""Sheet remarks: what of a workbook is not read, said before anything is imported."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from states.messages import Count, Message, Quoted, msg
from vorlauf.plan.sheets.cells import Sheet
from vorlauf.plan.sheets.fields import folded

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
    if coloured:
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
            rows=_numbers(struck),
        )
    hidden = sorted(sheet.looks.hidden_rows & set(read))
    if hidden:
        yield msg(
            "Sheet {sheet}: row {rows} is hidden, and was read.",
            sheet=name,
            rows=_numbers(hidden),
        )


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return shown + (" …" if len(numbers) > 10 else "")  # noqa: PLR2004
