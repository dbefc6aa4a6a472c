"""Figure 5: several workers at once on the same notices, and no mail goes out twice."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from reliability.evidence import Evidence, gather
from reliability.figures import Figure, not_measured
from reliability.preload import warm
from reliability.processes import Child, forked
from reliability.sample_campaign import MONDAY, Crowd, ask, crowd, owe_only
from reliability.sender import Sender
from reliability.sink import sink
from reliability.stores import BOTH, NO_POSTGRESQL, engine_on, is_there, store
from reliability.trial import REQUESTS

TEAMS: Final = (1, 4, 8)
MAILS: Final = 4000
FEW: Final = 80
BUNDLES: Final = (1, 1, 1, 2, 3)


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Let 1, 4 and 8 workers send the same mails, on each database."""
    warm()
    people = crowd(FEW if short else MAILS, bundles=BUNDLES)
    for kind in on:
        if not is_there(kind):
            yield not_measured(5, f"workers at once, {kind}", NO_POSTGRESQL)
            continue
        with store(kind) as template:
            with engine_on(template) as engine:
                ask(engine, people)
                owe_only(engine, REQUESTS)
            for workers in TEAMS:
                yield at_once(kind, people, template, workers)


def at_once(kind: str, people: Crowd, template: str, workers: int) -> Figure:
    """Let so many workers begin at the same moment, and judge what has arrived."""
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        store(kind, template) as database,
        sink(Path(folder)) as server,
    ):
        sender = Sender(
            directory=people.directory, database=database, server=server.url
        )
        seconds = _work(sender, workers)
        with engine_on(database) as engine:
            found = gather(engine, people.directory, server.arrivals(), REQUESTS)
    return judge(f"{_words(workers)} at once, {kind}", found, people, seconds)


def judge(title: str, found: Evidence, people: Crowd, seconds: float) -> Figure:
    """Judge: every notice in one mail, every mail once, and everything noted as sent.

    Notices of one recipient that come in two mails are no failure, but are counted.
    """
    unsent = [one for one in found.owed if one.state != "sent"]
    twice = found.duplicates + len(found.in_two_mails)
    failed = len(found.lost) + len(unsent) + twice
    mails = len(found.mails)
    split = max(mails - people.mails, 0)
    return Figure(
        number=5,
        title=title,
        tried=len(found.owed),
        failed=failed,
        promise="0 double, 0 lost",
        kept=failed == 0,
        details=(
            f"{mails:,} mails, {split} more than recipients, {twice} double, "
            f"{len(found.lost)} lost, {mails / seconds:.0f} mails/s"
        ),
    )


def _work(sender: Sender, workers: int) -> float:
    """Let the workers go at the same moment; return how many seconds they took."""
    wait, go = os.pipe()
    with ExitStack() as team:
        members: list[Child] = [
            team.enter_context(
                forked(lambda: sender.send_all(MONDAY, lambda: os.read(wait, 1)))
            )
            for _ in range(workers)
        ]
        # Each has opened its database and its way out by then, and waits for a byte.
        time.sleep(0.3)
        began = time.monotonic()
        os.write(go, b"!" * workers)
        for member in members:
            member.wait()
        took = time.monotonic() - began
    os.close(wait)
    os.close(go)
    return took


def _words(workers: int) -> str:
    return "1 worker" if workers == 1 else f"{workers} workers"
