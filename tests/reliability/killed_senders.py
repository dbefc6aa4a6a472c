"""Killed senders: a sender dies again and again, and all goes out in the end.

Between two lives the clock goes on by more than a lease, so whatever the dead one held
is free again. Every life is killed after its first mail has gone out, at a moment drawn
uniformly from a span as long as it takes to send twice the mails that fall to a life:
so the kills lie anywhere between two steps of any mail, and are spread over all mails.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from sqlalchemy import func, select

from reliability.processes import Child, ahead_of_others, is_ready
from reliability.sample_campaign import MONDAY
from reliability.sender import Sender
from reliability.stores import engine_on
from reliability.trial import Server
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE

# Longer than a lease; every life begins so much later than the one before.
LATER: Final = timedelta(minutes=6)
# A sender that leaves something after so many lives without a kill leaves it for ever.
MOST_LIVES: Final = 60
UNSETTLED: Final = ("queued", "leased", "sending", "retry")
_FIRST_GUESS: Final = 0.03  # seconds for a mail, before one was seen
_TOO_LONG: Final = 120.0  # seconds after which a life that hangs is ended


@dataclass
class Lives:
    """The lives of one sender after the other, all to one server."""

    sender: Sender
    server: Server
    random: Random
    now: datetime = MONDAY
    kills: int = 0
    # What a dead life's server has still to write down before the next one asks it.
    between: Callable[[], object] = field(default=lambda: None)
    _seconds: float = 0.0
    _mails: int = 0

    def killed(self, kills: int, mails: int) -> None:
        """Live and be killed so often while about so many mails go out."""
        with ahead_of_others():
            for _ in range(2 * kills):
                if self.kills == kills or self.server.count >= mails:
                    return
                share = (mails - self.server.count) / (kills - self.kills)
                self._one(2 * max(share - 1, 1))

    def to_the_end(self) -> int:
        """Live on until nothing is left to do; return how many notices are left."""
        for _ in range(MOST_LIVES):
            child = self._begin()
            if not is_ready(child.gone, _TOO_LONG):
                child.kill()
            child.wait()
            self._go_on()
            if not self._unsettled():
                break
        return self._unsettled()

    @property
    def seconds_per_mail(self) -> float:
        """How long a mail has taken so far, from one to the next."""
        return self._seconds / self._mails if self._mails else _FIRST_GUESS

    def _one(self, span: float) -> None:
        child, before = self._begin(), self.server.count
        if self.server.wait_for(before + 1, child.gone):
            began, after_first = time.monotonic(), self.server.count
            within = self.random.uniform(0, span * self.seconds_per_mail)
            if not is_ready(child.gone, within):
                self.kills += 1
            child.kill()
            self._seconds += time.monotonic() - began
            self._mails += self.server.count - after_first
        child.kill()
        self.between()
        self._go_on()

    def _begin(self) -> Child:
        begun, begins = os.pipe()
        work = partial(self.sender.send_all, self.now, partial(os.write, begins, b"!"))
        child = Child.fork(work)
        os.close(begins)
        is_ready(begun, _TOO_LONG)
        os.close(begun)
        return child

    def _go_on(self) -> None:
        """Let the clock go on, and further if nothing is due then."""
        self.now = max(self.now + LATER, self._next_due() or self.now)

    def _unsettled(self) -> int:
        wanted = select(func.count()).where(NOTICE.c.state.in_(UNSETTLED))
        with engine_on(self.sender.database) as engine, reading(engine) as connection:
            return int(connection.execute(wanted).scalar_one())

    def _next_due(self) -> datetime | None:
        wanted = select(func.min(NOTICE.c.due_at)).where(NOTICE.c.state.in_(UNSETTLED))
        with engine_on(self.sender.database) as engine, reading(engine) as connection:
            due: datetime | None = connection.execute(wanted).scalar_one()
            return due
