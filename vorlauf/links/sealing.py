"""Sealing: links stand in a mail only on its way; what is kept has a placeholder.

A placeholder is as long as a link, so the lines of the mail stay as they were written.
"""

import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from vorlauf.links.codec import LENGTH
from vorlauf.links.issuing import Mint
from vorlauf.store import step_links

_DIGITS: Final = 12
_FILLING: Final = "x" * (LENGTH - len("LINK--") - _DIGITS)
# A long line of a mail may be broken anywhere (RFC 2045, 6.7).
_BREAK: Final = r"(?:=\r\n)?"
_PLACE: Final = re.compile(
    (
        _BREAK.join("LINK-")
        + _BREAK
        + _BREAK.join([r"[0-9]"] * _DIGITS)
        + _BREAK
        + _BREAK.join("-" + _FILLING)
    ).encode()
)


def placeholder(key: int) -> str:
    """Return what stands in the place of the link with this key: 64 characters."""
    return f"LINK-{key:0{_DIGITS}}-{_FILLING}"


def has_places(content: bytes) -> bool:
    """Say whether a mail has placeholders."""
    return _PLACE.search(content) is not None


def filled(connection: Connection, mint: Mint, content: bytes, recipient: str) -> bytes:
    """Return a mail with its links in place of their placeholders.

    Only links of whoever it goes to: what somebody has written into a post opens
    nothing that is meant for others.
    """
    wanted = {_key(found.group()) for found in _PLACE.finditer(content)}
    if not wanted:
        return content
    words: Mapping[int, str] = {
        link.id: mint.token(link)
        for link in step_links.by_keys(connection, sorted(wanted))
        if link.recipient == recipient
    }
    return _PLACE.sub(lambda found: _insert(found.group(), words), content)


def _key(place: bytes) -> int:
    plain = place.replace(b"=\r\n", b"")
    return int(plain[len("LINK-") : len("LINK-") + _DIGITS])


def _insert(place: bytes, words: Mapping[int, str]) -> bytes:
    """Write the link where its placeholder stood, line breaks included."""
    known = words.get(_key(place))
    if known is None:
        return place
    parts, rest = [], known
    for part in place.split(b"=\r\n"):
        parts.append(rest[: len(part)])
        rest = rest[len(part) :]
    return b"=\r\n".join(part.encode() for part in parts)
