"""Mail through Apprise: a plugin of ours with a kept connection."""

from dataclasses import dataclass
from email.headerregistry import Address
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Envelope:
    """One recipient (addr-spec) and the finished mail."""

    recipient: str
    content: bytes


class Mailer:
    """Sends finished mails; raises Temporary-, PermanentFailure, UnknownOutcome."""

    sender: Address  # the address of the `from` in the URL, for compose()

    @classmethod
    def from_url(cls, url: str, *, limit: float = 30.0) -> Self:
        """Read VORLAUF_MAIL_URL; `limit` in seconds per mail; MailUrlError."""
        raise NotImplementedError

    def send(self, envelope: Envelope) -> None:
        """Hand over one mail."""
        raise NotImplementedError

    def check(self) -> str | None:
        """One sentence saying what is wrong, or None (connect, EHLO, AUTH, QUIT)."""
        raise NotImplementedError

    def close(self) -> None:
        """Say goodbye to the server, if it is still there."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
