"""The copy of our mail inside a bounce: its id, and to whom it went."""

import re
from collections.abc import Iterator
from email.message import Message
from email.utils import getaddresses
from typing import Final

from notifications.delivery.mime import address
from notifications.errors import BadAddressError
from notifications.inbox import bodies, delivery_status, headers

_OWN_ID: Final = re.compile(
    r"^[\s>]{0,4}(?:X-Microsoft-Original-)?Message-ID\s?:\s{0,4}(<[^<>\s]{3,400}>)",
    re.MULTILINE | re.IGNORECASE,
)
_TO: Final = re.compile(r"^[ >]{0,4}To[ \t]?:(.{3,300})$", re.MULTILINE | re.IGNORECASE)
_FROM: Final = re.compile(
    r"^[ >]{0,4}From[ \t]?:(.{3,300})$", re.MULTILINE | re.IGNORECASE
)


def address_in(said: str) -> str:
    """Return the address that a report names, empty if it names none."""
    plain = delivery_status.plain_xtext(said).partition(" (")[0]
    for one in (said.partition(" (")[0], plain):
        try:
            return address(one.strip(" \t<>'\"")).addr_spec
        except BadAddressError:
            continue
    return ""


def own_addresses(mail: Message, text: str) -> set[str]:
    """Return the addresses of the bounce itself, and from which our mail came."""
    given = [headers.raw(mail, name) for name in ("To", "From", "Delivered-To")]
    copies = (_FROM.search(said) for said in (*copies_in(mail), text))
    given += [found[1] for found in copies if found]
    return {one.lower() for _, one in getaddresses(given)}


def copied_to(mail: Message, text: str) -> str:
    """Return to whom the mail went that came back, if that was one person."""
    for said in (*copies_in(mail), text):
        found = _TO.search(said)
        pairs = getaddresses([found[1]]) if found else []
        if len(pairs) == 1 and (one := address_in(pairs[0][1])):
            return "" if one.lower() in own_addresses(mail, text) else one
    return ""


def copies_in(mail: Message) -> Iterator[str]:
    """Yield what a bounce has of our mail, whole or its head."""
    for part in bodies.parts(mail):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield delivery_status.text_of(part)
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            yield bodies.words_in(part)


def ids_inside(mail: Message) -> Iterator[str]:
    """Yield the Message-IDs that stand in the parts of a bounce, one each."""
    said = [*copies_in(mail)]
    texts = (
        part for part in bodies.parts(mail) if part.get_content_maintype() == "text"
    )
    said += [bodies.words_in(part) for part in texts]
    for words in said:
        yield from _OWN_ID.findall(words[: bodies.LONGEST_TEXT])[:1]
