"""Imports: what a preview costs from the file to what becomes of each row."""

import resource
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sheet_samples as samples
from sqlalchemy import Engine

from benchmarks.figures import Figure, directory, store
from vorlauf.db.call import Call
from vorlauf.db.engine import trying, writing
from vorlauf.directory.model import Directory
from vorlauf.plan.imports import importing
from vorlauf.plan.imports.import_choices import ImportChoices
from vorlauf.plan.imports.import_preview import ImportKind, ImportPreview
from vorlauf.plan.imports.import_sources import ReadingRules, source_of

ROWS, MANY, KNOWN = 1_000, 100_000, 226
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
_HEADER = ["Datum", "Uhrzeit", "Titel", "Text LinkedIn", "Kanal", "Ressort"]
_HOUSES = ("SMI", "SMF / SMK", "Staatskanzlei", "Polizei Sachsen", "smwk", "SMJ")
_HOURS = ("9:00", "10:00", "13:00", "15:30")
HOW = (
    "Computing time of this process and of the child that decodes: reading, finding "
    "the post of each row, checking every new slot, and the changes tried out. The "
    "plan has 226 posts already; 20 of them change."
)


def measure(*, short: bool = False) -> list[Figure]:
    """Return time and memory of the preview of a workbook, and of a long text file."""
    rules = directory()
    many = MANY // 100 if short else MANY
    with store() as (engine, _):
        rows = _plan(ROWS)
        known = _shown(engine, rules, samples.xlsx(rows[: KNOWN + 1]))
        with writing(engine) as connection:
            importing.take(Call(connection, rules, NOW), known, rules.coordinator)
        for row in rows[1:21]:
            row[3] = "Ein anderer Text"
        raw = samples.xlsx(rows)
        _forget_peak()
        seconds, shown = _timed(engine, rules, raw)
        peak = _peak()
        counts = [shown.counts[kind] for kind in ImportKind]
        assert counts == [ROWS - KNOWN, 20, KNOWN - 20, 0], counts
        text = samples.text(_plan(many))
        long_seconds, shown = _timed(engine, rules, text)
        assert len(shown.posts) == many, len(shown.posts)
    return [
        Figure("a workbook of 1,000 rows to its preview", seconds, 1, "s", "", HOW),
        Figure(
            "the memory of that preview",
            peak / 1e6,
            200,
            "MB",
            "",
            "The peak of this process, all of Vorlauf included.",
        ),
        Figure(
            "a text file of 100,000 rows to its preview",
            long_seconds * MANY / many,
            20,
            "s",
            f"{len(text) / 1e6:.0f} MB, {many:,} rows measured",
            HOW,
        ),
    ]


def _plan(rows: int) -> list[list[object]]:
    """Return four posts a working day of 2027, and of the years after it."""
    calendar = directory().agency.office.calendar
    day, found = date(2027, 1, 4), [list[object](_HEADER)]
    for n in range(rows):
        if n and n % len(_HOURS) == 0:
            day += timedelta(days=1)
            while day.year == 2027 and not calendar.is_working_day(day):
                day += timedelta(days=1)
            if day.year > 2027:
                day = date(2027, 1, 4)
        found.append(
            [
                day,
                _HOURS[n % len(_HOURS)],
                f"Titel {n}",
                f"Text {n} " * 9,
                "LinkedIn, Xing",
                _HOUSES[n % len(_HOUSES)],
            ]
        )
    return found


def _shown(engine: Engine, rules: Directory, raw: bytes) -> ImportPreview:
    reading = ReadingRules(directory=rules, choices=ImportChoices())
    with tempfile.TemporaryFile() as file:
        file.write(raw)
        file.flush()
        source = source_of(file, "plan.xlsx", reading)
    with trying(engine) as connection:
        call = Call(connection, rules, NOW)
        shown = importing.preview(call, source, rules.coordinator)
        return importing.with_consequences(call, shown, rules.coordinator)


def _timed(engine: Engine, rules: Directory, raw: bytes) -> tuple[float, ImportPreview]:
    before = _computed()
    shown = _shown(engine, rules, raw)
    return _computed() - before, shown


def _computed() -> float:
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
