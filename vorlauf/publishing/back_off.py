"""Back-off: when a publication is tried again, and when no more."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from vorlauf.directory.targets import PublishingWay


def _minutes(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=one) for one in numbers)


# After so many attempts so long; the last one stays. Those of a webhook are from the
# example of Standard Webhooks 1.0.0, as far as they lie within `LATEST`.
BACK_OFF: Final[Mapping[PublishingWay, tuple[timedelta, ...]]] = {
    PublishingWay.MASTODON: _minutes(1, 3, 6, 12, 20, 30, 60, 120),
    PublishingWay.WEBHOOK: _minutes(1 / 12, 5, 30, 120, 300),
    # It takes 90 requests an hour.
    PublishingWay.POSTIZ: _minutes(2, 5, 10, 20, 40, 60, 120),
}
# How far an instant lies off by chance, so that not all come at once.
JITTER: Final = 0.2
# Nothing goes out by itself later than this after its slot: words of the day are stale,
# and a person has been asked long ago.
LATEST: Final = timedelta(hours=12)
# So long after an outcome is looked for, and so often.
LOOKS: Final = _minutes(1, 2, 5, 10, 20, 40, 60, 120, 120)


def next_attempt(
    way: PublishingWay,
    attempts: int,
    now: datetime,
    *,
    wait: timedelta | None = None,
    chance: Callable[[], float] = random.random,
) -> datetime:
    """Return when a publication is tried again after so many attempts (aware UTC).

    Not before a server wants it, which may say so (`wait`).
    """
    steps = BACK_OFF[way]
    usual = steps[min(max(attempts, 1), len(steps)) - 1]
    return now + max(_about(usual, chance), wait or timedelta(0))


def next_look(looks: int, now: datetime) -> datetime | None:
    """Return when an outcome is looked for again after so many looks; None: no more."""
    return now + LOOKS[looks] if looks < len(LOOKS) else None


def _about(usual: timedelta, chance: Callable[[], float]) -> timedelta:
    return usual * (1 - JITTER + 2 * JITTER * chance())
