"""Moves: one durable move beside the raw driver, and a hundred in one transaction."""

import sqlite3
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.figures import Figure, directory, duration, store
from states.post import Trigger
from vorlauf.decisions import Decision, decide_many
from vorlauf.planning import NewPost, add, year_plan
from vorlauf.stakeholders import Directory
from vorlauf.store.database import PRAGMAS, writing

# How many posts are moved in one transaction, and how many one by one.
AT_ONCE, SINGLE = 100, 150
FEW_AT_ONCE, FEW_SINGLE = 4, 3
# Transactions of many posts: all but the last are measured.
CHUNKS = 4
# A statement, its parameters, and whether they are many rows.
Sent = tuple[str, Any, bool]


def measure(*, short: bool = False) -> list[Figure]:
    """Return the figures of single and of bulk moves, on SQLite with FULL."""
    single, at_once = (FEW_SINGLE, FEW_AT_ONCE) if short else (SINGLE, AT_ONCE)
    with store() as (engine, file):
        stage = _Stage(engine, file, directory(), single, at_once)
        stage.plan()
        return [
            _one_by_one(stage),
            _at_once(stage, "endorsed, other houses still asked", stage.endorse),
            _at_once(stage, "with new steps and 5 notices each", stage.give_back),
        ]


@dataclass
class _Stage:
    """Posts in review, of one house and of two, and who may decide on them."""

    engine: Engine
    file: Path
    people: Directory
    single: int
    at_once: int
    numbers: tuple[str, ...] = ()

    @property
    def now(self) -> datetime:
        """Return the morning on which everything happens."""
        office = self.people.agency.office
        return office.at(date(2023, 1, 2), office.opens)

    def plan(self) -> None:
        """Plan the posts and hand them all to review."""
        author = self.people.coordinator.key
        texts = dict.fromkeys(self.people.campaign.channels, "Mach was!")
        alone = 2 * self.single
        count = alone + CHUNKS * self.at_once
        plan = year_plan(self.people, 2023, count, author=author, after=self.now)
        posts = [
            NewPost(
                title=post.title,
                author=author,
                houses=("smi",) if index < alone else ("smi", "smk"),
                slot_at=post.slot_at,
                texts=texts,
                wants_assets=False,
                wants_graphics=False,
            )
            for index, post in enumerate(plan)
        ]
        with writing(self.engine) as connection:
            self.numbers = tuple(add(connection, self.people, posts, self.now))
        self.decide([self._by(n, Trigger.SUBMIT, author) for n in self.numbers])

    def endorse(self, numbers: Sequence[str]) -> list[Decision]:
        """Let the first house endorse; where it is the only one, approval is next."""
        contact = self.people.contact_of("smi").key
        return [self._by(number, Trigger.ENDORSE, contact) for number in numbers]

    def give_back(self, numbers: Sequence[str]) -> list[Decision]:
        """Let the coordinator ask for changes: every step ends, a new one begins."""
        author = self.people.coordinator.key
        return [self._by(n, Trigger.REQUEST_CHANGES, author) for n in numbers]

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Decide in one transaction."""
        with writing(self.engine) as connection:
            decide_many(connection, self.people, decisions, self.now)

    def _by(self, number: str, trigger: Trigger, actor: str) -> Decision:
        return Decision(
            number=number, trigger=trigger, actor=actor, comment="Bitte kürzen."
        )


def _one_by_one(stage: _Stage) -> Figure:
    """Measure single endorsements, and the statements of one by the driver, in turns.

    Each ends a step, cancels its reminders, opens the approval and plans its own.
    """
    count = stage.single
    first, second = stage.numbers[:count], stage.numbers[count : 2 * count]
    copy = _copied(stage.file)
    with _noted(stage.engine) as moves:
        for number in first:
            moves.append([])
            stage.decide(stage.endorse([number]))
    ours, raw = [], []
    with _driver(copy) as connection:
        for number, sent in zip(second, moves, strict=True):
            ours.append(duration(lambda: stage.decide(stage.endorse([number]))))  # noqa: B023
            raw.append(duration(lambda: _repeat(connection, sent)))  # noqa: B023
    one, driver = statistics.median(ours), statistics.median(raw)
    return Figure(
        "one durable move / the same SQL by raw sqlite3, synchronous=FULL",
        one / driver,
        3,
        "x",
        f"{one * 1e3:.2f} ms beside {driver * 1e3:.2f} ms",
    )


def _at_once(
    stage: _Stage, what: str, deciding: Callable[[Sequence[str]], list[Decision]]
) -> Figure:
    rest, count = stage.numbers[2 * stage.single :], stage.at_once
    chunks = [rest[at : at + count] for at in range(0, CHUNKS * count, count)]
    copy = _copied(stage.file)
    took = [duration(lambda: stage.decide(deciding(chunk))) for chunk in chunks[:-1]]  # noqa: B023
    with _noted(stage.engine) as moves:
        moves.append([])
        stage.decide(deciding(chunks[-1]))
    with _driver(copy) as connection:
        driver = duration(lambda: _repeat(connection, moves[0]))
    return Figure(
        f"{count} posts in one transaction, {what}",
        statistics.median(took) * 1e3,
        8,
        "ms",
        f"raw sqlite3: {driver * 1e3:.1f} ms for the same SQL",
    )


@contextmanager
def _noted(engine: Engine) -> Iterator[list[list[Sent]]]:
    """Note in the last of the lists all that is sent, and where it is committed."""
    moves: list[list[Sent]] = []

    def note(
        _connection: object,
        _cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        executemany: bool,  # noqa: FBT001, same
    ) -> None:
        if moves:
            moves[-1].append((statement, parameters, executemany))

    def note_end(_connection: object) -> None:
        moves[-1].append(("COMMIT", (), False))

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", note_end)
    yield moves
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", note_end)


def _copied(file: Path) -> Path:
    """Copy the database as it is now."""
    copy = file.with_name("copy.db")
    copy.unlink(missing_ok=True)
    with sqlite3.connect(file) as plain:
        plain.execute("VACUUM INTO ?", (str(copy),))
    return copy


@contextmanager
def _driver(copy: Path) -> Iterator[sqlite3.Connection]:
    """Open the copy by the driver alone, with our settings."""
    connection = sqlite3.connect(copy, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma).close()
    yield connection
    connection.close()


def _repeat(connection: sqlite3.Connection, statements: Sequence[Sent]) -> None:
    """Send the same again, its beginning and its end included."""
    for statement, parameters, executemany in statements:
        if executemany:
            connection.executemany(statement, parameters)
        else:
            connection.execute(statement, parameters).fetchall()
