"""Lanes: a few threads for each kind of work, and a short queue before them.

Whoever fills one lane keeps nobody waiting in another: guesses at passwords, a provider
that is slow, or pictures by the dozen slow down no page of somebody signed in.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from threading import Event, Lock
from time import monotonic, sleep, thread_time
from typing import Final, TypeVar

from dashboard.permissions import Route
from dashboard.web.busy import RETRY, BusyError

_Answer = TypeVar("_Answer")


class LaneName(StrEnum):
    """The kinds of work that wait for their own kind only."""

    # Whoever is signed in, and whoever is not.
    PAGES = "pages"
    STRANGERS = "strangers"
    HEALTH = "health"
    # Passwords from anywhere, and from browsers that have signed somebody in before.
    PASSWORDS = "passwords"
    KNOWN = "known"
    LINKS = "links"
    # Mails with links that were promised already.
    MAILS = "mails"
    PROVIDER = "provider"
    FILES = "files"
    DOCUMENTS = "documents"


_OF: Final[Mapping[str, LaneName]] = {
    "health": LaneName.HEALTH,
    "sign_in.password": LaneName.PASSWORDS,
    "sign_in.link": LaneName.LINKS,
    "sign_in.oidc": LaneName.PROVIDER,
    "sign_in.oidc_back": LaneName.PROVIDER,
    "me.password": LaneName.KNOWN,
    "answer.files": LaneName.FILES,
    "answer.describe": LaneName.FILES,
    "post.deliver": LaneName.FILES,
    "post.proof": LaneName.FILES,
    "material.save": LaneName.FILES,
    "material.answer": LaneName.FILES,
    "plan.import_preview": LaneName.FILES,
    "plan.import_take": LaneName.FILES,
    "plan.topics_import_preview": LaneName.FILES,
    "plan.topics_import_take": LaneName.FILES,
    "plan.topics_export": LaneName.DOCUMENTS,
    "register.export": LaneName.DOCUMENTS,
    "evaluation.figures_preview": LaneName.FILES,
    "evaluation.figures_take": LaneName.FILES,
    "evaluation.file": LaneName.DOCUMENTS,
    "dossier.file": LaneName.DOCUMENTS,
    "inquiry.answer": LaneName.DOCUMENTS,
    "inquiry.export_evidence": LaneName.DOCUMENTS,
}


def lane_of(entry: Route) -> LaneName:
    """Return in which lane a route is answered."""
    default = LaneName.STRANGERS if entry.who is None else LaneName.PAGES
    return _OF.get(entry.name, default)


class ProcessorShare:
    """So much of one processor, 1 for all of it, that one thread takes at most.

    After each work the next one waits until that is so. `clock` gives seconds, as
    `time.monotonic` does, and `pause` waits so many.
    """

    def __init__(
        self,
        share: float = 1.0,
        clock: Callable[[], float] = monotonic,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._rest_for_each = 1 / share - 1
        self._clock, self._pause = clock, pause
        self._rests_until = 0.0

    @contextmanager
    def work(self) -> Iterator[None]:
        """Wait for the turn of some work, and see what it takes of the processor."""
        if (rest := self._rests_until - self._clock()) > 0:
            self._pause(rest)
        began = thread_time()
        try:
            yield
        finally:
            used = thread_time() - began
            if self._rest_for_each:
                self._rests_until = self._clock() + used * self._rest_for_each


class Lane:
    """So many `threads`, and so many requests `waiting` for one of them.

    Work `gives_way_to` that of another lane: it begins when nothing is done there, or a
    moment later. All work of one with a `share` takes no more of a processor.
    """

    def __init__(
        self,
        name: str,
        *,
        threads: int,
        waiting: int,
        gives_way_to: "Lane | None" = None,
        share: "ProcessorShare | None" = None,
    ) -> None:
        self.is_quiet = Event()
        self.is_quiet.set()
        self._other = gives_way_to
        self._share = share or ProcessorShare()
        self._room = threads + waiting
        self._inside = 0
        self._of_source: Counter[str] = Counter()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(threads, f"vorlauf-{name}")

    def check(self, source: str = "") -> None:
        """Raise `BusyError` if there is no room, before anything is read for it.

        One source, if it is known, gets half of the room.
        """
        mine = self._of_source[source] if source else 0
        if self._inside >= self._room or mine > self._room // 2:
            raise BusyError(RETRY)

    async def run(self, work: Callable[[], _Answer], source: str = "") -> _Answer:
        """Do the work when it is its turn. Raises `BusyError` if there is no room."""
        with self._lock:
            self.check(source)
            self._inside += 1
            self._of_source[source] += 1
            self.is_quiet.clear()
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._do, work)
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside:
                    self.is_quiet.set()
                self._of_source[source] -= 1
                self._of_source += Counter()  # forgets who has nothing here any more

    def _do(self, work: Callable[[], _Answer]) -> _Answer:
        with self._share.work():
            if self._other is not None:
                self._other.is_quiet.wait(_MOMENT)
            return work()


# Seconds that strangers let people go first who are signed in. Python works for one at
# a time, so two strangers would make a page three times as slow.
_MOMENT: Final = 0.1
# Threads and places in the queue. Of threads there are fewer than connections to
# the database; a queue is as long as somebody waits before a page.
SIZES: Final[Mapping[LaneName, tuple[int, int]]] = {
    LaneName.PAGES: (8, 400),
    LaneName.STRANGERS: (2, 200),
    LaneName.HEALTH: (1, 50),
    LaneName.PASSWORDS: (1, 8),
    LaneName.KNOWN: (1, 8),
    LaneName.LINKS: (1, 8),
    LaneName.MAILS: (1, 200),
    LaneName.PROVIDER: (4, 8),
    LaneName.FILES: (2, 6),
    LaneName.DOCUMENTS: (2, 8),
}

# Who asks for links gets the same short page each time, by the dozen if they like; so
# many pages and mails together take a tenth of a processor each.
_SHARES: Final[Mapping[LaneName, float]] = {LaneName.LINKS: 0.1, LaneName.MAILS: 0.1}

_OF_STRANGERS: Final = {
    LaneName.STRANGERS,
    LaneName.PASSWORDS,
    LaneName.LINKS,
    LaneName.MAILS,
    LaneName.PROVIDER,
}


def lanes() -> dict[LaneName, Lane]:
    """Return all lanes, empty."""
    made: dict[LaneName, Lane] = {}
    for name, (threads, waiting) in SIZES.items():
        other = made[LaneName.PAGES] if name in _OF_STRANGERS else None
        made[name] = Lane(
            name.value,
            threads=threads,
            waiting=waiting,
            gives_way_to=other,
            share=ProcessorShare(_SHARES.get(name, 1.0)),
        )
    return made
