"""Sweep: finding what is due among a million open steps, beside recomputing it."""

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.figures import Figure, directory, duration, median_ms, store
from states.deadlines import reminder_instants
from vorlauf import outbox
from vorlauf.planning import NewPost, add
from vorlauf.stakeholders import Directory
from vorlauf.store.database import writing

STEPS = 1_000_000
DUE = 20
# Recomputing is measured on so many steps, and said for all of them.
SAMPLE = 5_000


def measure() -> list[Figure]:
    """Return how long the sweep takes to find what is due."""
    people = directory()
    office = people.agency.office
    now = office.at(date(2023, 3, 1), office.opens)
    with store() as (engine, file):
        _fill(engine, file, people, now)

        def sweep() -> None:
            with engine.connect() as connection:
                # Taken and given back, for the next round.
                assert len(outbox.lease(connection, "benchmark", now)) == DUE
                connection.rollback()

        found = median_ms(sweep, 200)
    recomputed = duration(lambda: _recompute(people, now)) * STEPS / SAMPLE
    return [
        Figure(
            f"what is due among {STEPS:,} open steps",
            found,
            1,
            "ms",
            f"recomputing: {recomputed:.0f} s, {recomputed * 1e3 / found:,.0f} times",
        )
    ]


def _fill(engine: Engine, file: Path, people: Directory, now: datetime) -> None:
    """Make one post by the engine, then a million steps of it by the driver."""
    post = NewPost(
        title="Ein Beitrag",
        author=people.coordinator.key,
        houses=("smi",),
        slot_at=now + timedelta(days=90),
    )
    with writing(engine) as connection:
        add(connection, people, [post], now - timedelta(days=1))
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA synchronous=OFF")
        plain.execute("DELETE FROM notice")
        plain.executemany(_STEP, ((number,) for number in range(2, STEPS + 2)))
        plain.executemany(
            _NOTICE,
            ((number, _due(number, now)) for number in range(2, STEPS + 2)),
        )
        plain.execute("ANALYZE")


def _due(number: int, now: datetime) -> str:
    is_due = number < DUE + 2
    at = now + timedelta(minutes=-number if is_due else number)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


_STEP = (
    "INSERT INTO step SELECT ?, post_id, version, kind, house, asked, retrospective, "
    "opened_at, due_at, escalate_at, escalation, closed_at, outcome, decided_by, "
    "on_behalf_of, comment FROM step WHERE id = 1"
)
_NOTICE = (
    "INSERT INTO notice (id, step_id, post_id, version, purpose, medium, recipient, "
    "house, n, planned_at, due_at, state, claims, attempts, doubts) "
    "VALUES (?1, ?1, 1, 1, 'reminder', 'mail', 'petzold', 'redaktion', 1, ?2, ?2, "
    "'queued', 0, 0, 0)"
)


def _recompute(people: Directory, now: datetime) -> int:
    """Compute the reminders of the steps anew, as one would without rows."""
    house = people.house("smi")
    due = 0
    for number in range(SAMPLE):
        instants = reminder_instants(
            now + timedelta(days=number % 200),
            offsets=house.reminders,
            hour=house.reminder_hour,
            office=house.office,
            after=now - timedelta(days=300),
        )
        due += any(instant <= now for instant in instants)
    return due
