"""Rate limit: a number of mails a minute, evenly spaced."""

import time
from collections.abc import Callable
from threading import Lock

MINUTE = 60.0  # seconds

Clock = Callable[[], float]
Sleep = Callable[[float], object]


class RateLimit:
    """Gives out turns at `rate` per minute, or at once without one.

    It knows of this process only: two processes have a rate each. `clock` is monotonic,
    in seconds; `sleep` waits for a number of seconds.
    """

    def __init__(
        self, rate: int | None, clock: Clock = time.monotonic, sleep: Sleep = time.sleep
    ) -> None:
        self._apart = MINUTE / rate if rate else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next = clock()
        self._one_at_a_time = Lock()

    def wait(self, longest: float) -> bool:
        """Wait for the next turn and take it; False if that is over `longest` seconds.

        False is returned at once, and no turn is taken.
        """
        with self._one_at_a_time:
            now = self._clock()
            at = max(now, self._next)
            if at - now > longest:
                return False
            self._next = at + self._apart
        if at > now:
            self._sleep(at - now)
        return True
