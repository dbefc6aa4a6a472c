"""Figure 3: every fifth mail meets a fault of the server, and the sender dies, too.

The faults are answers 421, 450 and 451 at any stage and connections cut in the middle
of the content or after it, before the answer; the mail may then have been kept or not.
None of them says that a mail can never arrive, so none may be given up as dead. A
request whose answer was lost twice is set apart as `unknown`, for a person to look at:
that is no loss, and the figure says how many there were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Lock, local
from typing import Final

from reliability.evidence import Evidence
from reliability.figures import Figure, not_measured
from reliability.killed_senders import Lives
from reliability.kills import FULL, MOST_COPIES, Scale
from reliability.sample_campaign import Crowd, crowd
from reliability.sink import sink
from reliability.smtp_dialogue import Stage
from reliability.stores import BOTH, NO_POSTGRESQL, is_there
from reliability.trial import REQUESTS, trial

SEED: Final = 20260303
SHARE: Final = 0.2
CODES: Final = (421, 450, 451)
# A connection carries many mails, so it is refused more seldom than one of them.
REFUSED: Final = 0.02
# Two lost answers in a row are what one mail in three hundred meets here.
MOST_APART: Final = 0.01
SMALL: Final = Scale(mails=60, kills=5, counts=False)

_ANSWERS: Final = (Stage.SENDER, Stage.RECIPIENT, Stage.DATA, Stage.END)
_CUTS: Final = (Stage.CONTENT, Stage.KEPT, Stage.FORGOTTEN)


@dataclass(frozen=True)
class Fault:
    """What happens to one mail: where, and which answer (None: the end)."""

    stage: Stage
    code: int | None


class Spite:
    """The mood in which a share of the mails meets a fault, drawn for each anew."""

    def __init__(self, seed: int, share: float) -> None:
        self._random = Random(seed)
        self._share = share
        self._one_at_a_time = Lock()
        self._here = local()  # each connection has a thread of its own

    def answer(self, stage: Stage) -> int | None:
        """Return the code of the fault if it lies here."""
        if stage in {Stage.BANNER, Stage.EHLO}:
            return self._refusal()
        if stage is Stage.SENDER:
            self._here.fault = self._drawn()
        fault: Fault | None = self._here.fault
        return fault.code if fault and fault.stage is stage else None

    def cuts(self, stage: Stage) -> bool:
        """Say whether the fault is that the connection ends here."""
        fault: Fault | None = self._here.fault
        return fault is not None and fault.stage is stage

    def _refusal(self) -> int | None:
        with self._one_at_a_time:
            is_refused = self._random.random() < REFUSED
            return self._random.choice(CODES) if is_refused else None

    def _drawn(self) -> Fault | None:
        with self._one_at_a_time:
            if self._random.random() >= self._share:
                return None
            stage = self._random.choice((*_ANSWERS, *_CUTS))
            code = self._random.choice(CODES) if stage in _ANSWERS else None
            return Fault(stage, code)


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Send through a spiteful server, and kill the sender, on each database."""
    scale = SMALL if short else FULL
    people = crowd(scale.mails)
    for kind in on:
        if is_there(kind):
            yield troubled(kind, people, scale)
        else:
            yield not_measured(3, f"SMTP faults and kills, {kind}", NO_POSTGRESQL)


def troubled(kind: str, people: Crowd, scale: Scale) -> Figure:
    """Let requests go out through the server's faults, and judge what has arrived."""
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        sink(Path(folder), mood=Spite(SEED, SHARE)) as server,
        trial(kind, people, REQUESTS, server) as tried,
    ):
        lives = Lives(tried.sender, server, Random(SEED))
        lives.killed(scale.kills, scale.mails)
        left = lives.to_the_end()
        return judge(kind, tried.found(), left, lives)


def judge(kind: str, found: Evidence, left: int, lives: Lives) -> Figure:
    """Judge: everything there or set apart, nothing dead, never three copies."""
    dead = [one for one in found.with_state("dead", "cancelled") if not one.is_apart]
    wrong = len(found.lost) + len(dead) + len(found.unlike) + len(found.in_two_mails)
    there = sum(found.arrived(one) for one in found.apart)
    most_apart = lives.kills + MOST_APART * len(found.owed)
    is_rare = found.most_copies <= MOST_COPIES and len(found.apart) <= most_apart
    return Figure(
        number=3,
        title=f"SMTP faults and kills, {kind}",
        tried=len(found.owed),
        failed=left + wrong,
        promise=f"0 lost, 0 wrongly dead, at most {MOST_COPIES} copies",
        kept=left + wrong == 0 and lives.kills > 0 and is_rare,
        details=(
            f"{SHARE:.0%} of the mails met a fault, {lives.kills} kills, "
            f"{len(found.lost)} lost, {len(dead)} wrongly dead, {len(found.apart)} set "
            f"apart after two lost answers or three deaths ({there} of them had "
            f"arrived), {found.duplicates} mails twice, {found.most_copies} copies at "
            f"most, seed {SEED}"
        ),
    )
