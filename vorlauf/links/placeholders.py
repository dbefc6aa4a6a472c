"""Placeholders: what a kept mail holds in the places of its links.

A mail with links is written twice, with another placeholder for each link. The two
differ only where our links belong; what people wrote is the same in both. So nobody's
words are ever taken for a link, not even if they repeat the placeholder itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Final, NamedTuple

from sqlalchemy import Connection

from vorlauf.links import link_queries
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.tokens import LENGTH

_HEAD: Final = "LINK"
_RANDOM_BYTES: Final = 26
_NUMBER_DIGITS: Final = LENGTH - len(_HEAD) - 2 * _RANDOM_BYTES
# Every digit becomes another letter; neither form has a sign at which a line breaks.
_OTHERWISE: Final = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")
# A long line of a mail may be broken anywhere (RFC 2045, 6.7).
_BREAK: Final = b"=\r\n"
_PLACE: Final = re.compile(
    (rf"(?:{_BREAK.decode()})?".join((*_HEAD, *["[0-9a-f]"] * (LENGTH - 4)))).encode()
)
# For a preview, whose links open nothing.
SPECIMEN: Final = "preview".ljust(LENGTH, "x")


@dataclass(frozen=True)
class Placeholder:
    """The placeholder of one link in the two versions of a mail: 64 characters each."""

    first: str

    @property
    def second(self) -> str:
        """The placeholder in the second version, which is never sent."""
        return _HEAD + self.first.removeprefix(_HEAD).translate(_OTHERWISE)


class LinkPlace(NamedTuple):
    """Where a link belongs: octets of a mail, from `start` to `end`, and its key."""

    start: int
    end: int
    link: int


def fresh(count: int) -> list[Placeholder]:
    """Return `count` placeholders, random for each mail and as long as a link."""
    random = token_hex(_RANDOM_BYTES)
    return [
        Placeholder(f"{_HEAD}{random}{number:0{_NUMBER_DIGITS}x}")
        for number in range(count)
    ]


def places(
    first: bytes, second: bytes, links: Mapping[Placeholder, int]
) -> tuple[LinkPlace, ...]:
    """Return where the links (keys by placeholder) belong in the first version.

    Raises `ValueError` if the versions differ in anything but their placeholders.
    """
    keys = {placeholder.first: key for placeholder, key in links.items()}
    others = {one.first: one.second for one in links}
    found = []
    for hit in _PLACE.finditer(first):
        words = _unbroken(hit.group())
        if others.get(words) == _unbroken(second[hit.start() : hit.end()]):
            found.append(LinkPlace(hit.start(), hit.end(), keys[words]))
    inserted = {key: others[words] for words, key in keys.items()}
    if _inserted(first, found, inserted) != second:
        raise ValueError("The two writings of a mail differ.")
    return tuple(found)


def filled(
    connection: Connection,
    issuer: LinkIssuer,
    content: bytes,
    where: Sequence[LinkPlace],
    recipient: str,
) -> bytes:
    """Return a mail with its links inserted; only links of its recipient."""
    if not where:
        return content
    keys = sorted({place.link for place in where})
    tokens = {
        link.id: issuer.token(link)
        for link in link_queries.by_keys(connection, keys)
        if link.recipient == recipient
    }
    return _inserted(content, where, tokens)


def _inserted(
    content: bytes, where: Iterable[LinkPlace], words: Mapping[int, str]
) -> bytes:
    return b"".join(_pieces(content, where, words))


def _pieces(
    content: bytes, where: Iterable[LinkPlace], words: Mapping[int, str]
) -> Iterator[bytes]:
    """Yield the mail, with the 64 characters of the token in each place."""
    done = 0
    for start, end, link in where:
        place = content[start:end]
        if link in words and _PLACE.fullmatch(place):
            yield content[done:start]
            yield _broken_alike(words[link], place)
            done = end
    yield content[done:]


def _broken_alike(words: str, place: bytes) -> bytes:
    """Break the token into lines as the placeholder was."""
    parts, rest = [], words
    for part in place.split(_BREAK):
        parts.append(rest[: len(part)])
        rest = rest[len(part) :]
    return _BREAK.join(part.encode() for part in parts)


def _unbroken(octets: bytes) -> str:
    return octets.replace(_BREAK, b"").decode("ascii", "replace")
