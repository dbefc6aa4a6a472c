"""Figure 2: the sender is killed while it hands its mails to a real Postfix.

The server's log says afterwards which mails it has taken. So what a dead sender was
sending is known: nothing is lost, and nothing arrives twice, be it request or reminder.
Only what three processes died holding is set apart for a person.
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

from notifications.delivery.postfix_log import accepted
from reliability import postfix
from reliability.evidence import Evidence
from reliability.figures import Figure, not_measured
from reliability.killed_senders import Lives
from reliability.kills import SHORT, Scale
from reliability.postfix import Postfix
from reliability.processes import is_ready
from reliability.sample_campaign import Crowd, crowd
from reliability.sink import Arrival
from reliability.stores import BOTH, NO_POSTGRESQL, is_there
from reliability.trial import REMINDERS, REQUESTS, trial
from states.purpose import MailKind

SEED: Final = 20260305
NO_POSTFIX: Final = "there is no Postfix to start here: it takes the package, and root"
_BLINK: Final = 0.002  # seconds between two looks into the Maildir
_QUIET: Final = 0.05  # seconds without a new line after which the log is complete
# Both purposes make the two thousand mails.
HALF: Final = Scale(mails=1000, kills=100, counts=True)


@dataclass(frozen=True)
class Maildir:
    """A running Postfix as the server of a trial."""

    server: Postfix

    @property
    def url(self) -> str:
        """What VORLAUF_MAIL_URL has to be."""
        return self.server.url

    @property
    def count(self) -> int:
        """How many mails were delivered so far."""
        return len(os.listdir(self.server.maildir / "new"))  # noqa: PTH208, names only

    def wait_for(self, mails: int, gone: int) -> bool:
        """Wait until so many are delivered; False if the sender was `gone` before."""
        while self.count < mails:
            if is_ready(gone, _BLINK):
                return self.count >= mails
        return True

    def arrivals(self) -> Sequence[Arrival]:
        """Return every mail as it was delivered; the instant is not known."""
        return [_arrival(content) for content in self.server.arrived()]

    def settle(self) -> None:
        """Wait until Postfix has delivered, and logged, all it has taken."""
        before, quiet_since = -1, time.monotonic()
        while time.monotonic() - quiet_since < _QUIET:
            size = self.server.log.stat().st_size
            if size != before:
                before, quiet_since = size, time.monotonic()
            time.sleep(_BLINK)


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Kill the sender of requests and of reminders, on each database."""
    if not postfix.is_there():
        yield not_measured(2, "kill -9 into Postfix", NO_POSTFIX)
        return
    scale = SHORT if short else HALF
    people = crowd(scale.mails)
    for kind in on:
        if not is_there(kind):
            yield not_measured(2, f"kill -9 into Postfix, {kind}", NO_POSTGRESQL)
            continue
        for purpose in (REQUESTS, REMINDERS):
            yield killed(kind, people, purpose, scale)


def killed(kind: str, people: Crowd, purpose: MailKind, scale: Scale) -> Figure:
    """Kill a sender to Postfix, and judge what lies in the Maildir."""
    with postfix.place() as folder, postfix.running(folder) as running:
        server = Maildir(running)
        log = partial(accepted, running.log)
        with trial(kind, people, purpose, server, log=log) as tried:
            lives = Lives(tried.sender, server, Random(SEED), between=server.settle)
            lives.killed(scale.kills, scale.mails)
            left = lives.to_the_end()
            server.settle()
            title = f"kill -9 into Postfix, {kind}, {tried.what}"
            return judge(title, tried.found(), left, lives)


def judge(title: str, found: Evidence, left: int, lives: Lives) -> Figure:
    """Judge: each once, for the log knows; but for what three have died holding."""
    poison = [one for one in found.apart if one.is_poison]
    missing = [
        one for one in found.owed if not found.arrived(one) and not one.is_poison
    ]
    twice = found.duplicates + len(found.in_two_mails)
    failed = left + len(missing) + twice
    return Figure(
        number=2,
        title=title,
        tried=len(found.owed),
        failed=failed,
        promise="0 lost, 0 duplicates",
        kept=failed == 0 and len(poison) < lives.kills,
        details=(
            f"{lives.kills} kills, {len(found.mails):,} mails, {len(missing)} lost, "
            f"{twice} twice, {len(poison)} set apart after three deaths, "
            f"{lives.seconds_per_mail * 1e3:.0f} ms a mail, seed {SEED}"
        ),
    )


def _arrival(content: bytes) -> Arrival:
    head, _, _ = content.partition(b"\n\n")
    line = next(row for row in head.split(b"\n") if row.startswith(b"Delivered-To: "))
    return Arrival(0.0, line.partition(b": ")[2].decode().strip(), content)
