"""Sweep: finding what is due among a million open steps, beside recomputing it."""

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.figures import Figure, directory, duration, median_ms, store
from benchmarks.rows import copying
from states.deadlines import reminder_instants
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.db.tables import Notice, Step, table_of
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.mail.queue import leases

STEPS, FEW_STEPS = 1_000_000, 1_000
TIMES, FEW_TIMES = 200, 3
DUE = 20
HOW = (
    "Of as many open steps with a reminder each, twenty reminders are due; the sweep "
    "leases them in SQLite and gives them back, two hundred times; the median counts."
)
# Recomputing is measured on so many steps, and said for all of them.
SAMPLE, SMALL_SAMPLE = 5_000, 50
# The copies' numbers begin here, far from those of the one post that is copied.
FIRST = 1_000


def measure(*, short: bool = False) -> list[Figure]:
    """Return how long the sweep takes to find what is due."""
    steps, times, sample = (
        (FEW_STEPS, FEW_TIMES, SMALL_SAMPLE) if short else (STEPS, TIMES, SAMPLE)
    )
    people = directory()
    office = people.agency.office
    now = office.at(date(2023, 3, 1), office.opens)
    with store() as (engine, file):
        _plan(engine, people, now)
        _fill(file, steps, now)

        def sweep() -> None:
            with engine.connect() as connection:
                # Taken and given back, for the next round.
                assert len(leases.lease(connection, "benchmark", now)) == DUE
                connection.rollback()

        found = median_ms(sweep, times)
    recomputed = duration(lambda: _recompute(people, now, sample)) * steps / sample
    return [
        Figure(
            f"what is due among {steps:,} open steps",
            found,
            1,
            "ms",
            f"recomputing: {recomputed:.0f} s, {recomputed * 1e3 / found:,.0f} times",
            HOW,
        )
    ]


def _plan(engine: Engine, people: Directory, now: datetime) -> None:
    """Make one post by the engine, of which all the others are copies."""
    post = NewPost(
        title="Ein Beitrag",
        author=people.coordinator.key,
        houses=("smi",),
        slot_at=now + timedelta(days=90),
    )
    with writing(engine) as connection:
        add(Call(connection, people, now - timedelta(days=1)), [post])


def _fill(file: Path, steps: int, now: datetime) -> None:
    """Copy its first step by the driver, each time with one reminder of its own."""
    step = copying(table_of(Step), id="?")
    values = {"id": "?1", "step_id": "?1", "planned_at": "?2", "due_at": "?2"}
    values |= {"purpose": "'reminder'", "state": "'queued'"}
    notice = copying(table_of(Notice), **values)
    numbers = range(FIRST, FIRST + steps)
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA synchronous=OFF")
        plain.executemany(step, ((number,) for number in numbers))
        plain.executemany(notice, ((number, _due(number, now)) for number in numbers))
        plain.execute("DELETE FROM notice WHERE id < ?", (FIRST,))
        plain.execute("ANALYZE")


def _due(number: int, now: datetime) -> str:
    is_due = number < FIRST + DUE
    at = now + timedelta(minutes=-number if is_due else number)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _recompute(people: Directory, now: datetime, sample: int) -> int:
    """Compute the reminders of the steps anew, as one would without rows."""
    house = people.house("smi")
    due = 0
    for number in range(sample):
        instants = reminder_instants(
            now + timedelta(days=number % 200),
            offsets=house.reminders,
            hour=house.reminder_hour,
            office=house.office,
            after=now - timedelta(days=300),
        )
        due += any(instant <= now for instant in instants)
    return due
