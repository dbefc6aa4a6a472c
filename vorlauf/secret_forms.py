"""Secret forms: where a text may hold a token that we gave out, however it came.

A mail program breaks a long address over lines, writes it in percent signs or entities,
and wraps it into one of its own. So a text is read in several ways, and every piece of
it that may be a token is named by its digest: only the database knows which are ours.
"""

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import unescape
from itertools import accumulate
from string import ascii_letters, ascii_uppercase, digits
from typing import Final, NamedTuple

# What stands in the place of a secret; no reader's language is known when it is kept.
LINK_MARK: Final = "[Link entfernt/removed]"
CODE_MARK: Final = "[Code entfernt/removed]"

# Characters of a token, and how many of them are capitals or digits: in random ones
# about 36 of 64 and 24 of 43, in a text that somebody wrote hardly ever as many.
_SIZES: Final = ((64, 15), (43, 8))
SHORTEST: Final = 43
# A token that is broken into pieces is not spread further than this.
_WIDEST: Final = 400  # characters
# A long text is read in stretches, which lie over each other by more than any piece.
_STRETCH: Final = 200_000
_OVERLAP: Final = 10_000
_ALPHABET: Final = f"{ascii_letters}{digits}-_"
_WORD: Final = re.compile(r"[\w-]+", re.ASCII)
_IS_ODD: Final = {
    one: one in ascii_uppercase or one in digits or one in "-_" for one in _ALPHABET
}
# Alphabets differ in what they do not write plainly.
_ESCAPED: Final = re.compile(
    r"%(?:25){0,3}(?P<percent>[0-9A-Fa-f]{2})|&#(?:0{0,3}(?P<decimal>\d{2,3})"
    r"|[xX]0{0,3}(?P<hex>[0-9A-Fa-f]{2}));?"
)
_QUOTED: Final = re.compile(r"=(?P<percent>[0-9A-F]{2})")
_DASHED: Final = re.compile(r"-(?P<percent>2D|5F)")
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
# How JSON and programs write the end of a line.
_BACKSLASH: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[nrtbf])")
_IN_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{80,8000}")
# Our pages whose address has a secret, whoever made it and with whatever key.
_ADDRESS: Final = re.compile(
    r"(?:/|%(?:25){0,3}2F|_)(?:answer|sign-in|propose)(?:/|%(?:25){0,3}2F|_)"
    r"(?P<secret>(?=[\w-]{0,62}[A-Z0-9])[\w-]{43,64})",
    re.ASCII | re.IGNORECASE,
)
_SIX_DIGITS: Final = re.compile(r"(?<![\w.,-])\d(?:[ \xa0]?\d){5}(?![\w-]|[.,]\d)")
# The rest of an address, before and behind the secret in it.
_BEFORE: Final = re.compile(r"(?:https?|vorlauf_)[^\s<>\"'()\[\]{}|]*\Z", re.IGNORECASE)
_BEHIND: Final = re.compile(
    r"__;[^\s<>\"'()\[\]]*|(?:[?&#/]|%(?:26|3F|23)|&amp;)[\w.~%-]*=[^\s<>\"'()\[\]]*"
    r"|/(?:forward|time|away)\b"
)
_LONGEST_ADDRESS: Final = 2000


class SecretCandidate(NamedTuple):
    """A piece of a text that may be a secret, and the SHA-256 of what it says."""

    start: int
    end: int
    digest: str


class _ReadForm(NamedTuple):
    """A text as one program writes it: its words, and where each character stands."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def take(self, text: str, begin: int, end: int) -> None:
        """Take in a stretch of the text that is written plainly."""
        for word in _WORD.finditer(text, begin, end):
            start, stop = word.span()
            self.words.append(word[0])
            self.starts.extend(range(start, stop))
            self.ends.extend(range(start + 1, stop + 1))


class Patience:
    """How many pieces are still looked at; a text may be made to keep us busy.

    When none is `left`, only tokens that stand by themselves are found.
    """

    def __init__(self, looks: int) -> None:
        self.left = looks


def candidates(text: str, patience: Patience) -> list[SecretCandidate]:
    """Return every piece of a text that may be a token of ours."""
    if len(text) < SHORTEST:
        return []
    return list(
        dict.fromkeys(
            SecretCandidate(begin + one.start, begin + one.end, one.digest)
            for begin in range(0, len(text), _STRETCH)
            for one in _found(text[begin : begin + _STRETCH + _OVERLAP], patience)
        )
    )


def addresses(text: str) -> list[tuple[int, int]]:
    """Return where the secret parts of addresses of our pages stand."""
    return [one.span("secret") for one in _ADDRESS.finditer(text)]


def has_digits(text: str) -> bool:
    """Say whether a text has six digits that may be a code."""
    return bool(_SIX_DIGITS.search(text))


def struck(
    text: str, secrets: Iterable[tuple[int, int]], codes: frozenset[str] = frozenset()
) -> str:
    """Return a text with a mark in the place of each secret and of each code.

    An address that held a secret goes as a whole; no other word does.
    """
    text = _replaced(text, sorted(secrets))
    if not codes:
        return text
    return _SIX_DIGITS.sub(
        lambda found: CODE_MARK if re.sub(r"\D", "", found[0]) in codes else found[0],
        text,
    )


def _replaced(text: str, secrets: Sequence[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in (_widened(text, *one) for one in secrets):
        if end <= done:
            continue
        if start >= done:
            pieces += [text[done:start], LINK_MARK]
        done = end
    return "".join([*pieces, text[done:]])


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the address begins and ends that a secret stands in."""
    before = _BEFORE.search(text[max(start - _LONGEST_ADDRESS, 0) : start])
    behind = _BEHIND.match(text, end, end + _LONGEST_ADDRESS)
    return start - len(before[0]) if before else start, behind.end() if behind else end


def _found(text: str, patience: Patience) -> Iterator[SecretCandidate]:
    for reading in _readings(text):
        yield from _tokens(reading, patience)
    yield from _encoded(text, patience)


def _readings(text: str) -> Iterator[_ReadForm]:
    """Yield the ways in which programs may have written a text."""
    yield _plain(text)
    for escapes in (_ESCAPED, _QUOTED, _DASHED):
        if escapes.search(text):
            yield _unescaped(text, escapes)
    for between in (_TAG, _BACKSLASH):
        if between.search(text):
            yield _plain(between.sub(lambda sign: " " * len(sign[0]), text))


def _plain(text: str) -> _ReadForm:
    reading = _ReadForm([], [], [])
    reading.take(text, 0, len(text))
    return reading


def _unescaped(text: str, escapes: re.Pattern[str]) -> _ReadForm:
    reading, done = _ReadForm([], [], []), 0
    for found in escapes.finditer(text):
        reading.take(text, done, found.start())
        done = found.end()
        if (said := _said(found)) in _IS_ODD:
            reading.words.append(said)
            reading.starts.append(found.start())
            reading.ends.append(done)
    reading.take(text, done, len(text))
    return reading


def _said(escape: re.Match[str]) -> str:
    named = escape.groupdict()
    if named.get("decimal"):
        return unescape(f"&#{int(named['decimal'])};")
    return chr(int(named.get("percent") or named.get("hex") or "0", 16))


def _tokens(reading: _ReadForm, patience: Patience) -> Iterator[SecretCandidate]:
    characters, starts, ends = "".join(reading.words), reading.starts, reading.ends
    odd = [0, *accumulate(map(_IS_ODD.__getitem__, characters))]
    for size, fewest in _SIZES:
        for at, (before, behind) in enumerate(zip(odd, odd[size:], strict=False)):
            if behind - before < fewest:
                continue
            is_inside = at > 0 and starts[at] == ends[at - 1]
            if is_inside and patience.left <= 0:
                continue
            patience.left -= 1
            start, end = starts[at], ends[at + size - 1]
            digest = _digest(characters[at : at + size])
            if digest and end - start <= _WIDEST:
                yield SecretCandidate(start, end, digest)


def _digest(token: str) -> str:
    """Return the SHA-256 (hex) of what a token says; empty if it is none."""
    try:
        return sha256(urlsafe_b64decode(token + "=" * (-len(token) % 4))).hexdigest()
    except (binascii.Error, ValueError):
        return ""


def _encoded(text: str, patience: Patience) -> Iterator[SecretCandidate]:
    """Yield what stands in an address that a program has written in base64."""
    for run in _IN_BASE64.finditer(text):
        for skipped in range(4):
            said = run[0][skipped:].replace("+", "-").replace("/", "_")
            whole = said[: len(said) // 4 * 4]
            inside = urlsafe_b64decode(whole).decode("latin-1")
            if "http" not in inside:
                continue
            for one in _tokens(_plain(inside), patience):
                yield SecretCandidate(*run.span(), one.digest)
