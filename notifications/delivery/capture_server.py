"""A real mail server on loopback that keeps every mail and sends none on."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"
SENDER = "from=vorlauf@example.org&name=Vorlauf"

Keep = Callable[[str, bytes], None]


class CaptureServer:
    """Takes every mail for every recipient and calls `keep(recipient, content)`.

    `keep` is called in the server's own thread. If it raises OSError, the mail is
    refused for now (451), as a server with a full disk would do.
    """

    def __init__(self, keep: Keep, port: int = 0) -> None:
        self._listener = _Listener(keep, port)

    @property
    def port(self) -> int:
        """The port it listens on; chosen by the system unless one was asked for."""
        return self._listener.port

    @property
    def url(self) -> str:
        """The value of VORLAUF_MAIL_URL for this server."""
        return f"smtp://{LOOPBACK}:{self.port}/?{SENDER}"

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.stop()


def save_to(folder: Path) -> Keep:
    """Return a `keep` that writes each mail to a file of its own in `folder`.

    The files are numbered, from the highest number already there; a reader sees a
    whole mail or none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers = count(1 + max(map(_number, folder.glob("*.eml")), default=0))

    def keep(recipient: str, content: bytes) -> None:
        name = f"{next(numbers):06}-{_harmless(recipient)}.eml"
        unfinished = folder / f".{name}.part"
        unfinished.write_bytes(content)
        unfinished.replace(folder / name)

    return keep


class _Listener(Controller):
    """aiosmtpd in a thread, on a socket that is bound before the thread starts."""

    def __init__(self, keep: Keep, port: int) -> None:
        self._socket = socket.create_server((LOOPBACK, port))
        super().__init__(
            _Handler(keep),
            hostname=LOOPBACK,
            port=self._socket.getsockname()[1],
            server_hostname="localhost",
        )

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


class _Handler:
    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    async def handle_DATA(  # noqa: N802  (aiosmtpd finds it by this name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, once for each recipient."""
        try:
            for recipient in envelope.rcpt_tos:
                self._keep(recipient, bytes(envelope.original_content or b""))
        except OSError as error:
            return f"451 The mail could not be kept: {error.strerror}"
        return "250 Kept"


def _number(file: Path) -> int:
    digits = file.name.partition("-")[0]
    return int(digits) if digits.isdecimal() else 0


def _harmless(recipient: str) -> str:
    return re.sub(r"[^A-Za-z0-9@._+-]", "_", recipient)[:100]
