"""Exports: what a plan costs on its way into a workbook, beside the library alone."""

import time
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from datetime import time as day_time
from io import BytesIO

from xlsxwriter import Workbook

from benchmarks.figures import Figure, directory
from notifications.i18n.translation import translate
from vorlauf.exports import workbook
from vorlauf.exports.file_table import FileTable
from vorlauf.exports.shown import shown
from vorlauf.plan.exports.plan_columns import PlanWords

YEAR, MANY = 226, 10_000
HOW = (
    "Computing time; the library alone writes the same cells without a look, a list, a "
    "colour or a legend, also row by row."
)


def measure(*, short: bool = False) -> list[Figure]:
    """Return time, memory and size of the workbooks of a year and of many posts."""
    figures = []
    for rows in (YEAR, MANY // 10 if short else MANY):
        bare = min(_seconds(_bare, rows) for _ in range(3))
        ours = min(_seconds(workbook.write, rows) for _ in range(3))
        tracemalloc.start()
        size = len(workbook.write(_table(rows)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        scale = (YEAR if rows == YEAR else MANY) / rows
        named = f"{YEAR if rows == YEAR else MANY:,} posts"
        figures += [
            Figure(
                f"a plan of {named} into a workbook",
                ours * scale,
                0.5 if rows == YEAR else 15,
                "s",
                f"{ours / bare:.1f} times the library alone; {size / 1e6:.2f} MB",
                HOW,
            ),
            Figure(
                f"memory of a plan of {named}",
                peak * scale / 1e6,
                20 if rows == YEAR else 60,
                "MB",
                "",
                "The most that Python holds beside the rows, which come one by one.",
            ),
        ]
    return figures


def _seconds(write, rows):
    table = _table(rows)
    before = time.process_time()
    write(table)
    return time.process_time() - before


def _bare(table: FileTable) -> bytes:
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(table.rows):
            for index, value in enumerate(row):
                column = table.columns[index]
                cell = shown(value, column, table.language, table.zone)
                match cell:
                    case str():
                        sheet.write_string(number, index, cell)
                    case int():
                        sheet.write_number(number, index, cell)
                    case None:
                        pass
                    case _:
                        sheet.write_datetime(number, index, cell, day)
    return file.getvalue()


def _table(rows: int) -> FileTable:
    houses = directory()
    words = PlanWords(
        directory=houses, language="de", say=lambda message: translate(message, "de")
    )
    channels = houses.campaign.channels
    first = date(2027, 1, 1)
    keys = list(words.houses)

    def posts():
        for n in range(rows):
            day = first + timedelta(days=n % 365)
            yield (
                f"2027-{n:03}",
                f"Titel {n}",
                day,
                day_time(10),
                day,
                (keys[n % len(keys)],),
                channels,
                *(
                    f"Ein Text für {channel}, Beitrag {n}. " * 12
                    for channel in channels
                ),
                "https://www.example.org/karriere",
                n % 2 == 0,
                n % 3 == 0,
                "",
                "ministry_review",
                "Jana Petzold",
                n % 4 or None,
                keys[0],
                datetime(2027, 5, 4, 8, tzinfo=UTC),
                n % 9 + 1,
            )

    return FileTable(
        name="plan",
        title="Redaktionsplan",
        columns=(*words.columns_to_fill_in(), *words.columns_to_read()),
        rows=posts(),
        as_of=datetime(2027, 1, 1, tzinfo=UTC),
        zone=houses.campaign.zone,
        language="de",
        say=words.say,
        lists=(("Ressorts", words.house_names),),
    )
