"""Our mail plugin for Apprise, under schemas of its own."""

import html
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.headerregistry import Address
from threading import Lock
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

from apprise import (
    Apprise,
    AppriseAsset,
    NotificationManager,
    NotifyFormat,
    PersistentStoreMode,
)

from notifications.delivery import mail_url
from notifications.delivery.connection import MailConnection
from notifications.delivery.mail_url import MailServer, Security
from notifications.delivery.mime import MailHeaders, address, compose, message_id
from notifications.delivery.smtp_commands import Envelope
from notifications.errors import BadAddressError, DeliveryError, MailUrlError
from notifications.letters.blocks import MailContent
from states.messages import msg

# It imports what Python will drop, as other plugins do that come with it.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise.plugins.email.base import NotifyEmail

# One after the other: whoever sends waits for the outcome. In the thread of whoever
# sends, too, however long it takes: Apprise would otherwise send in one of its own, and
# after its limit leave it there, with a mail that may still go out. Ours has a limit.
ASSET = AppriseAsset(async_mode=False, service_timeout=0)
LIMIT = 30.0  # seconds per mail
MAIL_URL = "VORLAUF_MAIL_URL"
# Apprise allows letters and digits only.
SCHEMAS: Mapping[str, Security] = {
    "vorlaufmail": Security.PLAIN,
    "vorlaufmails": Security.TLS,
    "vorlaufmailstarttls": Security.STARTTLS,
}
_REGISTERING = Lock()


class VorlaufMail(NotifyEmail):  # type: ignore[no-untyped-call]  # apprise is half typed
    """Mail as an Apprise plugin: our connection, our octets, a typed outcome.

    A `Mailer` lets it hold finished mails, because Apprise trims and converts what goes
    through notify(). Made from a URL, `vorlaufmail://HOST:PORT/RECIPIENT?from=…` (the
    rest as in VORLAUF_MAIL_URL), it makes a small mail of title and body.
    """

    service_name = "Vorlauf mail"
    protocol = "vorlaufmail"
    # Stock plugins with several have tuples, too; the base says it is one.
    secure_protocol = ("vorlaufmails", "vorlaufmailstarttls")  # type: ignore[assignment]
    request_rate_per_sec = 0
    attachment_support = False
    # Stock mail offers two; the base says there are always two.
    notify_format = NotifyFormat.TEXT  # type: ignore[assignment]
    storage_mode = PersistentStoreMode.MEMORY

    def __init__(
        self,
        server: MailServer | None = None,
        recipient: str = "",
        fault: str = "",
        limit: float = LIMIT,
        **rest: object,
    ) -> None:
        # Apprise reads addresses with patterns of its own, so it gets none of ours
        # to read: they are set by their parts. Nor does it get the password.
        super().__init__(  # type: ignore[no-untyped-call]  # as above
            smtp_host="localhost",
            host="localhost",
            from_addr="vorlauf@example.org",
            **{name: rest[name] for name in ("asset", "schema", "tag") if name in rest},
        )
        # Whether a mail may be sent once more is told by its outcome alone.
        self.retry = 0
        self.failure: DeliveryError | None = None
        self._held: Envelope | None = None
        if server is None:
            self.logger.error(fault or "Vorlauf mail needs a mail server.")
            self.enabled = False
            return
        self.line = MailConnection(server, limit)
        self.smtp_host = self.host = server.host
        self.port = server.port
        self.from_addr = [server.sender.display_name, server.sender.addr_spec]
        self.targets = [(False, recipient)] if recipient else []

    @contextmanager
    def holding(self, envelope: Envelope) -> Iterator[None]:
        """Let the next notify() send this mail, unchanged."""
        self._held, self.failure = envelope, None
        try:
            yield
        finally:
            self._held = None

    def send(self, body: str, title: str = "", *_: object, **__: object) -> bool:
        """Send the mail; False if it failed, and `failure` says why."""
        try:
            if self._held is None:
                self._send_note(title, body)
            else:
                self.line.carry(self._held)
        except DeliveryError as failure:
            self.failure = failure
            return False
        return True

    def url(self, *_: object, **__: object) -> str:
        """Return the address of the server, without the login: Apprise logs it."""
        if not self.enabled:
            return f"{self.protocol}://"
        server = self.line.server
        schema = next(name for name, way in SCHEMAS.items() if way is server.security)
        to = quote(self.targets[0][1]) if self.targets else ""
        return f"{schema}://{server}/{to}?from={quote(server.sender.addr_spec)}"

    @staticmethod
    def parse_url(url: str, *_: object, **__: object) -> dict[str, object]:
        """Return the arguments of the plugin, or a `fault` if the URL cannot be used.

        It never returns None: Apprise would log the URL then, with its password.
        """
        schema = url.partition("://")[0].strip().lower()
        try:
            server, recipient = _read(schema, url)
        except MailUrlError as error:
            fault = str(error).replace(MAIL_URL, "A Vorlauf mail URL", 1)
            return {"schema": schema, "fault": fault}
        return {"schema": schema, "server": server, "recipient": recipient}

    def _send_note(self, title: str, body: str) -> None:
        # Nobody hears of `failure` then, nor closes a connection that is kept.
        try:
            self.line.carry(
                _note(self.line.server.sender, self.targets[0][1], title, body)
            )
        except DeliveryError as failure:
            self.logger.warning("%s", failure)
            raise
        finally:
            self.line.close()


def made_for(server: MailServer, limit: float) -> VorlaufMail:
    """Let Apprise make the plugin for this server. Raises `MailUrlError`."""
    register()
    known = {"schema": VorlaufMail.protocol, "server": server, "limit": limit}
    plugin = Apprise.instantiate(known, asset=ASSET, suppress_exceptions=False)
    if not isinstance(plugin, VorlaufMail):
        raise MailUrlError(
            msg("Apprise makes no Vorlauf mail: its plugin is switched off.")
        )
    return plugin


def carrier(plugin: VorlaufMail) -> Apprise:
    """Return an Apprise that has this plugin alone."""
    made = Apprise(asset=ASSET)
    made.add(plugin)
    return made


def register() -> None:
    """Register our schemas with Apprise, once per process."""
    plugins = NotificationManager()  # type: ignore[no-untyped-call]  # as above
    with _REGISTERING, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if VorlaufMail.protocol not in plugins:
            plugins.add(VorlaufMail)  # type: ignore[no-untyped-call]  # as above


def _read(schema: str, url: str) -> tuple[MailServer, str]:
    """Read the server as VORLAUF_MAIL_URL is read, and the recipient in the path."""
    try:
        parts = urlsplit(f"//{url.partition('://')[2]}")
        server = mail_url.read(f"{SCHEMAS[schema]}://{parts.netloc}/?{parts.query}")
        return server, address(unquote(parts.path.removeprefix("/"))).addr_spec
    except (BadAddressError, ValueError):
        raise MailUrlError(
            msg(
                "VORLAUF_MAIL_URL needs exactly one recipient: "
                "HOST:PORT/RECIPIENT?from=ADDRESS."
            )
        ) from None


def _note(sender: Address, recipient: str, title: str, body: str) -> Envelope:
    """Write a small complete mail."""
    identity = message_id(sender.domain, uuid4().hex)
    paragraph = html.escape(body).replace("\n", "<br>\n")
    shown = f'<html lang="de"><body><p>{paragraph}</p></body></html>'
    content = compose(
        MailContent(title or body.partition("\n")[0], body, shown),
        MailHeaders(
            sender=sender,
            recipient=address(recipient),
            reply_to=sender,
            message_id=identity,
            date=datetime.now(UTC),
        ),
    )
    return Envelope(recipient, content, identity.strip("<>"))
