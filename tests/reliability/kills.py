"""Figure 1: the sender is killed with -9, again and again, while mails go out.

A request that nobody knows of is sent once more with the same octets, so it may
arrive twice but is not lost. A reminder is not sent again: it never arrives twice, and
one that did not arrive is `unknown`, which is shown to people. Whatever two processes
died sending, or three holding, is set apart for a person, too: at one kill in ten mails
that happens, and the figure says how often.

A duplicate needs a kill between the server's yes and the commit that notes it. How
often that happens depends on how long the rest of a mail takes: `PAUSE` is what a relay
needs for a mail, with the look-ups it makes before it accepts a recipient.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from reliability.evidence import Evidence
from reliability.figures import Figure, not_measured
from reliability.killed_senders import Lives
from reliability.sample_campaign import Crowd, crowd
from reliability.sink import sink
from reliability.stores import BOTH, NO_POSTGRESQL, is_there
from reliability.trial import REMINDERS, REQUESTS, trial
from states.purpose import MailKind

PAUSE: Final = 0.02  # seconds
SEED: Final = 20260302
MOST_COPIES: Final = 2
DUPLICATES_PER_KILL: Final = 0.05
BUNDLES: Final = (2, 3, 4, 5)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much is tried; `counts` says whether a rate of duplicates means anything."""

    mails: int
    kills: int
    counts: bool


FULL = Scale(mails=2000, kills=200, counts=True)
BUNDLED = Scale(mails=300, kills=30, counts=False)
SHORT = Scale(mails=40, kills=5, counts=False)


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Kill the sender of requests, of reminders and of bundles, on each database."""
    scale, bundled = (SHORT, SHORT) if short else (FULL, BUNDLED)
    alone, together = crowd(scale.mails), crowd(bundled.mails, bundles=BUNDLES)
    for kind in on:
        if not is_there(kind):
            yield not_measured(1, f"kill -9, {kind}", NO_POSTGRESQL)
            continue
        yield killed(kind, alone, REQUESTS, scale)
        yield killed(kind, alone, REMINDERS, scale)
        yield killed(kind, together, REQUESTS, bundled)
        yield killed(kind, together, REMINDERS, bundled)


def killed(kind: str, people: Crowd, purpose: MailKind, scale: Scale) -> Figure:
    """Kill a sender of notices of this purpose, and judge what has arrived."""
    # Only the rate of duplicates asks how long a mail takes.
    pause = PAUSE if purpose is REQUESTS else 0.0
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        sink(Path(folder), pause=pause) as server,
        trial(kind, people, purpose, server) as tried,
    ):
        lives = Lives(tried.sender, server, Random(SEED))
        lives.killed(scale.kills, scale.mails)
        left = lives.to_the_end()
        found = tried.found()
        title = f"kill -9, {kind}, {tried.what}"
    if purpose is REQUESTS:
        return requests(title, found, left, lives, counts=scale.counts)
    return reminders(title, found, left, lives)


def requests(
    title: str, found: Evidence, left: int, lives: Lives, *, counts: bool
) -> Figure:
    """Judge requests: none lost, hardly one twice, and then the same octets."""
    most = DUPLICATES_PER_KILL * lives.kills if counts else lives.kills
    failed = left + len(found.lost) + len(found.in_two_mails) + len(found.unlike)
    is_rare = found.most_copies <= MOST_COPIES and found.duplicates <= most
    rate = found.duplicates / max(lives.kills, 1)
    allowed = f", at most {DUPLICATES_PER_KILL} duplicates a kill" if counts else ""
    return Figure(
        number=1,
        title=title,
        tried=len(found.owed),
        failed=failed,
        promise=f"0 lost, at most {MOST_COPIES} copies, of the same octets{allowed}",
        kept=failed == 0 and is_rare and _is_told(found, lives),
        details=(
            f"{lives.kills} kills, {len(found.copies):,} mails, {found.duplicates} of "
            f"them twice ({rate:.3f} a kill), {found.most_copies} copies at most, "
            f"{_apart(found)}, {_pace(lives)}"
        ),
    )


def reminders(title: str, found: Evidence, left: int, lives: Lives) -> Figure:
    """Judge reminders: none twice, and whatever is not there is set apart."""
    failed = left + len(found.lost) + found.duplicates + len(found.in_two_mails)
    return Figure(
        number=1,
        title=title,
        tried=len(found.owed),
        failed=failed,
        promise="0 twice, 0 lost in silence",
        kept=failed == 0 and _is_told(found, lives),
        details=(
            f"{lives.kills} kills, {len(found.copies):,} mails, {_apart(found)}, "
            f"{_pace(lives)}"
        ),
    )


def _is_told(found: Evidence, lives: Lives) -> bool:
    """Say whether there were kills, and no kill has set more apart than one mail."""
    mails = {(one.recipient, one.number) for one in found.apart}
    return lives.kills > 0 and len(mails) <= lives.kills * max(found.bundle, 1)


def _apart(found: Evidence) -> str:
    there = sum(found.arrived(one) for one in found.apart)
    return f"{len(found.apart)} set apart for a person ({there} of them had arrived)"


def _pace(lives: Lives) -> str:
    return f"{lives.seconds_per_mail * 1e3:.0f} ms a mail, seed {SEED}"
