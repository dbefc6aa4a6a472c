"""Mail through Apprise: a plugin of ours with a kept connection."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from functools import cached_property
from threading import Lock
from types import TracebackType
from typing import Self

from apprise import Apprise, AppriseAsset, NotifyBase

from notifications import mail_url
from notifications.conversation import Conversation
from notifications.envelope import ONE_ADDRESS
from notifications.errors import (
    DeliveryError,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)
from notifications.mail_url import MailServer

IDLE = 30.0  # seconds after which a kept connection is not trusted any more
ASSET = AppriseAsset(async_mode=False)


@dataclass(frozen=True)
class Envelope:
    """One recipient (addr-spec) and the finished mail."""

    recipient: str
    content: bytes


class CarriedMail(NotifyBase):  # type: ignore[no-untyped-call]  # apprise is half typed
    """One finished mail, as Apprise carries it.

    The octets travel inside the plugin, because Apprise trims and converts a body.
    It is added as an object and never as a URL: Apprise writes the passwords of
    URLs into its log. `failure` says more than notify(), which only knows False.
    """

    service_name = "Vorlauf mail"  # type: ignore[assignment]  # None in its base
    protocol = "vorlauf-mail"  # type: ignore[assignment]  # None in its base
    request_rate_per_sec = 0

    def __init__(
        self, envelope: Envelope, hand_over: Callable[[Envelope], None]
    ) -> None:
        super().__init__(asset=ASSET)  # type: ignore[no-untyped-call]  # as above
        self._envelope = envelope
        self._hand_over = hand_over
        self.failure: DeliveryError = UnknownOutcome("Apprise gave no outcome.")

    def send(self, *_: object, **__: object) -> bool:
        """Hand the mail over; False if it failed, and `failure` says why."""
        try:
            self._hand_over(self._envelope)
        except DeliveryError as failure:
            self.failure = failure
            return False
        return True


class Mailer:
    """Sends finished mails; raises Temporary-, PermanentFailure, UnknownOutcome."""

    sender: Address  # the address of the `from` in the URL, for compose()

    def __init__(self, server: MailServer, limit: float) -> None:
        self.sender = server.sender
        self._server = server
        self._limit = limit
        self._kept = self._new_conversation()
        self._one_at_a_time = Lock()

    @classmethod
    def from_url(cls, url: str, *, limit: float = 30.0) -> Self:
        """Read VORLAUF_MAIL_URL; `limit` in seconds per mail; MailUrlError."""
        return cls(mail_url.read(url), limit)

    def send(self, envelope: Envelope) -> None:
        """Hand over one mail."""
        mail = CarriedMail(envelope, self._hand_over)
        carrier = Apprise(asset=ASSET)
        carrier.add(mail)
        if not carrier.notify(body=envelope.recipient):
            raise mail.failure

    def check(self) -> str | None:
        """One sentence saying what is wrong, or None (connect, EHLO, AUTH, QUIT)."""
        conversation = self._new_conversation()
        try:
            conversation.begin(self._deadline())
        except TemporaryFailure as failure:
            return str(failure)
        conversation.end()
        return None

    def close(self) -> None:
        """Say goodbye to the server, if it is still there."""
        with self._one_at_a_time:
            self._kept.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _hand_over(self, envelope: Envelope) -> None:
        if not ONE_ADDRESS.fullmatch(envelope.recipient):
            raise PermanentFailure("The recipient is not exactly one e-mail address.")
        deadline = self._deadline()
        with self._one_at_a_time:
            if not self._delivered_on_the_kept_one(envelope, deadline):
                self._kept.close()
                self._kept = self._new_conversation()
                self._kept.begin(deadline)
                self._kept.deliver(envelope.recipient, envelope.content, deadline)

    def _delivered_on_the_kept_one(self, envelope: Envelope, deadline: float) -> bool:
        """Say no if it is too old, or was closed before it heard of this mail."""
        kept = self._kept
        if not kept.is_open or time.monotonic() - kept.last_used > IDLE:
            return False
        try:
            kept.deliver(envelope.recipient, envelope.content, deadline)
        except TemporaryFailure:
            if kept.was_lost_early:
                return False
            raise
        return True

    def _deadline(self) -> float:
        return time.monotonic() + self._limit

    def _new_conversation(self) -> Conversation:
        return Conversation(self._server, lambda: self._trust)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # Reading the authorities takes 20 ms; SSL_CERT_FILE can name others.
        return ssl.create_default_context()
