"""Socket lines: lines to and from a mail server, all waits within one deadline."""

import re
import socket
import ssl
import time
from dataclasses import dataclass

from notifications.delivery.resolver import addresses

LONGEST_LINE, MOST_LINES = 65_536, 100  # octets, lines; more is no SMTP
REPLY_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?")


@dataclass(frozen=True)
class Reply:
    """An answer of the server: three digits, and its lines without them."""

    code: int
    lines: tuple[str, ...]


class SocketLines:
    """A connection; `deadline` is in seconds of the monotonic clock.

    Every method raises OSError: TimeoutError at the deadline, however slowly octets
    arrive until then, and ConnectionError if the server has closed the connection or
    its answer is not SMTP.
    """

    def __init__(self, host: str, port: int, deadline: float) -> None:
        self.deadline = deadline
        self._received = b""
        self._socket = _connected(host, port, deadline)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def protect(self, context: ssl.SSLContext, host: str) -> None:
        """Continue under TLS; unasked octets from before it are dropped."""
        self._received = b""
        self._socket.settimeout(_left(self.deadline))
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def write(self, octets: bytes) -> None:
        """Return once the system has taken every octet."""
        rest = memoryview(octets)
        while rest:
            self._socket.settimeout(_left(self.deadline))
            rest = rest[self._socket.send(rest) :]

    def reply(self) -> Reply:
        """Read one answer of one or many lines."""
        lines: list[str] = []
        while True:
            parts = REPLY_LINE.fullmatch(self._line())
            if parts is None or len(lines) > MOST_LINES:
                raise ConnectionError("the answer is no SMTP")
            lines.append((parts[3] or b"").decode("utf-8", "replace"))
            if parts[2] != b"-":
                return Reply(int(parts[1]), tuple(lines))

    def close(self) -> None:
        """Close the connection; never raises."""
        self._socket.close()

    def _line(self) -> bytes:
        while b"\n" not in self._received:
            if len(self._received) > LONGEST_LINE:
                raise ConnectionError("the answer has no end")
            self._socket.settimeout(_left(self.deadline))
            received = self._socket.recv(4096)
            if not received:
                raise ConnectionError("the connection was closed")
            self._received += received
        line, _, self._received = self._received.partition(b"\n")
        return line.rstrip(b"\r")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time is over")
    return left


def _connected(host: str, port: int, deadline: float) -> socket.socket:
    """Try every address of the host within the one deadline."""
    failure = OSError("the host has no address")
    for where in addresses(host, port, deadline):
        try:
            return socket.create_connection(where, timeout=_left(deadline))
        except OSError as error:
            failure = error
    raise failure
