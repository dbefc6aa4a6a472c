"""Bodies: how much may come with a request, for how long, and with others at once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from dashboard.web.busy import BusyError
from states.messages import msg


class TooLargeError(HTTPException):
    """More bytes came than a request may have."""

    def __init__(self) -> None:
        super().__init__(413)


class TooSlowError(HTTPException):
    """The bytes of a request do not come, or only in drops."""

    def __init__(self) -> None:
        super().__init__(408)


@dataclass(frozen=True, kw_only=True)
class BodyPace:
    """How slowly a body may come: seconds for the first bytes, then bytes a second.

    A picture of a camera comes through a bad line in a quarter of an hour.
    """

    patience: float = 20.0
    least: int = 8_192

    def ends_after(self, came: int) -> float:
        """Return after how many seconds a body has come too slowly."""
        return self.patience + came / self.least


PACE: Final = BodyPace()


def metered(receive: Receive, most: int, pace: BodyPace) -> Receive:
    """Count what comes: neither too much nor too slowly, whatever was announced.

    The receiver raises `TooLargeError` and `TooSlowError`.
    """
    came, is_whole = 0, False
    began: float | None = None

    async def counted() -> Message:
        nonlocal came, is_whole, began
        if is_whole:  # whoever still listens waits for the end of the connection
            return await receive()
        now = asyncio.get_running_loop().time()
        began = now if began is None else began
        try:
            async with asyncio.timeout_at(began + pace.ends_after(came)):
                message = await receive()
        except TimeoutError:
            raise TooSlowError from None
        came += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if came > most:
            raise TooLargeError
        return message

    return counted


# What is smaller costs no more than the connection that brings it.
SMALL: Final = 65_536  # bytes
_RETRY: Final = 30  # seconds


@dataclass
class UploadsUnderWay:
    """The bytes that are coming in, all together; at most `most` at once.

    Of one `owner`, a person or a link, at most half of them.
    """

    most: int
    _taken: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def room(self, owner: str, size: int) -> Iterator[None]:
        """Keep room for a body of `size` bytes. Raises `BusyError` if there is none."""
        if size <= SMALL:
            yield
            return
        with self._lock:
            is_full = self._taken.total() + size > self.most
            if is_full or self._taken[owner] + size > self.most / 2:
                raise BusyError(_RETRY, _NO_ROOM)
            self._taken[owner] += size
        try:
            yield
        finally:
            with self._lock:
                self._taken[owner] -= size
                if not self._taken[owner]:
                    del self._taken[owner]


_NO_ROOM: Final = msg(
    "Too many files are on their way at the same time; try again in half a minute."
)


def announced(headers: Headers, most: int) -> int:
    """Return how many bytes come; without a length as many as may come."""
    if "transfer-encoding" in headers:
        return most
    return int(headers.get("content-length", "0"))
