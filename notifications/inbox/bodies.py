"""Bodies of received mails: the text that a person reads, and the attached files."""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

from notifications.inbox import headers
from notifications.inbox.html_text import LONGEST_HTML, plain
from notifications.letters import formatting

LONGEST_TEXT: Final = 100_000  # characters
MOST_PARTS: Final = 200
MOST_FILES: Final = 20
_FROM_A_SIGNATURE: Final = re.compile(r"image\d{3}\.\w{3,4}")


def parts(mail: Message) -> Iterator[Message]:
    """Yield the parts of a mail, but not those of a mail inside it."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting[:0] = [one for one in inside if isinstance(one, Message)]


def text_of(mail: Message) -> str:
    """Return what the mail says, in plain text; HTML only if there is nothing else."""
    texts = [part for part in parts(mail) if _is_text(part)]
    for subtype in ("plain", "html"):
        wanted = [part for part in texts if part.get_content_subtype() == subtype]
        said = "\n\n".join(filter(None, (words_in(part).strip() for part in wanted)))
        if said:
            return said[:LONGEST_TEXT]
    return ""


def words_in(part: Message) -> str:
    """Return one part as text, decoded as well as can be."""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    is_html = part.get_content_subtype() == "html"
    words = _decoded(octets[: 4 * LONGEST_HTML], part)
    return formatting.many_lines(plain(words) if is_html else words)


def files_of(mail: Message) -> tuple[str, ...]:
    """Return the names of the files that come along, but not a signature's pictures."""
    names = (headers.decoded(part.get_filename() or "") for part in parts(mail))
    kept = (name for name in names if name and not _FROM_A_SIGNATURE.fullmatch(name))
    return tuple(dict.fromkeys(kept))[:MOST_FILES]


def _is_text(part: Message) -> bool:
    return part.get_content_maintype() == "text" and not _is_file(part)


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _decoded(octets: bytes, part: Message) -> str:
    # Many a program calls UTF-8 something else, and Windows-1252 ISO-8859-1.
    named = str(part.get_content_charset() or "utf-8").lower()
    others = "windows-1252" if named in {"iso-8859-1", "us-ascii", "utf-8"} else named
    for charset in ("utf-8", others):
        try:
            return octets.decode(charset)
        except (LookupError, ValueError):
            continue
    return octets.decode("latin-1")
