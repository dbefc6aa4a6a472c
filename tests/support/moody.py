"""Ways out that fail as they are told: real servers on loopback, and a postbox."""

import socket
from contextlib import contextmanager
from email.headerregistry import Address

from notifications.delivery.mailer import Mailer


class Moody:
    """A handler of a real server that answers as `mood` says, or not at all."""

    def __init__(self):
        self.mood, self.kept, self.port = "250 Kept", [], free_port()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.mood:
            return self.mood.split(": ")[1]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        self.kept.append(envelope.original_content)
        if self.mood == "hang up":
            server.transport.abort()
        return self.mood if self.mood[0].isdigit() else "250 Kept"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def silent_server():
    """A port that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def mailer_to(port, limit=0.2):
    url = f"smtp://127.0.0.1:{port}/?from=vorlauf@example.org"
    return Mailer.from_url(url, limit=limit)


class Postbox:
    """Takes mails as a `Mailer` does, and fails as it is told."""

    sender = Address("Vorlauf", "vorlauf", "example.org")

    def __init__(self):
        self.failure, self.taken = None, []

    def wait_for_turn(self, _longest):
        return True

    def send(self, envelope):
        if self.failure is not None:
            raise self.failure("not now")
        self.taken.append(envelope.content)
