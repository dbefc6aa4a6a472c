"""Bodies of received mails: the text that a person reads, and the attached files."""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Final, TypeGuard

from notifications.inbox import headers
from notifications.inbox.html_text import LONGEST_HTML, has_marks, plain
from notifications.letters import formatting

LONGEST_TEXT: Final = 100_000  # characters
MOST_PARTS: Final = 200
MOST_FILES: Final = 20
# What proves who signed is no file that anybody reads.
_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature"}
    | {"application/pgp-signature"}
)
_ENCRYPTED: Final = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
)
_OF_OUTLOOK: Final = frozenset(
    {"application/ms-tnef", "application/vnd.ms-tnef", "application/rtf"}
)
_WAY_OUT: Final = (
    "Ihr Inhalt konnte nicht gelesen werden. Bitte senden Sie ihn unverschlüsselt als "
    "Text, oder antworten Sie über den Link."
)
# Who reads it is not known when it is kept.
_IN_ENGLISH: Final = (
    "What it says could not be read. Please send it as text that is not encrypted, or "
    "answer by the link."
)
_UNNAMED_MAIL: Final = "E-Mail"
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
    """Return what the mail says, in plain text.

    HTML only if there is nothing else, or if something in it is struck out or in a
    colour: beside it the plain text has those words as if they were like the others.
    """
    said, html = texts_of(mail)
    is_better = not said or has_marks(html)
    return (html if is_better else said)[:LONGEST_TEXT]


def texts_of(mail: Message) -> tuple[str, ...]:
    """Return what a mail says in plain text and what in HTML, each as text."""
    return tuple(_said_in(mail, subtype) for subtype in ("plain", "html"))


def why_unreadable(mail: Message) -> str:
    """Return a sentence for a mail whose words nobody can read here, else nothing.

    It stands in place of the words, so that its writer and the coordinator see it.
    """
    kinds = {part.get_content_type() for part in parts(mail)}
    if kinds & _ENCRYPTED:
        return (
            f"[Diese E-Mail ist verschlüsselt. {_WAY_OUT}]\n"
            f"[This mail is encrypted. {_IN_ENGLISH}]"
        )
    if kinds & _OF_OUTLOOK:
        return (
            f"[Diese E-Mail kam in einem Format, das nur Outlook liest. {_WAY_OUT}]\n"
            f"[This mail came in a format that only Outlook reads. {_IN_ENGLISH}]"
        )
    return ""


def _said_in(mail: Message, subtype: str) -> str:
    texts = (part for part in parts(mail) if _is_text(part))
    wanted = (part for part in texts if part.get_content_subtype() == subtype)
    return "\n\n".join(filter(None, (words_in(part).strip() for part in wanted)))


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
    names = (_file_name(part) for part in parts(mail))
    kept = (name for name in names if name and not _FROM_A_SIGNATURE.fullmatch(name))
    return tuple(dict.fromkeys(kept))[:MOST_FILES]


def _file_name(part: Message) -> str:
    """Return the name of a file; a mail that is attached has its subject for one."""
    if part.get_content_type() in _SIGNATURES:
        return ""
    name = headers.decoded(part.get_filename() or "")
    inside = part.get_payload()
    is_mail = part.get_content_type() == "message/rfc822"
    if name or not is_mail or not isinstance(inside, list):
        return name
    subjects = (headers.line(one, "Subject") for one in inside if _is_mail(one))
    return f"{next(subjects, '') or _UNNAMED_MAIL}.eml"


def _is_mail(part: object) -> TypeGuard[Message]:
    return isinstance(part, Message)


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
