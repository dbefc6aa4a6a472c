"""Moves: one durable move, and a hundred in one transaction, beside the raw driver.

Half of the moves are recorded; the other half is measured in turns with the driver,
which sends what was recorded to a copy that was made before.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import chain, count, islice
from typing import Final

from sqlalchemy import Engine

from benchmarks.driver import Sent, connected, recorded, replay
from benchmarks.figures import Figure, directory, duration
from reliability.stores import SQLITE, engine_on, store
from states.post import Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add, year_plan
from vorlauf.workflow.decisions import Decision, decide_many

# How many posts are moved in one transaction, how often, and how many one by one.
AT_ONCE, TIMES, SINGLE = 100, 9, 150
FEW_AT_ONCE, FEW_TIMES, FEW_SINGLE = 4, 1, 3
ONE_BY_ONE = (
    "Single endorsements, each in a durable transaction, in turns with the driver, "
    "which sends the recorded statements of an equal one to a copy of the database; "
    "the medians are compared."
)
TOGETHER = (
    "The same with a hundred posts in one transaction; of both the quickest of nine "
    "counts, for it is the one that was disturbed least."
)
# So many posts have their slots in one year.
A_YEAR = 700
# So many times as long as the driver we may take.
MOST_ONE, MOST_AT_ONCE = 3, 2.5
DRIVERS: Final = {"sqlite": "raw sqlite3", "postgresql": "raw psycopg"}
# What is decided in one transaction, made anew each time.
Deciding = Callable[[], list[Decision]]


def measure(*, on: str = SQLITE, short: bool = False) -> list[Figure]:
    """Return the figures of single and of bulk moves, all of them durable."""
    single = FEW_SINGLE if short else SINGLE
    at_once, times = (FEW_AT_ONCE, FEW_TIMES) if short else (AT_ONCE, TIMES)
    with store(on) as database, engine_on(database) as engine:
        stage = Stage(on, database, engine, directory())
        alone, many = stage.plan(2 * single, 2 * times * at_once)
        chunks = [many[at : at + at_once] for at in range(0, len(many), at_once)]
        return [
            _one_by_one(stage, [partial(stage.endorse, [one]) for one in alone]),
            _at_once(
                stage,
                f"{at_once} posts in one transaction, endorsed, others still asked",
                [partial(stage.endorse, chunk) for chunk in chunks],
            ),
            _at_once(
                stage,
                f"{at_once} posts in one transaction, new steps and 5 notices each",
                [partial(stage.give_back, chunk) for chunk in chunks],
            ),
        ]


@dataclass
class Stage:
    """A database with posts in review, of one house and of two, and who decides."""

    kind: str
    database: str
    engine: Engine
    people: Directory

    @property
    def driver(self) -> str:
        """Return what the driver is called."""
        return DRIVERS[self.engine.dialect.name]

    @property
    def now(self) -> datetime:
        """Return the morning on which everything happens."""
        office = self.people.agency.office
        return office.at(date(2023, 1, 2), office.opens)

    def plan(self, alone: int, together: int) -> tuple[list[str], list[str]]:
        """Hand posts of one house to review, and posts of two; return their numbers."""
        author = self.people.coordinator.key
        years = (self._year(2023 + n) for n in count())
        plan = islice(chain.from_iterable(years), alone + together)
        posts = [
            replace(post, houses=("smi",) if index < alone else ("smi", "smk"))
            for index, post in enumerate(plan)
        ]
        with writing(self.engine) as connection:
            numbers = add(Call(connection, self.people, self.now), posts)
        self.decide(lambda: [self._by(n, Trigger.SUBMIT, author) for n in numbers])
        return numbers[:alone], numbers[alone:]

    def endorse(self, numbers: Sequence[str]) -> list[Decision]:
        """Let the first house endorse; where it is the only one, approval is next."""
        contact = self.people.contact_of("smi").key
        return [self._by(number, Trigger.ENDORSE, contact) for number in numbers]

    def give_back(self, numbers: Sequence[str]) -> list[Decision]:
        """Let the coordinator ask for changes: every step ends, a new one begins."""
        author = self.people.coordinator.key
        return [self._by(n, Trigger.REQUEST_CHANGES, author) for n in numbers]

    def decide(self, deciding: Deciding) -> None:
        """Decide in one transaction."""
        with writing(self.engine) as connection:
            decide_many(Call(connection, self.people, self.now), deciding())

    def record(self, deciding: Deciding) -> list[Sent]:
        """Decide, and return all that was sent for it."""
        with recorded(self.engine) as sent:
            self.decide(deciding)
        return sent

    @contextmanager
    def copied(self) -> Iterator[str]:
        """Copy the database as it is now; yields the URL of the copy."""
        self.engine.dispose()
        with store(self.kind, self.database) as copy:
            yield copy

    def _year(self, year: int) -> list[NewPost]:
        """Return the posts of one year, each with every text and without pictures."""
        author = self.people.coordinator.key
        texts = dict.fromkeys(self.people.campaign.channels, "Mach was!")
        plan = year_plan(self.people, year, A_YEAR, author=author, after=self.now)
        return [
            replace(post, texts=texts, wants_assets=False, wants_graphics=False)
            for post in plan
        ]

    def _by(self, number: str, trigger: Trigger, actor: str) -> Decision:
        return Decision(
            number=number, trigger=trigger, actor=actor, comment="Bitte kürzen."
        )


def _one_by_one(stage: Stage, doing: Sequence[Deciding]) -> Figure:
    """Measure single endorsements.

    Each ends a step, cancels its reminders, opens the approval and plans its own.
    """
    ours, driver = map(statistics.median, _in_turns(stage, doing))
    what = f"one durable move / {stage.driver}"
    return _figure(what, ours, driver, MOST_ONE, ONE_BY_ONE)


def _at_once(stage: Stage, what: str, doing: Sequence[Deciding]) -> Figure:
    """Measure transactions of many posts; of both the quickest counts."""
    ours, driver = map(min, _in_turns(stage, doing))
    return _figure(f"{what} / {stage.driver}", ours, driver, MOST_AT_ONCE, TOGETHER)


def _figure(what: str, ours: float, driver: float, most: float, how: str) -> Figure:
    beside = f"{ours * 1e3:.2f} ms beside {driver * 1e3:.2f} ms"
    return Figure(what, ours / driver, most, "x", beside, how)


def _in_turns(
    stage: Stage, doing: Sequence[Deciding]
) -> tuple[list[float], list[float]]:
    """Return how long each took in seconds, by us and by the driver."""
    ours, driver = [], []
    half = len(doing) // 2
    with stage.copied() as copy:
        records = [stage.record(deciding) for deciding in doing[:half]]
        with connected(copy) as connection:
            for deciding, sent in zip(doing[half:], records, strict=True):
                ours.append(duration(partial(stage.decide, deciding)))
                driver.append(duration(partial(replay, connection, sent)))
    return ours, driver
