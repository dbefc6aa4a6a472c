"""SMTP dialogue: what the sink says on one connection, and where its mood spoils it."""

import socket
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol

_CLOSING: Final = 421
_AFTER_LINES: Final = 3


class Stage(StrEnum):
    """Where in a conversation something can go wrong."""

    BANNER = "banner"
    EHLO = "EHLO"
    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    DATA = "DATA"
    CONTENT = "cut in the content"
    END = "end of data"
    KEPT = "kept, but cut before the answer"
    FORGOTTEN = "not kept, and cut before the answer"


class Mood(Protocol):
    """What spoils a conversation, and where."""

    def answer(self, stage: Stage) -> int | None:
        """Return a code to answer with instead of yes, or None."""

    def cuts(self, stage: Stage) -> bool:
        """Say whether the connection ends here."""


class Kindness:
    """The mood in which every mail is taken."""

    def answer(self, _stage: Stage) -> int | None:
        """Say yes to everything."""
        return None

    def cuts(self, _stage: Stage) -> bool:
        """Stay until the other side says goodbye."""
        return False


class Cut(Exception):  # noqa: N818, it is what happens and no error of anybody
    """The connection ends here and now."""


class Talk:
    """One connection; `keep(recipient, content)` is called before each 250."""

    def __init__(
        self,
        connection: socket.socket,
        mood: Mood,
        pause: float,
        keep: Callable[[str, bytes], None],
    ) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._mood = mood
        self._pause = pause
        self._keep = keep
        self._recipient = ""

    def hold(self) -> None:
        """Converse until the other side leaves. Raises `Cut` or OSError."""
        self._reply(Stage.BANNER, "220 sink")
        answers: dict[bytes, Callable[[bytes], None]] = {
            b"EHLO": self._greet,
            b"MAIL": self._sender,
            b"RCPT": self._receiver,
            b"DATA": self._content,
            b"RSET": lambda _line: self._say("250 Begun anew"),
            b"QUIT": lambda _line: self._leave("221 Goodbye"),
        }
        for line in self._lines:
            answers.get(line[:4].upper(), self._wonder)(line)

    def _wonder(self, _line: bytes) -> None:
        self._say("502 Not known")

    def _greet(self, _line: bytes) -> None:
        self._reply(Stage.EHLO, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME")

    def _sender(self, _line: bytes) -> None:
        self._recipient = ""
        self._reply(Stage.SENDER, "250 Sender known")

    def _receiver(self, line: bytes) -> None:
        time.sleep(self._pause)
        if self._reply(Stage.RECIPIENT, "250 Recipient known"):
            self._recipient = line.partition(b"<")[2].partition(b">")[0].decode()

    def _content(self, _line: bytes) -> None:
        if not self._recipient:
            self._say("503 Name a recipient first")
        elif self._reply(Stage.DATA, "354 Go ahead"):
            content = self._read()
            if self._mood.cuts(Stage.FORGOTTEN):
                raise Cut
            code = self._mood.answer(Stage.END)
            if code is None:
                self._keep(self._recipient, content)
                if self._mood.cuts(Stage.KEPT):
                    raise Cut
            self._reply_with(code, "250 Kept")

    def _read(self) -> bytes:
        cut = self._mood.cuts(Stage.CONTENT)
        lines: list[bytes] = []
        for line in self._lines:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
            if cut and len(lines) >= _AFTER_LINES:
                break
        raise Cut

    def _reply(self, stage: Stage, yes: str) -> bool:
        """Say yes, unless the mood has another code; say whether it was a yes."""
        return self._reply_with(self._mood.answer(stage), yes)

    def _reply_with(self, code: int | None, yes: str) -> bool:
        self._say(yes if code is None else f"{code} Not now")
        if code == _CLOSING:
            raise Cut
        return code is None

    def _leave(self, words: str) -> None:
        self._say(words)
        raise Cut

    def _say(self, words: str) -> None:
        self._connection.sendall(f"{words}\r\n".encode())
