"""Spreadsheets: what a plan costs from its file to its rows, in time and memory."""

import resource
import tempfile
import time
from datetime import date, timedelta

import sheet_samples as samples

from benchmarks.figures import Figure, directory
from vorlauf.plan.reading import read_plan

ROWS, MANY = 1_000, 100_000
_HEADER = ["Nr", "Datum", "Uhrzeit", "Titel", "Text", "Kanal", "Haus", "Format"]
_HOUSES = ("SMI", "SMF / SMK", "Staatskanzelei", "Polizei Sachsen", "intern")
HOW = (
    "Computing time of this process and of the child that decodes; the houses are in "
    "full, short and mis-spelled."
)


def measure(*, short: bool = False) -> list[Figure]:
    """Return time and memory of a workbook, and the time of a long text file."""
    many = MANY // 100 if short else MANY
    seconds, found = _read(samples.xlsx(_plan(ROWS)))
    assert found == ROWS, found
    # Before the long text is made: a child begins with what its parent holds.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    text = samples.text(_plan(many))
    long_seconds, found = _read(text)
    assert found == many, found
    return [
        Figure("a workbook of 1,000 rows to its plan", seconds, 1, "s", "", HOW),
        Figure(
            "its child's memory", peak / 1e6, 200, "MB", "", "The peak of the child."
        ),
        Figure(
            "a text file of 100,000 rows to its plan",
            long_seconds * MANY / many,
            20,
            "s",
            f"{len(text) / 1e6:.0f} MB, {many:,} rows measured",
            HOW,
        ),
    ]


def _plan(rows: int) -> list[list[object]]:
    first = date(2027, 1, 1)
    return [
        _HEADER,
        *(
            [
                n,
                first + timedelta(days=n % 365),
                "10 Uhr",
                f"Titel {n}",
                f"Text {n} " * 9,
                "LinkedIn, Xing",
                _HOUSES[n % len(_HOUSES)],
                "Bild",
            ]
            for n in range(rows)
        ),
    ]


def _read(raw: bytes) -> tuple[float, int]:
    """Return seconds of computing, the child's among them, and the rows read."""
    houses = directory()
    with tempfile.TemporaryFile() as source:
        source.write(raw)
        source.flush()
        before = _computed()
        plan = read_plan(source, houses)
        return _computed() - before, len(plan.rows)


def _computed() -> float:
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime
