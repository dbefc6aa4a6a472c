"""Redacted mail: a received mail as it is kept, without what a cleaner strikes out.

The words of every part are looked at as a reader sees them, whatever encoding they came
in, and the names of files and all headers. A mail in which nothing is struck keeps its
octets. Where something is, the part is encoded anew: its signature, if it had one, does
not fit any more, and a header of the kept mail says so.
"""

import binascii
import re
from base64 import b64decode, encodebytes
from collections.abc import Callable
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.message import Message
from quopri import encodestring
from typing import Final

from notifications.inbox import headers, signed_mail
from notifications.inbox.affordable import Bounded, is_affordable

NOTE: Final = "X-Vorlauf-Redacted"
_SAID: Final = (
    "Links and codes of this mail were struck out when it was kept;"
    " a signature does not fit any more."
)
_DEEPEST: Final = 8
_MOST_PARTS: Final = 400
_WIDE: Final = ("utf-16", "utf-32", "utf16", "utf32")
_NAMES: Final = (("filename", "Content-Disposition"), ("name", "Content-Type"))
_A_MAIL: Final = re.compile(r"\.eml\Z", re.IGNORECASE)
_WORDS: Final = re.compile(
    r"\.(?:html?|txt|csv|ics|xml|json|md|rtf|mht)\Z", re.IGNORECASE
)
# Runs of plain characters among other octets, in one octet each or in two.
_RUN: Final = re.compile(rb"[!-~]{43,}")
_WIDE_RUN: Final = re.compile(rb"(?:[!-~]\0){43,}")
_FILLER: Final = b"x"

Cleaner = Callable[[str], str]


def redacted(raw: bytes, clean: Cleaner) -> bytes:
    """Return a mail without what `clean` strikes from a text; never raises by itself.

    What is nobody's mail, or a maze, is looked at as one text.
    """
    if not is_affordable(raw):
        return _blob(raw, clean)
    try:
        mail = message_from_bytes(raw, policy=Bounded())
        if not _Cleaning(clean).message(mail, 0):
            return raw
        if NOTE not in mail:
            mail[NOTE] = _SAID
        return mail.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _blob(raw, clean)


def _blob(octets: bytes, clean: Cleaner) -> bytes:
    """Return octets of no known form as a text of one octet for each character."""
    text = octets.decode("latin-1")
    cleaned = clean(text)
    return octets if cleaned == text else cleaned.encode("latin-1", "replace")


class _Cleaning:
    """Cleans one mail in place, and says of each part whether it was changed."""

    def __init__(self, clean: Cleaner) -> None:
        self._clean = clean
        self._parts = 0

    def message(self, mail: Message, depth: int) -> bool:
        """Clean a mail or a part with everything in it."""
        self._parts += 1
        if depth > _DEEPEST or self._parts > _MOST_PARTS:
            return self._as_text(mail)
        # Each part is cleaned, whatever was found before it.
        return any([self._headers(mail), self._names(mail), self._body(mail, depth)])

    def _body(self, mail: Message, depth: int) -> bool:
        inside = mail.get_payload()
        if isinstance(inside, list):
            if self._is_encoded_mail(mail):
                return self._octets(mail, _unencoded(mail), depth)
            within = [one for one in inside if isinstance(one, Message)]
            parts = [self.message(one, depth + 1) for one in within]
            return any([self._around(mail), *parts])
        octets = mail.get_payload(decode=True)
        if not isinstance(octets, bytes):
            return False
        if signed_mail.is_wrapped(mail):
            return self._signed(mail, depth)
        return self._octets(mail, octets, depth)

    def _octets(self, mail: Message, octets: bytes, depth: int) -> bool:
        name = mail.get_filename() or ""
        if mail.get_content_type() == "message/rfc822" or _A_MAIL.search(name):
            cleaned = redacted(octets, self._clean) if depth < _DEEPEST else octets
        elif mail.get_content_maintype() in {"text", "multipart"} or _WORDS.search(
            name
        ):
            cleaned = self._text(octets, mail)
        else:
            cleaned = self._binary(octets)
        if cleaned == octets:
            return False
        _put(mail, cleaned)
        return True

    def _text(self, octets: bytes, mail: Message) -> bytes:
        charset = str(mail.get_content_charset() or "").lower()
        if not charset.startswith(_WIDE):
            return _blob(octets, self._clean)
        text = octets.decode(charset, "replace")
        cleaned = self._clean(text)
        return octets if cleaned == text else cleaned.encode(charset, "replace")

    def _binary(self, octets: bytes) -> bytes:
        """Clean the runs of plain characters; every other octet stays in its place."""

        def narrow(run: re.Match[bytes]) -> bytes:
            is_clean = self._is_clean(run[0].decode("ascii"))
            return run[0] if is_clean else _FILLER * len(run[0])

        def wide(run: re.Match[bytes]) -> bytes:
            is_clean = self._is_clean(run[0][::2].decode("ascii"))
            return run[0] if is_clean else (_FILLER + b"\0") * (len(run[0]) // 2)

        return _WIDE_RUN.sub(wide, _RUN.sub(narrow, octets))

    def _is_clean(self, text: str) -> bool:
        return self._clean(text) == text

    def _signed(self, mail: Message, depth: int) -> bool:
        """Put the mail that was inside a signature in its place, if it is changed."""
        inside = signed_mail.unwrapped(mail)
        if inside is None:
            return False
        within = message_from_bytes(inside, policy=Bounded())
        if not self.message(within, depth + 1):
            return False
        for name in [one for one in mail if one.lower().startswith("content-")]:
            del mail[name]
        for name, value in within.raw_items():
            if name.lower().startswith("content-"):
                mail[name] = value
        mail.set_payload(within.get_payload())
        return True

    def _headers(self, mail: Message) -> bool:
        before = list(mail.raw_items())
        after = [(name, self._header(str(value))) for name, value in before]
        # What was cut when it was read must not be kept whole.
        is_cut = any(len(str(value)) >= headers.LONGEST_HEADER for _, value in before)
        if before == after:
            return is_cut
        for name, _ in before:
            del mail[name]
        for name, value in after:
            mail[name] = value
        return True

    def _header(self, value: str) -> str:
        struck = self._clean(value)
        if struck != value:
            struck = " ".join(struck.split())
        # Also what stands encoded beside what was struck.
        text = _decoded(struck) if "=?" in struck else struck
        cleaned = self._clean(text)
        return struck if cleaned == text else Header(cleaned, "utf-8").encode()

    def _names(self, mail: Message) -> bool:
        """Clean the names of a file, which may be written in several pieces."""
        changed = False
        for parameter, header in _NAMES:
            given = mail.get_param(parameter, None, header)
            name = _parameter(given)
            cleaned = self._clean(name)
            if cleaned != name:
                mail.del_param(parameter, header)
                mail.set_param(parameter, cleaned, header)
                changed = True
        return changed

    def _around(self, mail: Message) -> bool:
        changed = False
        for name in ("preamble", "epilogue"):
            text = getattr(mail, name) or ""
            cleaned = self._clean(text)
            if cleaned != text:
                setattr(mail, name, cleaned)
                changed = True
        return changed

    def _as_text(self, mail: Message) -> bool:
        """Clean what lies too deep as one text."""
        octets = mail.as_bytes()
        cleaned = _blob(octets, self._clean)
        if cleaned == octets:
            return False
        _put(mail, cleaned)
        mail.set_type("text/plain")
        return True

    @staticmethod
    def _is_encoded_mail(mail: Message) -> bool:
        """Say whether an attached mail is encoded, which no standard allows."""
        encoding = str(mail.get("Content-Transfer-Encoding", "")).strip().lower()
        is_mail = mail.get_content_maintype() == "message"
        return is_mail and encoding in {"base64", "quoted-printable"}


def _unencoded(mail: Message) -> bytes:
    inside = mail.get_payload()
    first = inside[0] if isinstance(inside, list) and inside else None
    text = first.as_bytes() if isinstance(first, Message) else b""
    try:
        return b64decode(text)
    except binascii.Error:
        return text


def _put(mail: Message, octets: bytes) -> None:
    """Give a part other octets, in an encoding that any reader knows."""
    del mail["Content-Transfer-Encoding"]
    is_text = mail.get_content_maintype() == "text"
    encoded = encodestring(octets) if is_text else encodebytes(octets)
    mail.set_payload(encoded.decode("ascii"))
    mail["Content-Transfer-Encoding"] = "quoted-printable" if is_text else "base64"


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value.replace("\n", ""))))
    except (ValueError, LookupError):
        return value


def _parameter(given: object) -> str:
    if isinstance(given, tuple):
        charset, _, value = given
        try:
            return str(value).encode("latin-1").decode(charset or "utf-8")
        except (LookupError, ValueError):
            return str(value)
    return _decoded(given) if isinstance(given, str) else ""
