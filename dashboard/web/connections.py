"""Connections: how long one may take, and which are given up if there are too many.

uvicorn waits for ever for the end of a header, for a body that nobody reads any more
and for a reader who does not read. Ours do not, and when all places are taken, a new
connection gets that of the oldest one of which nobody knows whose it is.
"""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections import OrderedDict
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from dashboard.web.dispatch import VOUCHED

# Seconds: for a whole header; for what was sent but is not read any more; and for
# somebody who does not take what they have asked for.
HEADER: Final = 10.0
LINGER: Final = 2.0
READING: Final = 30.0
# What may still come after a refusal, in bytes; whoever sends more hears it cut off.
_LEFT: Final = 4_000_000


class Places:
    """The connections that are open, at most `most`; the oldest ones stand first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: OrderedDict[PatientProtocol, None] = OrderedDict()

    def enter(self, newcomer: "PatientProtocol") -> None:
        """Let somebody in; the oldest of whom nobody knows has to go if it is full.

        Not the oldest that is silent: amid forms that never end that would be whoever
        has just come and has not spoken yet.
        """
        if len(self._open) >= self.most:
            unknown = (one for one in self._open if not one.is_known)
            given_up = next(unknown, newcomer)
            given_up.abort()
            self.leave(given_up)
        if not newcomer.transport.is_closing():
            self._open[newcomer] = None

    def leave(self, one: "PatientProtocol") -> None:
        """Let somebody go."""
        self._open.pop(one, None)


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, within bounded time."""

    places: Places

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._timers: dict[str, TimerHandle] = {}
        self._left = 0

    @property
    def is_at_work(self) -> bool:
        """Say whether a request has been read so far that it is being answered."""
        # There is none before the first request, whatever its type says.
        return bool(self.cycle) and not self.cycle.response_complete

    @property
    def is_known(self) -> bool:
        """Say whether it is known whose request it is."""
        return self.is_at_work and bool(self.scope["state"].get(VOUCHED))

    def abort(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Take a new connection, and wait for its first header."""
        super().connection_made(transport)
        self._wait("header", HEADER)
        self.places.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that has ended."""
        self.places.leave(self)
        for name in list(self._timers):
            self._stop(name)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come; a header has to be whole in time."""
        if "linger" in self._timers:
            self._left += len(data)
            if self._left > _LEFT:
                # Reading all of what is refused would cost as much as taking it.
                self.transport.pause_reading()
                return
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop("header")
        elif not self.is_at_work and "header" not in self._timers:
            self._wait("header", HEADER)

    def on_response_complete(self) -> None:
        """End a connection soon on which the rest of a request is still awaited."""
        before = self.cycle
        super().on_response_complete()
        if self.transport.is_closing():
            self._wait("reading", READING)
        is_next = self.cycle is not before
        if before.more_body and not is_next:
            self._unset_keepalive_if_required()
            self._wait("linger", LINGER)

    def timeout_keep_alive_handler(self) -> None:
        """End a connection on which nobody asks for more."""
        super().timeout_keep_alive_handler()
        self._wait("reading", READING)

    def pause_writing(self) -> None:
        """Wait for a reader who does not read, but not for ever."""
        super().pause_writing()
        self._wait("reading", READING)

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        self._stop("reading")

    def _wait(self, name: str, seconds: float) -> None:
        self._stop(name)
        self._timers[name] = self.loop.call_later(seconds, self.abort)

    def _stop(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()


def patient(most: int) -> type[PatientProtocol]:
    """Return the protocol of a server with so many connections at once."""

    class Ours(PatientProtocol):
        places = Places(most)

    return Ours
