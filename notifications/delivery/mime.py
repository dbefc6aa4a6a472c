"""MIME: a mail with its headers as bytes, the same bytes for the same values."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime

from notifications.errors import BadAddressError
from notifications.letters import formatting
from notifications.letters.blocks import MailContent

CRLF = "\r\n"
LONGEST_ADDRESS = 254  # octets; RFC 5321, 4.5.3.1.3
LINE_LENGTH = 76  # characters of a header line; RFC 5322 recommends below 78

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL})+"
ONE_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_DOMAIN})")
ONE_DOMAIN = re.compile(_DOMAIN)
ONE_ID = re.compile(rf"<[A-Za-z0-9.-]+@{_DOMAIN}>")
# Other programs' ids: RFC 5322, 3.6.4, without what is obsolete or quoted.
FOREIGN_ID = re.compile(
    rf"<{_ATOM}(?:\.{_ATOM})*@(?:{_ATOM}(?:\.{_ATOM})*|\[[A-Za-z0-9.:-]+\])>"
)
LONGEST_ID = 250  # characters
LONGEST_THREAD = 20  # ids
# What Exchange shall not answer, by [MS-OXCMAIL] 2.1.3.2.20: delivery and read reports,
# and automatic replies by rules. Never `All`, `OOF` or `NDR`: out-of-office notices and
# non-delivery reports are what the inbox learns absences and lost mail from.
SUPPRESSED_RESPONSES = "DR, RN, NRN, AutoReply"
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file attached to a mail: `name` in plain ASCII, content of text/`subtype`."""

    name: str
    content: bytes
    subtype: str
    parameters: tuple[tuple[str, str], ...] = ()


def address(email: str, name: str = "") -> Address:
    """Return exactly one address from its parts. Raises `BadAddressError`.

    `email` is taken literally (ASCII, `local@domain`), never read as a list, a name
    with an address or a quoted word.
    """
    parts = ONE_ADDRESS.fullmatch(email)
    if parts is None or len(email) > LONGEST_ADDRESS:
        given = formatting.shortened(formatting.one_line(email), 80)
        raise BadAddressError(
            f"“{given}” is not exactly one e-mail address; write it as "
            "name@example.org."
        )
    username, domain = parts.groups()
    return Address(formatting.one_line(name), username, domain)


def message_id(domain: str, seed: str) -> str:
    """Return `<…@domain>`, the same for the same seed. Raises `BadAddressError`."""
    if not ONE_DOMAIN.fullmatch(domain):
        raise BadAddressError("A Message-ID needs a domain such as example.org.")
    return f"<{_digest(seed)}@{domain}>"


@dataclass(frozen=True, kw_only=True)
class MailHeaders:
    """From whom to whom a mail goes, when, and in which conversation.

    `in_reply_to` and `references` may come from other programs: what is no valid id
    is left out, and of a long thread the middle.
    """

    sender: Address
    recipient: Address
    reply_to: Address
    message_id: str
    date: datetime
    in_reply_to: str = ""
    references: Sequence[str] = ()


def compose(
    message: MailContent,
    headers: MailHeaders,
    *,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Write the complete mail, CRLF and ASCII only, no line longer than 998 octets.

    `in_reply_to` and `references` may come from other programs: an invalid id is left
    out, and so is the middle of a long thread. Raises ValueError for a date without
    zone, an invalid Message-ID, or a bad name of an attachment.
    """
    if headers.date.utcoffset() is None:
        raise ValueError(f"{headers.date.isoformat()} has no time zone.")
    if not ONE_ID.fullmatch(headers.message_id):
        raise ValueError("The Message-ID is not of the form <…@domain>.")
    content_type, body = _body(message, attachments, _digest(headers.message_id))
    lines = (
        ("From", _mailbox("From", headers.sender)),
        ("To", _mailbox("To", headers.recipient)),
        ("Reply-To", _mailbox("Reply-To", headers.reply_to)),
        ("Subject", _words("Subject", formatting.one_line(message.subject))),
        ("Date", format_datetime(headers.date)),
        ("Message-ID", headers.message_id),
        ("In-Reply-To", _thread((headers.in_reply_to,))),
        ("References", _thread(headers.references)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", SUPPRESSED_RESPONSES),
        ("MIME-Version", "1.0"),
        ("Content-Type", content_type),
    )
    head = "".join(f"{name}: {value}{CRLF}" for name, value in lines if value)
    return f"{head}{CRLF}{body}".encode("ascii")


def _thread(ids: Sequence[str]) -> str:
    """Put each valid id on a line of its own; drop the middle of a long thread."""
    valid = list(dict.fromkeys(one for one in ids if _is_id(one)))
    if len(valid) > LONGEST_THREAD:
        valid = [valid[0], *valid[1 - LONGEST_THREAD :]]
    return f"{CRLF} ".join(valid)


def _is_id(one: str) -> bool:
    return len(one) <= LONGEST_ID and FOREIGN_ID.fullmatch(one) is not None


def _body(
    message: MailContent, attachments: Sequence[Attachment], mark: str
) -> tuple[str, str]:
    """Return the content type of the whole mail, and what follows the header."""
    parts = [_part("plain", message.text), _part("html", message.html)]
    both = _multipart("alternative", f"=_{mark}", parts)
    if not attachments:
        return both
    content_type, body = both
    inner = f"Content-Type: {content_type}{CRLF}{CRLF}{body}"
    # No boundary may begin like the other one: some readers compare no further.
    return _multipart("mixed", f"=_with_{mark}", [inner, *map(_attached, attachments)])


def _multipart(kind: str, boundary: str, parts: Sequence[str]) -> tuple[str, str]:
    content_type = f'multipart/{kind};{CRLF} boundary="{boundary}"'
    inside = "".join(f"--{boundary}{CRLF}{part}{CRLF}" for part in parts)
    return content_type, f"{inside}--{boundary}--{CRLF}"


def _attached(one: Attachment) -> str:
    if not FILE_NAME.fullmatch(one.name):
        raise ValueError("The name of an attachment is not plain ASCII.")
    given = "".join(f'; {key}="{value}"' for key, value in one.parameters)
    octets = base64.encodebytes(one.content).decode("ascii").replace("\n", CRLF)
    return (
        f'Content-Type: text/{one.subtype}{given};{CRLF} name="{one.name}"{CRLF}'
        f"Content-Transfer-Encoding: base64{CRLF}"
        f'Content-Disposition: attachment; filename="{one.name}"{CRLF}{CRLF}{octets}'
    )


def _digest(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:32]


def _mailbox(header: str, one: Address) -> str:
    name = formatting.one_line(one.display_name)
    if not name:
        return one.addr_spec
    shown = _words(header, name)
    if shown == name:
        shown = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    line = f"{shown} <{one.addr_spec}>"
    fits = len(header) + 2 + len(line) <= LINE_LENGTH
    return line if fits else f"{shown}{CRLF} <{one.addr_spec}>"


def _words(header: str, text: str) -> str:
    """Leave short ASCII unchanged; encode once any text that a reader might decode."""
    fits = len(header) + 2 + len(text) <= LINE_LENGTH
    if fits and text.isascii() and "=?" not in text:
        return text
    encoded = Header(text, "utf-8", LINE_LENGTH, header)
    return encoded.encode(linesep=CRLF)


def _part(kind: str, body: str) -> str:
    lines = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    octets = lines.replace("\n", CRLF).encode("utf-8", "replace")
    printable = binascii.b2a_qp(octets, istext=True).decode("ascii")
    return (
        f'Content-Type: text/{kind}; charset="utf-8"{CRLF}'
        f"Content-Transfer-Encoding: quoted-printable{CRLF}{CRLF}{printable}"
    )
