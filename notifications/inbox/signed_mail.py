"""Signed mail: the mail inside an opaque S/MIME signature (RFC 8551, RFC 5652).

Only the wrapping is taken off. Who signed is not checked here, and nothing in the
product relies on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

_KINDS: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_OCTETS: Final = 0x04
_CONSTRUCTED: Final = 0x20
_LONG_TAG: Final = 0x1F
_INDEFINITE: Final = 0x80
_LONGEST_LENGTH: Final = 4  # octets in which a length is written
_DEEPEST: Final = 20
_MOST_NODES: Final = 20_000
# Version, algorithms, content: RFC 5652, 5.1; its type, itself: 5.2.
_CONTENT: Final = (1, 0, 2, 1, 0)


@dataclass(frozen=True)
class _Node:
    """An element in BER: its tag, and its octets or what is in it."""

    tag: int
    octets: bytes
    inside: tuple["_Node", ...] = ()


def is_wrapped(mail: Message) -> bool:
    """Say whether a mail is nothing but an S/MIME wrapping, signed or encrypted."""
    return mail.get_content_type() in _KINDS


def unwrapped(mail: Message) -> bytes | None:
    """Return the mail inside a signature; None if it is encrypted or broken."""
    octets = mail.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return None
    try:
        node, _ = _Reader(octets).node(0, 0)
        if node.inside[0].octets != _SIGNED_DATA:
            return None
        for at in _CONTENT:
            node = node.inside[at]
    except (IndexError, ValueError):
        return None
    return b"".join(_pieces(node))


def _pieces(node: _Node) -> Iterator[bytes]:
    """Yield the octets of a string that may come in pieces."""
    if node.tag == _OCTETS:
        yield node.octets
    for one in node.inside:
        yield from _pieces(one)


class _Reader:
    """Reads elements one by one; raises ValueError or IndexError if one is broken."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._nodes = 0

    def node(self, at: int, depth: int) -> tuple[_Node, int]:
        """Return the element that begins here, and where the next one does."""
        self._nodes += 1
        tag = self._octets[at]
        if tag & _LONG_TAG == _LONG_TAG or self._is_too_much(depth):
            raise ValueError("This is no element of a signature.")
        length, start = self._length(at + 1)
        if length is None:
            inside, end = self._until_the_end(start, depth)
            return _Node(tag, b"", inside), end
        end = start + length
        if end > len(self._octets):
            raise ValueError("The signature is cut.")
        if tag & _CONSTRUCTED:
            return _Node(tag, b"", self._inside(start, end, depth)), end
        return _Node(tag, self._octets[start:end]), end

    def _is_too_much(self, depth: int) -> bool:
        return depth > _DEEPEST or self._nodes > _MOST_NODES

    def _length(self, at: int) -> tuple[int | None, int]:
        first = self._octets[at]
        if first < _INDEFINITE:
            return first, at + 1
        if first == _INDEFINITE:
            return None, at + 1
        size = first - _INDEFINITE
        if size > _LONGEST_LENGTH:
            raise ValueError("No element is as long.")
        return int.from_bytes(self._octets[at + 1 : at + 1 + size]), at + 1 + size

    def _inside(self, at: int, end: int, depth: int) -> tuple[_Node, ...]:
        found = []
        while at < end:
            node, at = self.node(at, depth + 1)
            found.append(node)
        return tuple(found)

    def _until_the_end(self, at: int, depth: int) -> tuple[tuple[_Node, ...], int]:
        found = []
        while self._octets[at : at + 2] != b"\0\0":
            node, at = self.node(at, depth + 1)
            found.append(node)
        return tuple(found), at + 2
