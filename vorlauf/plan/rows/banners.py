"""Banners: the lines of a sheet that say a month and no post."""

from collections.abc import Collection, Iterable
from typing import Final

from vorlauf.plan.rows import calendar_words
from vorlauf.sheets.cells import Cell, Sheet

LONGEST_NAME: Final = 80  # characters
Month = tuple[int | None, int | None]


def above(sheet: Sheet, header: int | None) -> Month:
    """Return year and month by the sheet's name and the lines above its header.

    What the name does not say the lines say, if they do not contradict each other.
    """
    year, month = calendar_words.months_in(sheet.name)
    numbers = [number for number in sheet.rows if header and number < header]
    said = [
        calendar_words.months_in(cell)
        for number in numbers
        for cell in sheet.rows[number]
        if isinstance(cell, str) and len(cell) <= LONGEST_NAME
    ]
    return (
        year or _only(one for one, _ in said),
        month or _only(one for _, one in said),
    )


def _only(said: Iterable[int | None]) -> int | None:
    different = {one for one in said if one is not None}
    return different.pop() if len(different) == 1 else None


def is_alone(cells: Iterable[Cell]) -> bool:
    """Say whether a row holds nothing but one text."""
    values = [cell for cell in cells if cell is not None]
    return len(values) == 1 and isinstance(values[0], str)


def month_below(
    cells: Iterable[Cell], before: Month, titles: Collection[int], *, is_wide: bool
) -> Month | None:
    """Return the year and month from a row on that is a banner, None for another row.

    A banner stands alone and is a month or, if merged over columns, names one, or a
    year outside the columns of `titles`. Its year counts only in full, for "Jan 27"
    among days may be a day.
    """
    values = [(index, cell) for index, cell in enumerate(cells) if cell is not None]
    index, text = values[0] if len(values) == 1 else (0, None)
    if not isinstance(text, str):
        return None
    month = calendar_words.months_in(text)[1]
    year = calendar_words.full_year_in(text)
    names_one = month or (year and index not in titles)
    if not calendar_words.is_month_alone(text) and not (is_wide and names_one):
        return None
    return year or before[0], month or before[1]
