"""Reply text: which words of an answer are new, in German and in English.

Libraries were tried: mail-parser-reply takes whatever follows a hyphen or “Grüße” for
a signature and needs minutes for some mails of 20 kB, quotequail finds no quotation of
a German Outlook. Every line is looked at once here, and in doubt a word stays.
"""

import re
from collections.abc import Sequence
from typing import Final

MOST_LINES: Final = 5000
# Lines over which a line “Am … schrieb …:” may be broken, and a signature may go.
_BROKEN_OVER: Final = 4
_LONGEST_SIGNATURE: Final = 25
_HEADER_LINES: Final = 8
_LABELS_OF_A_HEAD: Final = 3
_LONGEST_ATTRIBUTION: Final = 700  # characters

_WROTE: Final = re.compile(
    r"(?:Am|On|Le|Den)\b.{4,400}\b(?:schrieb|wrote|geschrieben)\b.{0,300}:"
    r"|.{1,200}\b(?:schrieb am|schrieb um|wrote on|hat am)\b.{4,200}:",
    re.IGNORECASE,
)
# A person who tells what somebody wrote gives neither a time of day nor an address.
_CERTAIN: Final = re.compile(r"\d{1,2}:\d\d|\S@\S")
_LABEL: Final = re.compile(
    r"[*\s]{0,4}(?:(?P<who>von|from)|(?P<when>gesendet|sent|datum|date)"
    r"|(?P<to>an|to|cc|kopie)|(?P<what>betreff|subject))\s?\*?\s?:",
    re.IGNORECASE,
)
_DASHED: Final = re.compile(
    r"-{2,}\s?(?:Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht"
    r"|Ursprüngliche Mail|Weitergeleitete Nachricht|Original Message"
    r"|Forwarded [Mm]essage|Original Appointment|Ursprünglicher Termin)\s?-{2,}.{0,20}"
    r"|Anfang der weitergeleiteten Nachricht:|Begin forwarded message:",
    re.IGNORECASE,
)
_BAR: Final = re.compile(r"[_-]{10,}")
_FAREWELL: Final = re.compile(
    r"(?:mit )?(?:(?:freundlich|best|schön|herzlich|viel|lieb|kollegial)(?:e|en|em) )"
    r"(?:gr(?:ü|ue)(?:ß|ss)(?:e|en)?|gru(?:ß|ss))(?: aus [\w ]{2,30})?[,.!]?"
    r"|m\.?f\.?g\.?|[vl]g[,.]?|gr(?:ü|ue)(?:ß|ss)e[,.!]?|gru(?:ß|ss)[,.!]?"
    r"|(?:mit )?(?:best|kind|warm|many)? ?regards[,.]?|best wishes[,.]?"
    r"|(?:yours )?(?:sincerely|faithfully)(?: yours)?[,.]?|best,|cheers[,.!]?",
    re.IGNORECASE,
)
_FROM_A_PHONE: Final = re.compile(
    r"(?:gesendet (?:von|mit)|von meinem \w+.{0,30} gesendet|sent (?:from|with)"
    r"|diese nachricht wurde von meinem .{1,60} gesendet"
    r"|get outlook for|outlook für).{0,120}",
    re.IGNORECASE,
)
_AFTERTHOUGHT: Final = re.compile(r"p\.?\s?s\.?\b", re.IGNORECASE)


def new_words(text: str) -> str:
    """Return an answer without the mail it quotes and without its signature.

    Everything, if nothing would be left: somebody who writes into the quoted mail
    has said something, too.
    """
    lines = [line.strip() for line in text.split("\n")[:MOST_LINES]]
    own = _without_signature(_without_quotes(lines))
    return _joined(own) or _joined(lines)


def _without_quotes(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _begins_copy(lines, at):
            break
        if length := _attribution(lines, at):
            at += length
            if not _is_marked(lines, at):
                break
        elif lines[at].startswith(">"):
            at += 1
        else:
            kept.append(lines[at])
            at += 1
    return kept


def _begins_copy(lines: Sequence[str], at: int) -> bool:
    """Say whether the head of an older mail stands here, as Outlook writes it."""
    line = lines[at].lstrip("> ")
    if _DASHED.fullmatch(line):
        return True
    if _BAR.fullmatch(line):
        following = [one for one in lines[at + 1 : at + 4] if one]
        return bool(following) and _is_head(lines, lines.index(following[0], at + 1))
    return _is_head(lines, at)


def _is_head(lines: Sequence[str], at: int) -> bool:
    first = _LABEL.match(lines[at].lstrip("> "))
    if first is None or first.lastgroup not in {"who", "when"}:
        return False
    found = (_LABEL.match(line.lstrip("> ")) for line in lines[at : at + _HEADER_LINES])
    return len({label.lastgroup for label in found if label}) >= _LABELS_OF_A_HEAD


def _attribution(lines: Sequence[str], at: int) -> int:
    """Return over how many lines somebody is said to have written what follows."""
    for length in range(1, _BROKEN_OVER + 1):
        piece = [line.lstrip("> ") for line in lines[at : at + length]]
        if len(piece) < length or not piece[-1]:
            return 0
        said = " ".join(piece)
        if len(said) > _LONGEST_ATTRIBUTION:
            return 0
        if said.endswith(":") and _WROTE.fullmatch(said):
            is_certain = bool(_CERTAIN.search(said)) or _is_marked(lines, at + length)
            return length if is_certain else 0
    return 0


def _is_marked(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 3] if line), "")
    return following.startswith(">")


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line == "--" and any(lines[:at]):
            return lines[:at]
    said = _without_ending(lines)
    for at in range(max(len(said) - _LONGEST_SIGNATURE, 1), len(said)):
        if _FAREWELL.fullmatch(said[at]) and any(said[:at]):
            has_more = any(map(_AFTERTHOUGHT.match, said[at:]))
            return said if has_more else _without_ending(said[:at])
    return said


def _without_ending(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1] or _FROM_A_PHONE.fullmatch(lines[end - 1])):
        end -= 1
    return lines[:end]


def _joined(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
