"""The connection to an IMAP server, protected as the URL says, within a deadline."""

import imaplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from threading import Timer
from typing import Final

from imap_tools.errors import MailboxStarttlsError
from imap_tools.mailbox import BaseMailBox
from imap_tools.utils import check_command_status

from notifications.inbox.inbox_url import ImapPlace, Protection

PATIENCE: Final = 20.0  # seconds for one answer of the server


class DeadlineConnection(imaplib.IMAP4):
    """A connection that ends after `limit` seconds, however slowly a server speaks.

    A limit for each answer alone would never end with a server that sends one octet
    at a time.
    """

    def __init__(self, place: ImapPlace, limit: float) -> None:
        self._place = place
        self._limit = limit
        super().__init__(place.host, place.port, timeout=min(PATIENCE, limit))

    def _create_socket(self, timeout: float | None) -> socket.socket:
        there = (self._place.host, self._place.port)
        plain = socket.create_connection(there, timeout)
        # It stays tied to the connection when TLS is put around that later.
        self._cord = plain.dup()
        self._timer = Timer(self._limit, self._cut)
        self._timer.daemon = True
        self._timer.start()
        try:
            return self._protected(plain)
        except BaseException:
            self._let_go()
            plain.close()
            raise

    def _protected(self, plain: socket.socket) -> socket.socket:
        if self._place.protection is not Protection.TLS:
            return plain
        trust = ssl.create_default_context()
        return trust.wrap_socket(plain, server_hostname=self._place.host)

    def shutdown(self) -> None:
        """Close the connection; called by the library, whatever has happened."""
        self._let_go()
        super().shutdown()

    def _cut(self) -> None:
        with suppress(OSError):
            self._cord.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        self._timer.cancel()
        self._cord.close()


class DeadlineMailBox(BaseMailBox):
    """The library's mailbox on our line."""

    client: DeadlineConnection

    def __init__(self, place: ImapPlace, limit: float) -> None:
        self._place, self._limit = place, limit
        super().__init__()

    def _get_mailbox_client(self) -> DeadlineConnection:
        line = DeadlineConnection(self._place, self._limit)
        if self._place.protection is Protection.STARTTLS:
            try:
                answer = line.starttls(ssl.create_default_context())
                check_command_status(answer, MailboxStarttlsError)
            except BaseException:
                line.shutdown()
                raise
        return line

    def enter(self, user: str, password: str) -> None:
        """Log in; what the server can do it says only then. Raises as the library."""
        if user.isascii() and password.isascii():
            self.login(user, password, initial_folder=None)
        else:
            self.login_utf8(user, password, initial_folder=None)
        _, offers = self.client.capability()
        self.client.capabilities = tuple(_words(offers))


def _words(offers: Sequence[object]) -> list[str]:
    last = offers[-1] if offers else b""
    return (
        last.decode("ascii", "replace").upper().split()
        if isinstance(last, bytes)
        else []
    )
