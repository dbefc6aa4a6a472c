"""Headers of received mails: each becomes one harmless line."""

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from notifications.delivery.mime import address
from notifications.errors import BadAddressError
from notifications.letters import formatting

LONGEST_HEADER: Final = 20_000  # characters that are looked at
LONGEST_LINE: Final = 500  # characters that are kept
MOST_IDS: Final = 50
_ID: Final = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_YEARS: Final = range(1990, 2100)
# Where the address stands to which a mail went; some only a mail server writes.
_ADDRESSED: Final = (
    *("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"),
    *("X-Envelope-To", "X-Delivered-To", "X-RCPT-TO", "Resent-To"),
)
_BETWEEN: Final = re.compile(r"[\s<>,;:\"()\[\]]+")


def raw(mail: Message, name: str) -> str:
    """Return a header as it came, the first if there are several, else nothing.

    Octets that are not ASCII are read as UTF-8, or as Latin-1 if they are not.
    """
    return next(_all(mail, name), "")


def _all(mail: Message, name: str) -> Iterator[str]:
    wanted = name.lower()
    for key, value in mail.raw_items():
        if key.lower() == wanted:
            yield _text(str(value)[:LONGEST_HEADER])


def _text(value: str) -> str:
    octets = value.encode("utf-8", "surrogateescape")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def line(mail: Message, name: str) -> str:
    """Return a header decoded, as one line that may be shown."""
    return decoded(raw(mail, name))


def decoded(value: str) -> str:
    """Return encoded words decoded; what cannot be decoded stays as it is."""
    unfolded = value.replace("\r", "").replace("\n", "")
    try:
        words = "".join(_word(*word) for word in decode_header(unfolded))
    except (HeaderParseError, ValueError, LookupError, binascii.Error):
        words = unfolded
    return formatting.shortened(formatting.one_line(words), LONGEST_LINE)


def _word(octets: bytes | str, charset: str | None) -> str:
    if isinstance(octets, str):
        return octets
    try:
        return octets.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return octets.decode("latin-1")


def sender(mail: Message) -> tuple[str, str]:
    """Return address and name of who wrote it; both empty unless it is exactly one.

    The address is taken apart before anything is decoded, so that no encoded word
    can pass for one.
    """
    given = list(_all(mail, "From"))
    if len(given) != 1:
        return "", ""
    pairs = getaddresses([given[0]])
    if len(pairs) != 1:
        return "", ""
    name, email = pairs[0]
    try:
        return address(email).addr_spec, decoded(name)
    except BadAddressError:
        return "", ""


def addressed_to(mail: Message) -> tuple[str, ...]:
    """Return the addresses to which a mail went, as far as its headers say so."""
    values = (value for name in _ADDRESSED for value in _all(mail, name))
    return addresses(" ".join(values))


def addresses(text: str) -> tuple[str, ...]:
    """Return what looks like an address in a header or in a text, at most 50."""
    words = _BETWEEN.split(text[:LONGEST_HEADER])
    found = (one for one in words if one.count("@") == 1)
    return tuple(dict.fromkeys(found))[:MOST_IDS]


def ids(value: str) -> list[str]:
    """Return the Message-IDs in a header or in a text, each once, at most 50."""
    return list(dict.fromkeys(_ID.findall(value[:LONGEST_HEADER])))[:MOST_IDS]


def sent_at(mail: Message) -> datetime | None:
    """Return the mail's own date as aware UTC, None if it has none that can be."""
    try:
        moment = parsedate_to_datetime(raw(mail, "Date"))
        if moment.utcoffset() is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None
