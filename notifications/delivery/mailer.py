"""Mailer: sends finished mails through Apprise, with a typed outcome."""

import time
from email.headerregistry import Address
from threading import Lock
from types import TracebackType
from typing import Self

from notifications.delivery import mail_url
from notifications.delivery.mail_url import MailServer
from notifications.delivery.rate_limit import RateLimit, Sleep
from notifications.delivery.smtp_commands import Envelope
from notifications.errors import UnknownOutcome

__all__ = ["Envelope", "Mailer"]


class Mailer:
    """Sends finished mails; raises Temporary-, PermanentFailure, UnknownOutcome.

    They go through Apprise and our plugin in it, which is made once: its connection is
    kept from mail to mail. Threads take turns.
    """

    sender: Address  # the address of the `from` in the URL, for compose()

    def __init__(
        self, server: MailServer, limit: float, sleep: Sleep = time.sleep
    ) -> None:
        # Apprise takes 0.2 s to load, and as long again to take in one more plugin: a
        # command that sends nothing does without.
        from notifications.delivery import apprise_plugin  # noqa: PLC0415  (see above)

        self.sender = server.sender
        self._turns = RateLimit(server.rate, sleep=sleep)
        self._plugin = apprise_plugin.made_for(server, limit)
        self._carrier = apprise_plugin.carrier(self._plugin)
        self._one_at_a_time = Lock()

    @classmethod
    def from_url(
        cls, url: str, *, limit: float = 30.0, sleep: Sleep = time.sleep
    ) -> Self:
        """Read VORLAUF_MAIL_URL; `limit` in seconds per mail. Raises `MailUrlError`."""
        return cls(mail_url.read(url), limit, sleep)

    def wait_for_turn(self, longest: float) -> bool:
        """Wait until the rate allows another mail; without a rate return at once.

        Returns False at once if that would take over `longest` seconds.
        """
        return self._turns.wait(longest)

    def send(self, envelope: Envelope) -> None:
        """Send one mail now; the caller has waited for its turn."""
        with self._one_at_a_time, self._plugin.holding(envelope):
            if not self._carrier.notify(body="A finished mail."):
                raise self._plugin.failure or UnknownOutcome("Apprise gave no outcome.")

    def check(self) -> str | None:
        """Return one sentence on what is wrong, or None (connect, EHLO, AUTH, QUIT)."""
        return self._plugin.line.check()

    def close(self) -> None:
        """Send QUIT if the server still answers, and close."""
        self._plugin.line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
