"""SMTP commands: the commands that send one mail, and its octets on the wire."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from notifications.delivery.mail_url import MailServer
from notifications.delivery.outcomes import Stage

LONGEST_IDENTITY = 100  # characters of an ENVID; RFC 3461, 4.4
LINE_END = re.compile(rb"\r\n|\r|\n")
# All that is no printable ASCII, and the two signs that xtext is made of.
UNSAFE = re.compile(rb"[^!-~]|[+=]")


@dataclass(frozen=True)
class Envelope:
    """One recipient (addr-spec) and the finished mail.

    `identity` is its Message-ID without angle brackets; a server names the mail by it
    in delivery reports. They go to `bounces`, or where the settings say.
    """

    recipient: str
    content: bytes
    identity: str = ""
    bounces: str = ""


@dataclass(frozen=True)
class SmtpCommand:
    """A line, its stage, and the answers after which the conversation goes on."""

    stage: Stage
    line: str
    wanted: tuple[int, ...] = (250,)


def commands(
    envelope: Envelope, server: MailServer, offers: Collection[str]
) -> tuple[SmtpCommand, ...]:
    """Return the commands before the mail itself, for a server with these extensions.

    A server with delivery reports (DSN, RFC 3461) is asked to report a failed or late
    mail, to name it by its identity, and not to return all of it.
    """
    sender = f"MAIL FROM:<{envelope.bounces or server.bounces.addr_spec}>"
    recipient = f"RCPT TO:<{envelope.recipient}>"
    if "DSN" in offers:
        sender += f" RET=HDRS{_named(envelope.identity)}"
        recipient += " NOTIFY=FAILURE,DELAY"
    return (
        SmtpCommand(Stage.SENDER, sender),
        SmtpCommand(Stage.RECIPIENT, recipient, (250, 251)),
        SmtpCommand(Stage.CONTENT, "DATA", (354,)),
    )


def octets(content: bytes) -> bytes:
    """Return the mail as it is sent: CRLF only, dots doubled, and its end."""
    if not content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n"):
        content = LINE_END.sub(b"\r\n", content)
    lines = content.replace(b"\r\n.", b"\r\n..")
    dot = b"." if lines.startswith(b".") else b""
    end = b".\r\n" if lines.endswith(b"\r\n") or not lines else b"\r\n.\r\n"
    return b"".join((dot, lines, end))


def _named(identity: str) -> str:
    # Cut short it would name another mail, so it is left out if it is too long.
    words = UNSAFE.sub(lambda sign: b"+%02X" % ord(sign[0]), identity.encode()).decode()
    return f" ENVID={words}" if 0 < len(words) <= LONGEST_IDENTITY else ""
