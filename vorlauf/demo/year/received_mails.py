"""Received mails: all that came out of the socket, with the hour of the simulation."""

from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Final

from vorlauf.demo.judge.evidence import Mail

_HEADERS: Final = BytesHeaderParser(policy=default)


@dataclass(frozen=True, kw_only=True)
class ReceivedMail:
    """A mail that has arrived: when (aware UTC), and for whom."""

    at: datetime
    recipient: str
    message_id: str
    subject: str


@dataclass
class Sink:
    """What the mail server of the simulation keeps; `now` is set by the clock."""

    now: datetime
    mails: list[Mail] = field(default_factory=list)
    received: list[ReceivedMail] = field(default_factory=list)
    _fresh: int = 0

    def keep(self, recipient: str, content: bytes) -> None:
        """Take a mail from the socket."""
        self.mails.append(Mail(self.now, recipient, content))
        headers = _HEADERS.parsebytes(content)
        self.received.append(
            ReceivedMail(
                at=self.now,
                recipient=recipient,
                message_id=str(headers["Message-ID"]),
                subject=str(headers["Subject"]),
            )
        )

    def fresh(self) -> list[ReceivedMail]:
        """Return what has arrived since the last time this was asked."""
        fresh = self.received[self._fresh :]
        self._fresh = len(self.received)
        return fresh
