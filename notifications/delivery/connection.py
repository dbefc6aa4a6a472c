"""The connection to the mail server, kept from mail to mail."""

import ssl
import time
from functools import cached_property
from threading import Lock

from notifications.delivery.mail_url import MailServer
from notifications.delivery.mime import ONE_ADDRESS
from notifications.delivery.smtp import SmtpSession
from notifications.delivery.smtp_commands import Envelope
from notifications.errors import PermanentFailure, TemporaryFailure

IDLE = 30.0  # seconds after which a kept connection is not trusted any more


class MailConnection:
    """Sends one mail after the other, for any thread; `limit` seconds for each."""

    def __init__(self, server: MailServer, limit: float) -> None:
        self.server = server
        self._limit = limit
        self._kept = self._new_conversation()
        self._one_at_a_time = Lock()

    def carry(self, envelope: Envelope) -> None:
        """Send one mail. Raises Temporary-, PermanentFailure or UnknownOutcome."""
        if not ONE_ADDRESS.fullmatch(envelope.recipient):
            raise PermanentFailure("The recipient is not exactly one e-mail address.")
        deadline = self._deadline()
        with self._one_at_a_time:
            if not self._delivered_on_the_kept_one(envelope, deadline):
                self._kept.close()
                self._kept = self._new_conversation()
                self._kept.begin(deadline)
                self._kept.deliver(envelope, deadline)

    def check(self) -> str | None:
        """Return one sentence on what is wrong, or None (connect, EHLO, AUTH, QUIT)."""
        conversation = self._new_conversation()
        try:
            conversation.begin(self._deadline())
        except TemporaryFailure as failure:
            return str(failure)
        conversation.end()
        return None

    def close(self) -> None:
        """Send QUIT if the server still answers, and close."""
        with self._one_at_a_time:
            self._kept.end()

    def _delivered_on_the_kept_one(self, envelope: Envelope, deadline: float) -> bool:
        """Return False if it is too old, or was closed before this mail began."""
        kept = self._kept
        if not kept.is_open or time.monotonic() - kept.last_used > IDLE:
            return False
        try:
            kept.deliver(envelope, deadline)
        except TemporaryFailure:
            if kept.was_lost_early:
                return False
            raise
        return True

    def _deadline(self) -> float:
        return time.monotonic() + self._limit

    def _new_conversation(self) -> SmtpSession:
        return SmtpSession(self.server, lambda: self._trust)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # Reading the authorities takes 20 ms; SSL_CERT_FILE can name others.
        return ssl.create_default_context()
