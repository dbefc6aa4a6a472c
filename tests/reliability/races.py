"""Figure 6: decisions race the reminders of the very same steps.

Two processes work at once: one decides, step after step, each in a transaction of its
own; the other sends. What may never happen is that a mail speaks of a step whose notice
the decision has cancelled: nobody is reminded of what is done.

Which of the two was first is the database's to say. A decision cancels what waits or is
held; what is marked as `sending` has, for the database, left the house before, and the
mail may then arrive moments after the commit, as a letter in the post would. So each
decision notes, at the end of its own transaction, what the state of the notice is that
it leaves behind: `cancelled` must never arrive, and whatever arrives after the commit
must have been `sending` or `sent` there. Any other state would be a notice that the
decision has overlooked.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, delete, select

from reliability.evidence import Evidence
from reliability.figures import Figure, not_measured
from reliability.processes import forked
from reliability.sample_campaign import MONDAY, Crowd, crowd
from reliability.sender import Sender
from reliability.sink import Sink, sink
from reliability.stores import BOTH, NO_POSTGRESQL, engine_on, is_there
from reliability.trial import REMINDERS, trial
from states.post import Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, POST
from vorlauf.workflow.decisions import Decision, decide

SEED: Final = 20260304
CANCELLED: Final = "cancelled"
HAD_LEFT: Final = frozenset({"sending", "sent"})
KNOWN: Final = {CANCELLED, *HAD_LEFT}
PAUSE: Final = 0.002  # seconds that a mail takes the server
# A decision falls so many mails before or after the turn of its own one.
NEAR: Final = (-4.0, 2.0)
LONGEST_WAIT: Final = 0.25  # seconds
BLINK: Final = 0.0005  # seconds


@dataclass(frozen=True)
class Race:
    """How many mails are to go out, and how many of their steps are decided."""

    mails: int
    decisions: int


FULL, FEW = Race(2000, 1000), Race(80, 40)


@dataclass(frozen=True)
class Decided:
    """A decision: when its commit had returned, and what state it left behind."""

    committed: float
    left: str


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Race single reminders, and reminders in bundles, on each database."""
    race = FEW if short else FULL
    alone = crowd(race.mails)
    together = crowd(race.mails // 4, bundles=(2, 3, 4, 5))
    for kind in on:
        if not is_there(kind):
            yield not_measured(6, f"decisions race, {kind}", NO_POSTGRESQL)
            continue
        yield raced(kind, alone, race)
        yield raced(kind, together, Race(race.mails, race.decisions // 2))


def raced(kind: str, people: Crowd, race: Race) -> Figure:
    """Let one process decide while another sends, and judge what has arrived."""
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        sink(Path(folder), pause=PAUSE) as server,
        trial(kind, people, REMINDERS, server) as tried,
    ):
        decider = _Decider(tried.sender, server, Path(folder) / "decided")
        wanted = _drawn(tried.numbers, people, race)
        with (
            forked(partial(tried.sender.send_all, MONDAY, lambda: None)) as sending,
            forked(partial(decider.decide_all, wanted)) as deciding,
        ):
            deciding.wait()
            sending.wait()
        title = f"decisions race, {kind}, {tried.what}"
        return judge(title, tried.found(), decider.notes())


def judge(title: str, found: Evidence, decided: Mapping[str, Decided]) -> Figure:
    """Judge: nothing cancelled arrives, and nothing else arrives late unannounced."""
    first: dict[str, float] = {}
    for mail in found.mails:
        for number in mail.numbers:
            first[number] = min(mail.at, first.get(number, mail.at))
    gone = {number: one for number, one in decided.items() if number in first}
    wrong = sum(one.left not in HAD_LEFT for one in gone.values())
    late = sum(first[number] > one.committed for number, one in gone.items())
    states = Counter(one.left for one in decided.values())
    overlooked = sum(states.values()) - sum(states[state] for state in KNOWN)
    lost = sum(one.number not in decided for one in found.lost)
    failed = wrong + overlooked + lost + found.duplicates + len(found.in_two_mails)
    return Figure(
        number=6,
        title=title,
        tried=len(decided),
        failed=failed,
        promise="0 sent after the commit",
        # A race that one side has won altogether proves nothing.
        kept=failed == 0 and 0 < states[CANCELLED] < len(decided),
        details=(
            f"{len(found.owed):,} reminders; {states[CANCELLED]} cancelled in time, "
            f"{wrong} of them sent, {len(gone)} decided after they had left, {late} of "
            f"them on their way at the commit, {lost} others lost, seed {SEED}"
        ),
    )


def _drawn(numbers: Sequence[str], people: Crowd, race: Race) -> list["_Target"]:
    """Return what to decide on, each for about the moment at which it goes out."""
    draw = Random(SEED)
    owed = Counter(people.houses())
    turns = {house: turn for turn, house in enumerate(owed)}
    targets = [
        _Target(number, f"p-{house}", owed[house], turns[house] + draw.uniform(*NEAR))
        for number, house in zip(numbers, people.houses(), strict=True)
    ]
    chosen = draw.sample(targets, min(race.decisions, len(targets)))
    return sorted(chosen, key=lambda target: target.after)


@dataclass(frozen=True)
class _Target:
    """A post to decide on, by whom, and after how many mails.

    `beside` is how many notices its contact is owed in all.
    """

    number: str
    contact: str
    beside: int
    after: float


@dataclass
class _Decider:
    """Decides on one post after the other, in step with the mails that go out."""

    sender: Sender
    server: Sink
    file: Path
    _cancelled: Counter[str] = field(default_factory=Counter)
    _spared: int = 0  # mails that will not go out, for all in them is decided

    def decide_all(self, wanted: Sequence[_Target]) -> None:
        """Decide on each when its turn to be sent has about come."""
        with engine_on(self.sender.database) as engine, self.file.open("w") as file:
            for target in wanted:
                self._wait_for(target)
                with writing(engine) as connection:
                    left = self._decide(connection, target)
                record = {"number": target.number, "left": left}
                file.write(json.dumps({**record, "at": time.monotonic()}) + "\n")
                self._cancelled[target.contact] += left == CANCELLED
                self._spared += self._cancelled[target.contact] == target.beside

    def notes(self) -> dict[str, Decided]:
        """Return what was noted, by the number of the post."""
        records = map(json.loads, self.file.read_text().splitlines())
        return {one["number"]: Decided(one["at"], one["left"]) for one in records}

    def _wait_for(self, target: _Target) -> None:
        # The sender may be through already; then nothing is left to wait for.
        ends = time.monotonic() + LONGEST_WAIT
        while (
            self.server.count + self._spared < target.after and time.monotonic() < ends
        ):
            time.sleep(BLINK)

    def _decide(self, connection: Connection, target: _Target) -> str:
        """Endorse the post; return the state in which that leaves its reminder."""
        endorsed = Decision(
            number=target.number, trigger=Trigger.ENDORSE, actor=target.contact
        )
        decide(Call(connection, self.sender.directory, MONDAY), endorsed)
        _keep_silent(connection, target.number)
        wanted = (
            select(NOTICE.c.state)
            .join(POST, POST.c.id == NOTICE.c.post_id)
            .where(
                POST.c.number == target.number,
                NOTICE.c.purpose == REMINDERS,
                NOTICE.c.recipient == target.contact,
            )
        )
        return str(connection.execute(wanted).scalar_one())


def _keep_silent(connection: Connection, number: str) -> None:
    """Owe nobody the news of the decision, which would name the post as well."""
    post = select(POST.c.id).where(POST.c.number == number).scalar_subquery()
    news = (NOTICE.c.post_id == post, NOTICE.c.purpose != REMINDERS)
    connection.execute(delete(NOTICE).where(*news))
