"""The SMTP matrix: at every place of a conversation, everything that can go wrong."""

import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

from notifications.delivery.mailer import Envelope, Mailer
from notifications.delivery.smtp import FAREWELL
from notifications.errors import PermanentFailure, TemporaryFailure, UnknownOutcome
from reliability.certificate import trusted
from reliability.figures import Figure
from reliability.smtp_server import Mood, Place, Script, ScriptedSmtp

AT_ONCE: Final = 24  # conversations; nearly all of them wait
# Seconds over the limit; a short run is for machines on which much else runs.
GRACE, GRACE_IF_SHORT = 1.0, 30.0
TITLE: Final = "SMTP matrix: every place, every fault"


class Outcome(StrEnum):
    """What a `Mailer` says of a mail."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


_A, _T = Outcome.ACCEPTED, Outcome.TEMPORARY
_P, _U = Outcome.PERMANENT, Outcome.UNKNOWN
_REFUSALS: Final = (Mood.NOT_NOW, Mood.NEVER)

# Written by hand; the columns are those of `Mood`: 4xx, 5xx, cut, hang, garbage, drip.
EXPECTED: Final[Mapping[Place, Sequence[Outcome]]] = {
    # Before MAIL the server has heard nothing of this mail. Whatever it says is about
    # itself or about us (a wrong password is ours to mend), so the mail stays good.
    Place.BANNER: (_T, _T, _T, _T, _T, _T),
    Place.EHLO: (_T, _T, _T, _T, _T, _T),
    Place.STARTTLS: (_T, _T, _T, _T, _T, _T),
    Place.HANDSHAKE: (_T, _T, _T, _T, _T, _T),
    Place.AUTH: (_T, _T, _T, _T, _T, _T),
    # From MAIL to DATA a 5xx is about this sender, recipient or mail, and final. The
    # mail itself has not left us, so nothing else can have delivered it.
    Place.MAIL: (_T, _P, _T, _T, _T, _T),
    Place.RCPT: (_T, _P, _T, _T, _T, _T),
    Place.DATA: (_T, _P, _T, _T, _T, _T),
    # After the final dot only an answer tells; without one the mail may be there.
    Place.END: (_T, _P, _U, _U, _U, _U),
    # The answer was there before; what comes of QUIT changes nothing.
    Place.QUIT: (_A, _A, _A, _A, _A, _A),
}


@dataclass(frozen=True)
class Trial:
    """One cell: how long it took in seconds, and what was wrong with it."""

    script: Script
    seconds: float
    faults: tuple[str, ...]


def run(*, short: bool) -> Figure:
    """Try every cell, with and without pipelining; `short` with less patience."""
    limit, grace = (2.0, GRACE_IF_SHORT) if short else (5.0, GRACE)
    scripts = [
        Script(place, mood, pipelining)
        for place, mood, pipelining in product(Place, Mood, (True, False))
        if place is not Place.HANDSHAKE or mood not in _REFUSALS
    ]
    with trusted() as tls, Mailer.from_url("smtp://127.0.0.1/?from=v@example.org"):
        before = _sockets(), threading.active_count()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try_one = partial(attempt, limit=limit, tls=tls, grace=grace)
            trials = list(pool.map(try_one, scripts))
        after = _sockets(), threading.active_count()
    return _figure(trials, limit, _left_behind(before, after))


def attempt(
    script: Script, limit: float, tls: ssl.SSLContext, grace: float = GRACE
) -> Trial:
    """Send a mail to a server in this mood, and the next one when it is well again."""
    expected = EXPECTED[script.place][list(Mood).index(script.mood)]
    faults = []
    with (
        ScriptedSmtp(script, tls) as server,
        Mailer.from_url(server.url, limit=limit) as mailer,
    ):
        began = time.monotonic()
        outcome = _outcome(mailer, b"first")
        if script.place is Place.QUIT:
            mailer.close()
        seconds = time.monotonic() - began
        if outcome is not expected:
            faults.append(f"{outcome} instead of {expected}")
        if seconds > grace + (FAREWELL if script.place is Place.QUIT else limit):
            faults.append(f"took {seconds:.1f} s")
        if (b"first\r\n" in server.kept) is not (expected in {_A, _U}):
            faults.append("the server and we do not agree on who has the mail")
        server.behaves = True
        if _outcome(mailer, b"second") is not _A or b"second\r\n" not in server.kept:
            faults.append("the next mail did not arrive")
        mailer.close()
        if not server.everybody_has_left():
            faults.append("a connection was left open")
    return Trial(script, seconds, tuple(faults))


def _outcome(mailer: Mailer, content: bytes) -> Outcome:
    try:
        mailer.send(Envelope("ada@example.org", content))
    except TemporaryFailure:
        return Outcome.TEMPORARY
    except PermanentFailure:
        return Outcome.PERMANENT
    except UnknownOutcome:
        return Outcome.UNKNOWN
    return Outcome.ACCEPTED


def _sockets() -> int:
    number = 0
    for file in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            number += file.readlink().name.startswith("socket:")
    return number


def _left_behind(before: tuple[int, int], after: tuple[int, int]) -> list[str]:
    names = ("sockets", "threads")
    return [
        f"{now - then} {name} left behind"
        for name, then, now in zip(names, before, after, strict=True)
        if now > then
    ]


def _figure(trials: Sequence[Trial], limit: float, left: Sequence[str]) -> Figure:
    wrong = [
        f"{trial.script.mood} at {trial.script.place}: {', '.join(trial.faults)}"
        for trial in trials
        if trial.faults
    ]
    slowest = max(trial.seconds for trial in trials)
    told = [f"limit {limit:g} s, slowest {slowest:.1f} s", *left, *wrong[:3]]
    return Figure(
        number=4,
        title=TITLE,
        tried=len(trials),
        failed=len(wrong) + len(left),
        kept=not wrong and not left,
        details="; ".join(told),
    )
