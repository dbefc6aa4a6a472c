"""Figure 11: two processes decide on the same post at the same instant.

Both have looked at the same state of affairs, and say so (`seen_row_version`). Whoever
comes second must be told that somebody was faster, even where the second act would be
legal after the first: an approved post may be withdrawn, but not by somebody who saw it
unapproved. So exactly one wins.

A deadline outdates nobody's view. When an approval races the escalation of its own
step, the approval always counts; the deadline wins if the escalation stands in the file
before it, and loses if there is none. After an approval nothing is escalated, and
nobody is written to about a step that is done.

Afterwards the file is replayed: each line begins where the one before it ended, row
versions have no gap, the last line says how the post stands, the chain of hashes is
whole, and steps and notices are those of the winner alone.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, Engine

from reliability.figures import Figure, not_measured
from reliability.processes import forked
from reliability.race_verdicts import Start, judge
from reliability.replay import replay
from reliability.sample_campaign import AHEAD, COORDINATOR, MONDAY, Crowd, ask, crowd
from reliability.stores import BOTH, NO_POSTGRESQL, engine_on, is_there, store
from states.post import Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.directory.model import Directory
from vorlauf.editing.edits import Edit, save
from vorlauf.errors import ConflictError
from vorlauf.scheduling.escalation import escalate
from vorlauf.workflow.decisions import Decision, decide, decide_many

SEED: Final = 20261123
FULL, FEW = 1000, 50
APPROVER, DEPUTY, CONTACT = "vogt", "ersatz", "p-h0000"
# So late that every approval is to be escalated, and just before the slot.
LATER: Final = MONDAY + AHEAD - timedelta(minutes=30)
# Either starts up to so many seconds later than the other.
APART: Final = 0.004

# What one of the two does: in this transaction, to this post.
Doing = Callable[[Connection, Directory, Start, datetime], str]


def _approve(
    by: str, connection: Connection, directory: Directory, post: Start, now: datetime
) -> str:
    yes = Decision(
        number=post.number,
        trigger=Trigger.APPROVE,
        actor=by,
        seen_version=post.version,
        seen_row_version=post.row_version,
    )
    return decide(Call(connection, directory, now), yes).trigger.value


def _withdraw(
    connection: Connection, directory: Directory, post: Start, now: datetime
) -> str:
    no = Decision(
        number=post.number,
        trigger=Trigger.WITHDRAW,
        actor=COORDINATOR,
        comment="Das Thema ist vorbei.",
        seen_row_version=post.row_version,
    )
    return decide(Call(connection, directory, now), no).trigger.value


def _edit(
    connection: Connection, directory: Directory, post: Start, now: datetime
) -> str:
    edit = Edit(
        number=post.number,
        actor=COORDINATOR,
        texts={"linkedin": "Ein neuer Text."},
        seen_row_version=post.row_version,
    )
    save(Call(connection, directory, now), edit)
    return Trigger.REVISE.value


def _deadline(
    connection: Connection, directory: Directory, post: Start, now: datetime
) -> str:
    told = escalate(Call(connection, directory, now), post.post_id, post.step_id)
    return "escalate" if told else "nothing"


_BY_APPROVER: Final[Doing] = partial(_approve, APPROVER)
_RACES: Final[Mapping[str, tuple[Doing, Doing]]] = {
    "approve/approve": (_BY_APPROVER, partial(_approve, DEPUTY)),
    "approve/withdraw": (_BY_APPROVER, _withdraw),
    "approve/edit": (_BY_APPROVER, _edit),
    "approve/deadline": (_BY_APPROVER, _deadline),
}


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Race each pair of acts on each database."""
    races = FEW if short else FULL
    for kind in on:
        if not is_there(kind):
            yield not_measured(11, f"decisions race, {kind}", NO_POSTGRESQL)
            continue
        for what in _RACES:
            yield raced(kind, what, races)


def raced(kind: str, what: str, races: int) -> Figure:
    """Let two processes act on so many posts, on each at once, and judge it."""
    people = _with_deputy(crowd(1, bundles=(races,)))
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        store(kind) as url,
    ):
        with engine_on(url) as engine:
            posts = _to_approve(engine, people)
        files = [Path(folder) / name for name in ("one", "other")]
        _race(url, people.directory, posts, _RACES[what], files)
        with engine_on(url) as engine:
            found = replay(engine)
        said = [json.loads(file.read_text()) for file in files]
    return judge(f"{what} at once, {kind}", posts, list(zip(*said, strict=True)), found)


def _race(
    url: str,
    directory: Directory,
    posts: Sequence[Start],
    doings: tuple[Doing, Doing],
    files: Sequence[Path],
) -> None:
    (reads_one, tells_one), (reads_other, tells_other) = os.pipe(), os.pipe()
    ends = ((reads_one, tells_other), (reads_other, tells_one))
    sides = [
        _Side(url, directory, doing, file, *end, seed)
        for doing, file, end, seed in zip(
            doings, files, ends, (SEED, SEED + 1), strict=True
        )
    ]
    try:
        with (
            forked(partial(sides[0].act_on_all, posts)) as one,
            forked(partial(sides[1].act_on_all, posts)) as other,
        ):
            statuses = one.wait(), other.wait()
    finally:
        for end in (reads_one, tells_one, reads_other, tells_other):
            os.close(end)
    if any(statuses):
        msg = f"a side of the race ended with {statuses}"
        raise RuntimeError(msg)


@dataclass(frozen=True)
class _Side:
    """One of the two: it waits for the other before each post, then acts at once."""

    url: str
    directory: Directory
    doing: Doing
    file: Path
    reads: int
    tells: int
    seed: int

    def act_on_all(self, posts: Sequence[Start]) -> None:
        """Act on each post at the same moment as the other; write down what came."""
        draw = Random(self.seed)
        with engine_on(self.url) as engine:
            with reading(engine) as connection:  # nobody begins with connecting
                post_snapshots.post_of(connection, posts[0].number)
            said = [self._act(engine, post, draw.uniform(0, APART)) for post in posts]
        self.file.write_text(json.dumps(said))

    def _act(self, engine: Engine, post: Start, pause: float) -> str:
        os.write(self.tells, b".")
        os.read(self.reads, 1)
        begins = time.perf_counter() + pause
        while time.perf_counter() < begins:
            pass
        try:
            with writing(engine) as connection:
                return self.doing(connection, self.directory, post, LATER)
        except ConflictError:
            return "conflict"
        except Exception as error:  # noqa: BLE001, whatever it is, it is a failure
            return f"{type(error).__name__}: {error}"


def _with_deputy(people: Crowd) -> Crowd:
    """Return the crowd with a deputy of the approver, who is soon told of silence."""
    directory = people.directory
    approver = replace(directory.people[APPROVER], deputy=DEPUTY)
    deputy = replace(
        approver,
        key=DEPUTY,
        name="Erik Satz",
        email="ersatz@sk.example.org",
        deputy=None,
    )
    known = {**directory.people, APPROVER: approver, DEPUTY: deputy}
    chancellery = replace(directory.chancellery, escalate_after=1)
    houses = {**directory.houses, chancellery.key: chancellery}
    changed = replace(directory, people=known, houses=houses)
    return replace(people, directory=changed)


def _to_approve(engine: Engine, people: Crowd) -> list[Start]:
    """Bring every post before the approver; return them as both will have seen them."""
    numbers = ask(engine, people)
    endorsed = [
        Decision(number=number, trigger=Trigger.ENDORSE, actor=CONTACT)
        for number in numbers
    ]
    with writing(engine) as connection:
        decide_many(Call(connection, people.directory, MONDAY), endorsed)
    with reading(engine) as connection:
        found = post_snapshots.snapshots(connection, numbers)
    return [
        Start(
            number=post.number,
            post_id=post.id,
            step_id=post.steps[0].id,
            version=post.version,
            row_version=post.row_version,
        )
        for post in found
    ]
