"""Figure 22: a running system is backed up and restored; nothing is lost, nothing sent.

Two processes write while the backup is made, and say after each commit how far the
audit log has come. What both had said before the backup began must be in what is
restored, with a log that verifies. Days later by its clock a run of timed moves
and one of mail go over it: nothing may move or go out, until it is released.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine

from notifications.delivery.mailer import Mailer
from reliability.figures import Figure, not_measured
from reliability.processes import forked, is_ready
from reliability.sample_campaign import COORDINATOR, MONDAY, Crowd, ask, crowd
from reliability.sink import sink
from reliability.stores import (
    BOTH,
    NO_POSTGRESQL,
    SQLITE,
    engine_on,
    is_there,
    store,
)
from vorlauf.db import audit_head, restorations
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.restorations import HeldKind
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.mail.delivery import deliver_due
from vorlauf.material import attestations
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.backup import archive, backups, restores
from vorlauf.settings import Settings

NUMBER: Final = 22
SEED: Final = 20261201
TRIALS, FEW = 20, 2
WRITERS: Final = 2
HOUSES: Final = 12
# Seconds until a writer has begun, on a busy machine.
_PATIENCE: Final = 60.0
LATER: Final = timedelta(days=7)


@dataclass
class Outcome:
    """What went wrong in all trials, and how much there was to lose and to send."""

    trials: int = 0
    lost: int = 0
    sent: int = 0
    committed: int = 0
    meanwhile: int = 0
    held: int = 0


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Back up and restore so often on each kind of database."""
    people = crowd(HOUSES)
    for kind in on:
        if not is_there(kind):
            yield not_measured(NUMBER, f"restores, {kind}", NO_POSTGRESQL)
            continue
        found, dice = Outcome(), Random(SEED)
        for _ in range(FEW if short else TRIALS):
            trial(kind, people, found, dice)
        yield judge(kind, found)


def judge(kind: str, found: Outcome) -> Figure:
    """Judge: nothing lost that was committed before, nothing sent unasked."""
    failed = found.lost + found.sent
    measured = min(found.trials, found.committed, found.meanwhile, found.held)
    return Figure(
        number=NUMBER,
        title=f"restores of a running system, {kind}",
        tried=found.trials,
        failed=failed,
        promise="0 lost, 0 sent unasked",
        kept=failed == 0 and measured > 0,
        details=(
            f"{found.committed:,} commits before the backups, {found.meanwhile:,} "
            f"while they were made; {found.lost} lost, {found.held:,} mails held, "
            f"{found.sent} sent, seed {SEED}"
        ),
    )


def trial(kind: str, people: Crowd, found: Outcome, dice: Random) -> None:
    """Back up while others write, restore elsewhere, and look what is there."""
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as name,
        ExitStack() as at_the_end,
    ):
        folder = Path(name)
        database = at_the_end.enter_context(store(kind))
        settings = Settings(
            home=folder, stakeholders=folder / "none.toml", database_url=database
        )
        with engine_on(database) as engine:
            numbers = ask(engine, people)
        before, meanwhile = _backed_up(people, numbers, settings, dice)
        url = None
        if kind != SQLITE:
            url = at_the_end.enter_context(store(kind, is_empty=True))
        home = folder / "restored"
        with archive.opened(folder / "one.zip") as reader:
            restores.restore(reader, home, url, MONDAY + LATER)
        with engine_on(url or f"sqlite:///{home / 'vorlauf.db'}") as engine:
            found.lost += _lost(engine, home, before)
        _send(people, url or f"sqlite:///{home / 'vorlauf.db'}", found)
    found.trials += 1
    found.committed += len(before)
    found.meanwhile += len(meanwhile)


def _backed_up(
    people: Crowd, numbers: list[str], settings: Settings, dice: Random
) -> tuple[list[str], list[str]]:
    """Make a backup while others write; return what they said before and meanwhile."""
    said, says = os.pipe()
    with ExitStack() as team:
        for _ in range(WRITERS):
            work = partial(_write, people, numbers, settings, dice.random(), says)
            team.enter_context(forked(work))
        os.close(says)
        assert is_ready(said, _PATIENCE)
        before = _heard(said, dice.uniform(0.2, 0.8))
        with engine_on(settings.database_url) as engine:
            backups.make(engine, settings, settings.home / "one.zip", MONDAY)
        meanwhile = _heard(said, 0)
    os.close(said)
    return before, meanwhile


def _heard(said: int, seconds: float) -> list[str]:
    """Return the lines that come within this time, and those that wait at its end."""
    ends, text = time.monotonic() + seconds, b""
    while is_ready(said, max(0.0, ends - time.monotonic())):
        text += os.read(said, 1 << 16)
    # One write is whole within a pipe.
    return text.decode().splitlines()


def _write(
    people: Crowd, numbers: list[str], settings: Settings, seed: float, says: int
) -> None:
    """Keep a file and comment on a post, again and again; say each after its commit."""
    dice, store_of_files = Random(seed), FileStore(files_in(settings.home))
    with engine_on(settings.database_url) as engine:
        for number in count():
            digest = store_of_files.keep(f"{seed} {number}".encode())
            words = f"Die Datei {digest} ist da."
            remark = Remark(dice.choice(numbers), COORDINATOR, words)
            with writing(engine) as connection:
                say(Call(connection, people.directory, MONDAY), remark)
                head = audit_head.last_line(connection).head
            os.write(says, f"{head} {digest}\n".encode())


def _lost(engine: Engine, home: Path, before: list[str]) -> int:
    """Count what was committed before the backup and is not in what was restored."""
    heads = {audit_head.parse(line.split()[0]) for line in before}
    store_of_files = FileStore(files_in(home))
    lost = sum(not store_of_files.is_whole(line.split()[1]) for line in before)
    with reading(engine) as connection:
        verdict = attestations.verify(connection)
        compared = audit_head.compare(connection, heads, verdict)
    return lost + len(verdict.faults) + sum(not one.ok for one in compared.findings)


def _send(people: Crowd, database: str, found: Outcome) -> None:
    """Count what goes out unasked; then release it, to see that there was something."""
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        sink(Path(folder)) as to,
    ):
        now, directory = MONDAY + LATER, people.directory
        with engine_on(database) as engine, Mailer.from_url(to.url) as mailer:
            moved = advance_due(engine, directory, now)
            deliver_due(engine, directory, mailer, now)
            unasked = to.count
            found.sent += unasked + len(moved.moves)
            with writing(engine) as connection:
                restorations.let_go(connection, list(HeldKind), now)
            deliver_due(engine, directory, mailer, now)
            found.held += to.count - unasked
