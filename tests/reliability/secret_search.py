"""Spilt secrets: where a token or a code of ours stands that should stand nowhere.

It is looked for by itself, in another way than the product does: each text is decoded
in every way that a mail program or a server knows, and all signs between are dropped.
"""

import html
import quopri
import re
from base64 import b64decode
from collections.abc import Collection, Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from urllib.parse import unquote

from sqlalchemy import Engine, select

from vorlauf.db.engine import reading
from vorlauf.db.tables import METADATA

_TAG = re.compile(r"<[^<>]*>")
_ALPHABET = re.compile(r"[^A-Za-z0-9_-]+")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{60,}=*\s*)+")


def views(text: str, depth: int = 2) -> Iterator[str]:
    """Yield a text in all its readings."""
    yield text
    yield _TAG.sub("", text)
    yield html.unescape(text)
    yield unquote(unquote(unquote(text)))
    yield quopri.decodestring(text.encode("utf-8", "replace")).decode("latin-1")
    yield text.replace("-2D", "-").replace("-5F", "_")
    for block in _BASE64.findall(text):
        letters = re.sub(r"\s", "", block)
        said = b64decode(letters[: len(letters) // 4 * 4]).decode("latin-1")
        yield from views(said, depth - 1) if depth else [said]


def mail_views(octets: bytes) -> Iterator[str]:
    """Yield the parts of a mail, decoded, and its headers."""
    yield octets.decode("latin-1")
    yield octets.replace(b"\0", b"").decode("latin-1")
    mail = message_from_bytes(octets)
    for part in mail.walk():
        yield from (str(make_header(decode_header(value))) for value in part.values())
        yield part.get_filename() or ""
        inside = part.get_payload(decode=True) or b""
        yield inside.decode("latin-1")
        yield inside.replace(b"\0", b"").decode("latin-1")
        if inside.startswith((b"From:", b"Content-")) and len(inside) < len(octets):
            yield from mail_views(inside)


def holds(value: object, tokens: Collection[str], codes: Collection[str]) -> set[str]:
    """Say which tokens and codes a value of any kind holds."""
    texts = mail_views(value) if isinstance(value, bytes) else [str(value)]
    seen = [view for text in texts for view in views(text)]
    dense = [_ALPHABET.sub("", view) for view in seen]
    return {one for one in tokens if any(one in view for view in dense)} | {
        one for one in codes if any(re.search(rf"\b{one}\b", view) for view in seen)
    }


def spilt_in(
    engine: Engine, tokens: Collection[str], codes: Collection[str] = ()
) -> list[tuple[str, str, str]]:
    """Return (table, column, secret) for each place in the database that holds one."""
    found = []
    with reading(engine) as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(select(table)):
                found += [
                    (table.name, column, secret)
                    for column, value in row._asdict().items()
                    if isinstance(value, str | bytes | dict | list)
                    for secret in holds(value, tokens, codes)
                    # What we send has the code, and a place for its link.
                    if (table.name, secret in codes) != ("message", True)
                ]
    return found
