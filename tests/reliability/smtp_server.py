"""A mail server after a script: at one place of the conversation it misbehaves."""

import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Thread
from types import TracebackType
from typing import Final, NoReturn, Self

LOGIN: Final = ("ada", "kanarie-kennwort-5d1c")
GARBAGE: Final = b"\x00\xffSSH-2.0-OpenSSH_9.2\r\n"
SECOND: Final = 1.0
PATIENCE: Final = 5.0  # seconds until a drip notices that nobody listens


class Place(StrEnum):
    """Where in the conversation the server misbehaves."""

    BANNER = "banner"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    HANDSHAKE = "TLS handshake"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    END = "end of data"
    QUIT = "QUIT"


class Mood(StrEnum):
    """How it misbehaves there."""

    NOT_NOW = "4xx"
    NEVER = "5xx"
    CUT = "cut"
    HANG = "hang"
    GARBAGE = "garbage"
    DRIP = "drip"


# What it says when all is well, and its refusals for now and for ever.
_YES: Final = {
    Place.BANNER: "220 ready",
    Place.STARTTLS: "220 go on",
    Place.AUTH: "235 welcome",
    Place.DATA: "354 go on",
    Place.QUIT: "221 bye",
}
_NO: Final = {
    Place.BANNER: ("421 too busy", "554 no service"),
    Place.EHLO: ("451 not now", "550 not you"),
    Place.STARTTLS: ("454 no TLS for the moment", "554 no TLS"),
    Place.AUTH: ("454 no login for the moment", "535 wrong password"),
    Place.MAIL: ("451 not now", "550 this sender never"),
    Place.RCPT: ("450 mailbox busy", "550 no such mailbox"),
    Place.DATA: ("451 not now", "554 no mail"),
    Place.END: ("452 disk full", "554 this mail never"),
    Place.QUIT: ("421 stay", "500 what?"),
}


@dataclass(frozen=True)
class Script:
    """Where it misbehaves and how, and whether it takes commands in one go."""

    place: Place
    mood: Mood
    pipelining: bool


class ScriptedSmtp:
    """The server: it listens on loopback, wants STARTTLS and a login, keeps mails.

    Once it is told to `behave`, it does so on open connections, too. A mail it takes
    is in `kept` before the answer to its end, so a lost answer is a mail that is there.
    """

    def __init__(self, script: Script, tls: ssl.SSLContext) -> None:
        self.script = script
        self.tls = tls
        self.behaves = False
        self.kept: list[bytes] = []
        self._visits: list[Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._listening = Thread(target=self._listen)
        login, port = ":".join(LOGIN), self._socket.getsockname()[1]
        self.url = f"smtp+starttls://{login}@127.0.0.1:{port}/?from=vorlauf@example.org"

    def mood_at(self, place: Place) -> Mood | None:
        """Return how it misbehaves at this place, or None."""
        if self.behaves or place is not self.script.place:
            return None
        return self.script.mood

    def everybody_has_left(self) -> bool:
        """Say whether each connection was closed by whoever had opened it."""
        for visit in self._visits:
            visit.join(PATIENCE)
        return not any(visit.is_alive() for visit in self._visits)

    def __enter__(self) -> Self:
        self._listening.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._listening.join()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                visit = _Visit(self, self._socket.accept()[0])
                self._visits.append(Thread(target=visit.receive, daemon=True))
                self._visits[-1].start()


class _GoneError(Exception):
    """One of the two has left."""


class _Visit:
    """One connection, from the banner to its end."""

    def __init__(self, server: ScriptedSmtp, visitor: socket.socket) -> None:
        self._server = server
        self._socket = visitor
        self._lines = visitor.makefile("rb")
        self._has_recipient = False

    def receive(self) -> None:
        """Answer until one of the two leaves."""
        with suppress(OSError, _GoneError):
            self._say(Place.BANNER)
            while line := self._lines.readline():
                self._answer(line.split()[0].decode().upper())
        self._lines.close()
        self._socket.close()

    def _answer(self, word: str) -> None:
        match word:
            case "EHLO":
                self._say(Place.EHLO, self._offers())
            case "STARTTLS":
                self._say(Place.STARTTLS)
                self._protect()
            case "MAIL":
                self._has_recipient = self._say(Place.MAIL)
            case "RCPT" if self._has_recipient:
                self._has_recipient = self._say(Place.RCPT)
            case "RCPT" | "DATA" if not self._has_recipient:
                self._send("503 nobody would get it")
            case "DATA":
                self._take()
            case "QUIT":
                self._say(Place.QUIT)
                raise _GoneError
            case "AUTH":
                self._say(Place.AUTH)
            case _:
                self._send("250 fine")

    def _protect(self) -> None:
        if mood := self._server.mood_at(Place.HANDSHAKE):
            self._misbehave(mood)
        self._lines.close()
        self._socket = self._server.tls.wrap_socket(self._socket, server_side=True)
        self._lines = self._socket.makefile("rb")

    def _take(self) -> None:
        if not self._say(Place.DATA):
            return
        lines = []
        while (line := self._lines.readline()) != b".\r\n":
            if not line:
                raise _GoneError
            lines.append(line)
        if self._server.mood_at(Place.END) not in {Mood.NOT_NOW, Mood.NEVER}:
            self._server.kept.append(b"".join(lines))
        self._say(Place.END)

    def _offers(self) -> str:
        under_tls = isinstance(self._socket, ssl.SSLSocket)
        offers = ["250-fine", "250-AUTH PLAIN" if under_tls else "250-STARTTLS"]
        if self._server.script.pipelining:
            offers.append("250-PIPELINING")
        return "\r\n".join([*offers, "250 DSN"])

    def _say(self, place: Place, yes: str = "250 fine") -> bool:
        """Answer in the mood for this place; False for a refusal."""
        mood = self._server.mood_at(place)
        if mood is Mood.NOT_NOW or mood is Mood.NEVER:
            self._send(_NO[place][mood is Mood.NEVER])
            return False
        if mood is not None:
            self._misbehave(mood)
        self._send(_YES.get(place, yes))
        return True

    def _misbehave(self, mood: Mood) -> NoReturn:
        if mood is Mood.GARBAGE:
            self._socket.sendall(GARBAGE)
        while mood is Mood.DRIP:
            self._socket.sendall(b"2")
            time.sleep(SECOND)
        # Whoever talks to it must be the one to leave.
        while mood is not Mood.CUT and self._socket.recv(4096):
            pass
        raise _GoneError

    def _send(self, words: str) -> None:
        self._socket.sendall(f"{words}\r\n".encode())
