"""Resolver: the addresses of a host, within a deadline."""

import socket
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread

Address = tuple[str, int]


def addresses(host: str, port: int, deadline: float) -> list[Address]:
    """Return the addresses in the order to try; `deadline` is in monotonic seconds.

    Raises OSError if there are none, TimeoutError if there is no answer in time.
    """
    with suppress(socket.gaierror):
        return _known(host, port, socket.AI_NUMERICHOST)
    answers: SimpleQueue[list[Address] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_known(host, port))
        except OSError as error:
            answers.put(error)

    # The system's resolver knows no deadline: it is left to end by itself.
    Thread(target=ask, name="resolver", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise TimeoutError("the host was not found in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _known(host: str, port: int, flags: int = 0) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [(str(where[0]), int(where[1])) for *_, where in found]
