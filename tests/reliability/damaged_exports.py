"""Damaged exports: files of networks with flipped bits and odd cells, read as figures.

Beside the damages of every spreadsheet, cells and names of columns are replaced by what
people, spreadsheets and attackers write there.
"""

import json
import random
import sys
from typing import Any, Final

import figure_samples as figures
import meta_samples
import sheet_samples as samples
from figure_variants import FACEBOOK, INSTAGRAM, LINKEDIN

from reliability.damaged_sheets import FEW, Counted, counted, measured
from reliability.figures import Figure
from vorlauf.evaluation.figure_reader import figures_of
from vorlauf.sheets.cells import Workbook

NUMBER: Final = 21
TITLE: Final = "damaged exports of networks"
MANY: Final = 10_000
_ODD: Final[tuple[Any, ...]] = (
    *("", " ", "-", "N/A", "0", "-1", "1.79E+16", "1e400", "nan", "inf", "%", "5,88 %"),
    *("12,400", "12.400", "1.2.3", "1,2,3", "0.0588", "9" * 40, "9" * 5000, "²", "١٢"),
    *("13/13/2023", "02/30/2023", "05/03/2023", "13.05.2023", "2023-05-03T25:00:00"),
    *("99/99/9999", "0001-01-01T00:00:00+14:00", "Lifetime", "Total", "=1+1", "\u202e"),
    *("{reason}", "{0.__class__}", "%s", "\\", "sep=;", "Date", "Primary", "Post link"),
    *(0, -1, 0.5, 1.79e16, 1e300, 45_000, 73_051, True, None),
)
_TABLES: Final = (
    (figures.DAY_HEADER, figures.DAY_ROWS),
    (figures.POST_HEADER, figures.POST_ROWS),
    (meta_samples.INSTAGRAM_HEADER, meta_samples.INSTAGRAM_ROWS),
    (meta_samples.FACEBOOK_HEADER, meta_samples.FACEBOOK_ROWS),
)


def run(*, short: bool) -> Figure:
    """Read damaged exports; count what is no clean refusal."""
    return measured(NUMBER, TITLE, "damaged_exports", FEW if short else MANY)


def exports(count: int) -> Counted:
    """Read so many damaged exports."""
    made = [variant()[1] for variant in (*LINKEDIN, *INSTAGRAM, *FACEBOOK)]
    bases = [
        *made,
        samples.xls(figures.followers()),
        samples.xls(figures.visitors()),
        meta_samples.series("Instagram follows", [("2025-08-01", 20)]),
    ]
    return counted(count, bases, _figures, [_odd_cells] * 6)


def _figures(book: Workbook) -> object:
    return figures_of(book, figures.NAME)


def _odd_cells(_: bytes, chance: random.Random) -> bytes:
    """Return an export whose cells and columns are not what they were."""
    header, rows = chance.choice(_TABLES)
    table = [list(row) for row in (header, *rows) * chance.choice((1, 1, 2))]
    if chance.random() < 0.5:
        order = chance.sample(range(len(header)), len(header))
        table = [[row[place] for place in order] for row in table]
    for _ in range(chance.choice((1, 1, 3, 20))):
        row = chance.choice(table)
        row[chance.randrange(len(row))] = chance.choice(_ODD)
    return _written(table, chance)


def _written(table: list[list[Any]], chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return chance.choice((samples.xlsx, samples.ods, samples.xls))({"a": table})
    return samples.text(
        table,
        delimiter=chance.choice(",;\t"),
        encoding=chance.choice(("utf-8-sig", "utf-16", "utf-8")),
    )


if __name__ == "__main__":
    print(json.dumps(vars(exports(int(sys.argv[1])))))
