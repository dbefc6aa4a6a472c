"""Subaddresses: an address for the replies to one message, and one for its return.

`mailbox+rTOKEN@domain` stands in the Reply-To of a message, `mailbox+bTOKEN@domain` is
the sender on its envelope. Who writes to one of them had that message before them, or
brings it back. The token is made at the socket, like a link, so no mail that is kept
holds it before somebody answers. It is no link and opens no page.
"""

import binascii
import hmac
from base64 import b32decode, b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from enum import StrEnum
from hashlib import sha256
from typing import Final

from vorlauf.directory.addresses import comparable

_LABEL: Final = b"vorlauf: the key of addresses for replies and returned mail"
_HANDLE_BYTES: Final = 8
_MAC_BYTES: Final = 12
TOKEN_LENGTH: Final = 32  # characters of base32, which programs may write in capitals
_REPLY_TO: Final = b"\r\nReply-To:"
_END_OF_HEAD: Final = b"\r\n\r\n"


class SubaddressUse(StrEnum):
    """What a subaddress is for; the value is its letter before the token."""

    REPLY = "r"
    RETURN = "b"


# Later a reply counts as any other mail; returned mail comes within days.
LIFETIMES: Final[Mapping[SubaddressUse, timedelta]] = {
    SubaddressUse.REPLY: timedelta(days=180),
    SubaddressUse.RETURN: timedelta(days=30),
}


@dataclass(frozen=True, kw_only=True)
class SubaddressToken:
    """What a subaddress says, before anybody has checked it.

    `handle` finds the message, `mac` proves that we gave the address out.
    """

    use: SubaddressUse
    handle: str
    mac: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Subaddresses:
    """What subaddresses are made with: the key of the links, and our mailbox."""

    key: bytes = field(repr=False)
    mailbox: Address
    separator: str

    def made_for(self, use: SubaddressUse, message_id: str, address: str) -> str:
        """Return the subaddress for a message that goes to an address."""
        handle = bytes.fromhex(handle_of(message_id))
        said = handle + self._mac(use, message_id, address)
        token = b32encode(said).decode().lower()
        name = f"{self.mailbox.username}{self.separator}{use}{token}"
        return f"{name}@{self.mailbox.domain}"

    def read(self, address: str) -> SubaddressToken | None:
        """Return what an address says, None if it is no subaddress of ours."""
        local, _, domain = comparable(address).rpartition("@")
        before = f"{self.mailbox.username}{self.separator}".lower()
        token = local.removeprefix(before)
        is_ours = comparable(f"x@{domain}") == comparable(f"x@{self.mailbox.domain}")
        if token == local or not is_ours or len(token) != 1 + TOKEN_LENGTH:
            return None
        try:
            use, said = SubaddressUse(token[0]), b32decode(token[1:].upper())
        except (ValueError, binascii.Error):
            return None
        handle = said[:_HANDLE_BYTES].hex()
        return SubaddressToken(use=use, handle=handle, mac=said[_HANDLE_BYTES:])

    def is_proof(
        self, token: SubaddressToken, message_id: str, address: str, age: timedelta
    ) -> bool:
        """Say whether we gave it out for this message to this address, `age` ago."""
        expected = self._mac(token.use, message_id, address)
        is_genuine = hmac.compare_digest(token.mac, expected)
        is_its = token.handle == handle_of(message_id)
        return is_genuine and is_its and age <= LIFETIMES[token.use]

    def with_reply_to(self, content: bytes, subaddress: str) -> bytes:
        """Return a mail whose Reply-To names the subaddress instead of the mailbox.

        A mail that is answered elsewhere, to the coordinator, stays as it is.
        """
        head, end, body = content.partition(_END_OF_HEAD)
        before, name, behind = head.partition(_REPLY_TO)
        value, rest = _first_header(behind)
        plain = self.mailbox.addr_spec.encode()
        words, found, closing = value.rpartition(plain)
        if not name or not found:
            return content
        value = words + subaddress.encode() + closing
        return before + name + value + rest + end + body

    def _mac(self, use: SubaddressUse, message_id: str, address: str) -> bytes:
        parts = (use.value, message_id, comparable(address))
        octets = b"".join(
            len(one).to_bytes(4, "big") + one for one in map(str.encode, parts)
        )
        own_key = hmac.digest(self.key, _LABEL, "sha256")
        return hmac.digest(own_key, octets, "sha256")[:_MAC_BYTES]


def handle_of(message_id: str) -> str:
    """Return by what the subaddresses of a message are found: 16 hexadecimal digits."""
    return sha256(message_id.encode()).hexdigest()[: 2 * _HANDLE_BYTES]


def _first_header(lines: bytes) -> tuple[bytes, bytes]:
    """Return the value of the first header, with its folded lines, and the rest."""
    at = lines.find(b"\r\n")
    while at != -1 and lines[at + 2 : at + 3] in {b" ", b"\t"}:
        at = lines.find(b"\r\n", at + 2)
    return (lines, b"") if at == -1 else (lines[:at], lines[at:])
