"""Replanning: changed lead times, for a campaign and among a hundred thousand steps."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Thread

from sqlalchemy import Engine

from benchmarks.figures import Figure, directory, duration, store
from benchmarks.rows import copying
from states.post import Trigger
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Notice, Post, PostHouse, Step, Version, table_of
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.jobs.timed_moves import BREATH, replan_rest
from vorlauf.scheduling.changed_rules import apply_rules, is_replanning
from vorlauf.workflow.decisions import Decision, decide

POSTS, FEW_POSTS = 226, 3
STEPS, FEW_STEPS = 100_000, 60
SLICES, FEW_SLICES = 40, 2
HOUSE = "smf"
HOW_MANY = (
    "A ministry owes the material of 226 posts, was asked for it by mail, and one of "
    "its lead times changes; all slices together."
)
HOW_LONG = (
    "The same among a hundred thousand open steps; the longest of forty slices counts, "
    "as time of the processor."
)
HOW_WAITS = (
    "While 226 posts are planned again slice by slice, another thread begins a writing "
    "transaction five times; the longest wait counts."
)
# The copies' numbers begin here, far from those of the one post that is copied.
FIRST = 1_000


def measure(*, short: bool = False) -> list[Figure]:
    """Return how long changed lead times take to be applied, and one slice of it."""
    posts, steps, slices, waits = (
        (FEW_POSTS, FEW_STEPS, FEW_SLICES, 1) if short else (POSTS, STEPS, SLICES, 5)
    )
    return [
        Figure(
            f"replanning {posts} posts after a changed lead time",
            _whole(posts),
            1,
            "s",
            how=HOW_MANY,
        ),
        Figure(
            f"the longest transaction of replanning {steps:,} steps",
            _longest(steps, slices) * 1e3,
            200,
            "ms",
            how=HOW_LONG,
        ),
        Figure(
            "what a decision waits for a slice of replanning",
            _waits(posts, waits) * 1e3,
            500,
            "ms",
            how=HOW_WAITS,
        ),
    ]


def _whole(posts: int) -> float:
    with _asked(posts) as (engine, people, now):
        longer = _longer(people)

        def run() -> None:
            while _slice(engine, longer, now):
                pass

        return duration(run)


def _longest(steps: int, slices: int) -> float:
    with _asked(steps) as (engine, people, now):
        longer = _longer(people)
        found = []
        for _ in range(slices):
            began = time.process_time()
            goes_on = _slice(engine, longer, now)
            found.append(time.process_time() - began)
            if not goes_on:
                break
        return max(found)


def _waits(posts: int, times: int) -> float:
    """Return how long a writing transaction takes to begin, in the middle of it."""
    found = []
    with _asked(posts) as (engine, people, now):
        with writing(engine) as connection:
            apply_rules(Call(connection, _longer(people), now))
        rest = Thread(target=replan_rest, args=(engine, _longer(people), now))
        rest.start()
        for _ in range(times):
            time.sleep(3 * BREATH)
            began = time.perf_counter()
            with writing(engine) as connection:
                audit_log.lock(connection)
                found.append(time.perf_counter() - began)
        rest.join()
    return max(found)


def _slice(engine: Engine, people: Directory, now: datetime) -> bool:
    with writing(engine) as connection:
        apply_rules(Call(connection, people, now))
    with reading(engine) as connection:
        return is_replanning(Call(connection, people, now))


def _longer(people: Directory) -> Directory:
    house = people.house(HOUSE)
    times = replace(house.lead_times, review=house.lead_times.review + 7)
    changed = {HOUSE: replace(house, lead_times=times)}
    return replace(people, houses={**people.houses, **changed})


@contextmanager
def _asked(posts: int) -> Iterator[tuple[Engine, Directory, datetime]]:
    """Open a store in which a house was asked by mail for the material of so many."""
    people = directory()
    office = people.agency.office
    now = office.at(date(2026, 11, 23), office.opens)
    with store() as (engine, file):
        _plan(engine, people, now)
        _copy(file, posts)
        with writing(engine) as connection:
            apply_rules(Call(connection, people, now))
        # The file changes five weeks later, when the dates are near.
        yield engine, people, office.at(date(2027, 1, 5), office.opens)


def _plan(engine: Engine, people: Directory, now: datetime) -> None:
    """Make one post by the engine, of which all the others are copies."""
    office = people.agency.office
    new = NewPost(
        title="Ein Beitrag",
        author=people.coordinator.key,
        houses=(HOUSE,),
        slot_at=office.at(date(2027, 2, 16), office.opens),
        wants_graphics=False,
    )
    move = {"trigger": Trigger.REQUEST_ASSETS, "actor": people.coordinator.key}
    with writing(engine) as connection:
        (number,) = add(Call(connection, people, now), [new])
    with writing(engine) as connection:
        decide(Call(connection, people, now), Decision(number=number, **move))


def _copy(file: Path, posts: int) -> None:
    """Copy the post with its request, which went out, by the driver."""
    key = {"id": "?1"}
    asked = "SELECT due_at FROM step WHERE kind = 'assets'"
    statements = (
        copying(table_of(Post), number="'2027-' || ?1", **key),
        copying(table_of(Version), post_id="?1"),
        copying(table_of(PostHouse), post_id="?1"),
        copying(table_of(Step), "kind = 'assets'", post_id="?1", **key),
        copying(
            table_of(Notice),
            "purpose = 'material_request'",
            post_id="?1",
            step_id="?1",
            state="'sent'",
            told_due_at=f"({asked} LIMIT 1)",
            **key,
        ),
    )
    numbers = [(number,) for number in range(FIRST, FIRST + posts)]
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA synchronous=OFF")
        for statement in statements:
            plain.executemany(statement, numbers)
        plain.execute("ANALYZE")
