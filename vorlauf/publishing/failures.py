"""Failures of publishing: for later, for good, or nobody knows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

from states.messages import Message
from vorlauf.errors import VorlaufError

# No server is believed that wants to be left alone for longer.
_LONGEST_WAIT: Final = timedelta(hours=24)
_TOO_MANY: Final = 429
# The server gave up waiting, or wants it once more; the rest of 4xx is a refusal.
_UNDECIDED: Final = frozenset({408, 425})
_SERVER_FAULTS: Final = range(500, 600)
_MILLISECONDS: Final = 1e11


class Failure(StrEnum):
    """What a failed call means for its publication."""

    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


class PublishingError(VorlaufError):
    """A call that did not succeed; after `wait` it may be tried again.

    If the receiver `is_gone`, it wants nothing more, whatever it is sent (410).
    """

    def __init__(
        self,
        failure: Failure,
        message: Message,
        *,
        wait: timedelta | None = None,
        is_gone: bool = False,
    ) -> None:
        super().__init__(message)
        self.is_gone = is_gone
        self.failure = failure
        self.wait = wait


def failure_of(status: int, *, is_final: bool) -> Failure:
    """Return what a status that is no success means (RFC 9110).

    A fault of the server after a call that cannot be taken back leaves open whether it
    had its effect. Who is asked for less often (429) has refused it.
    """
    if status == _TOO_MANY:
        return Failure.TEMPORARY
    if status in _UNDECIDED or status in _SERVER_FAULTS:
        return Failure.UNKNOWN if is_final else Failure.TEMPORARY
    return Failure.PERMANENT


def wait_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long a server wants to be left alone; None if it says nothing.

    `Retry-After` is seconds or a date (RFC 9110, 10.2.3), `X-RateLimit-Reset` an
    instant of ISO 8601 (Mastodon), or seconds since 1970. `now` is aware UTC.
    """
    said = headers.get("retry-after", "")
    if said.strip().isdecimal():
        return _bounded(timedelta(seconds=min(int(said[:9]), 10**8)))
    for text in (said, headers.get("x-ratelimit-reset", "")):
        until = _instant(text.strip())
        if until is not None:
            return _bounded(until - now)
    return None


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        if text.isdecimal():
            seconds = float(text[:16])
            if seconds > _MILLISECONDS:
                seconds /= 1000
            return datetime.fromtimestamp(seconds, UTC)
        if text[:1].isdigit():
            return _aware(datetime.fromisoformat(text))
        return _aware(parsedate_to_datetime(text))
    except (ValueError, OverflowError, OSError):
        return None


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
