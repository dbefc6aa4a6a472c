"""Reply text: which words of an answer are new, in German and in English.

Libraries were tried: mail-parser-reply takes whatever follows a hyphen or “Grüße” for
a signature and needs minutes for some mails of 20 kB, quotequail finds no quotation of
a German Outlook. Every line is looked at once here. Only a copy of our own mail and a
plain signature are cut; in doubt a word stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from notifications.delivery.mime import ONE_ADDRESS
from notifications.inbox.own_copy import OwnCopy

MOST_LINES: Final = 5000
# Lines over which a line “Am … schrieb …:” may be broken, and a signature may go.
_BROKEN_OVER: Final = 4
_LONGEST_SIGNATURE: Final = 25
_HEADER_LINES: Final = 8
_LABELS_OF_A_HEAD: Final = 3
_LEAD_LINES: Final = 4  # from a line of dashes to the head that it announces
_WHO: Final = "who"
_LONGEST_ATTRIBUTION: Final = 700  # characters

_WROTE: Final = re.compile(
    r"(?:Am|On|Le|Den)\b.{4,400}\b(?:schrieb|wrote|geschrieben)\b.{0,300}:"
    r"|.{1,200}\b(?:schrieb am|schrieb um|wrote on|hat am)\b.{4,200}:",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\S@\S")
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
    r"|gr(?:ü|ue)(?:ß|ss)e[,.!]?|gru(?:ß|ss)[,.!]?"
    r"|(?:mit )?(?:best|kind|warm|many)? ?regards[,.]?|best wishes[,.]?"
    r"|(?:yours )?(?:sincerely|faithfully)(?: yours)?[,.]?|best,|cheers[,.!]?",
    re.IGNORECASE,
)
# LG is a court and VG another: they end a mail before a name only, or at its end.
_SHORT_FAREWELL: Final = re.compile(r"m\.?f\.?g\.?|[vl]g[,.]?", re.IGNORECASE)
_NAME: Final = re.compile(r"(?:[A-ZÄÖÜ][\w.'-]{0,30} ?){1,4}")
_CAPITALS: Final = re.compile(r"[-*• ]{0,4}[A-ZÄÖÜ]{2,8}[,;]?")
_MOST_NAMES: Final = 3  # lines
_FROM_A_PHONE: Final = re.compile(
    r"(?:gesendet (?:von|mit)|von meinem \w+.{0,30} gesendet|sent (?:from|with)"
    r"|diese nachricht wurde von meinem .{1,60} gesendet"
    r"|get outlook for|outlook für).{0,120}",
    re.IGNORECASE,
)
# What makes a sentence of a line, which no signature has.
_SENTENCE: Final = re.compile(
    r"p\.?\s?s\.?\b|nachtrag|nb\b|achtung|wichtig"
    r"|.*\b(?:bitte|nicht|nichts|kein\w{0,2}|soll\w{0,3}|muss|müssen|darf|dürfen|kann"
    r"|können|wird|werden|wurde|ist|sind|war|hat|haben|habe|noch|aber|doch|geht|gilt"
    r"|fehlt|fehlen|ich|wir|sie|please|not|must|should|is|are|don't|can|will|has|have"
    r"|we|you)\b"
    r"|(?:\S{1,40} ){3,}\S{1,40}[.!?]\Z",
    re.IGNORECASE,
)
_LONG_LINE: Final = 200  # characters of a line that are looked at for a sentence
_PRODUCT: Final = "vorlauf"


@dataclass(frozen=True, kw_only=True)
class OwnMailbox:
    """What an answer knows of the one it answers: to whom it goes, in small letters.

    `domain` is that of the Message-ID it answers, empty if the writer shares it.
    """

    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    domain: str = ""

    def wrote(self, head: str) -> bool:
        """Say whether a head, or a line “… schrieb …:”, names us and nobody else."""
        given = [found[0].lower() for found in ONE_ADDRESS.finditer(head)]
        if given:
            return any(map(self._is_ours, given))
        names = head.lower()
        return any(re.search(rf"\b{re.escape(one)}\b", names) for one in self._names)

    @property
    def _names(self) -> frozenset[str]:
        return self.names | {_PRODUCT}

    def _is_ours(self, address: str) -> bool:
        is_sender = address.rpartition("@")[2] == self.domain
        return address in self.addresses or is_sender


def new_words(text: str, ours: OwnMailbox, copy: OwnCopy | None = None) -> str:
    """Return an answer without our mail that it quotes and without its signature.

    Everything, if nothing would be left: somebody who writes into the quoted mail
    has said something, too. What others wrote and the writer passes on stays. With the
    `copy` of our mail whatever is written between its lines stays as well, each time
    with the line before it.
    """
    lines = [line.strip() for line in text.split("\n")[:MOST_LINES]]
    outside, quoted = _without_quotes(lines, ours)
    own = _without_signature(outside)
    if between := copy.answers_in(quoted) if copy is not None else []:
        own = [*own, "", *between]
    return _joined(own) or _joined(lines)


def _without_quotes(
    lines: Sequence[str], ours: OwnMailbox
) -> tuple[list[str], list[str]]:
    """Return what stands outside of our mail, and the lines of its quotation.

    Before answers between marked lines stands their question.
    """
    kept: list[str] = []
    quoted: list[str] = []
    questions: dict[int, str] = {}
    is_quoting, question, at = False, "", 0
    while at < len(lines):
        if head := _head(lines, at):
            if ours.wrote(_sender_in(lines, head)):
                quoted += lines[head.stop :]
                break
            kept += lines[at : head.stop]
            at = head.stop
            continue
        length = _attribution(lines, at, ours)
        if length:
            at += length
            if not _is_marked(lines, at):
                quoted += lines[at:]
                break
            is_quoting = True
        elif is_quoting and lines[at].startswith(">"):
            question = lines[at] if lines[at].strip("> ") else question
            quoted.append(lines[at])
            at += 1
        else:
            if question and lines[at]:
                questions[len(kept)] = question
                question = ""
            kept.append(lines[at])
            at += 1
    # One answer below all that is quoted answers the whole.
    is_between = len(questions) + bool(question and questions) > 1
    return (_with_questions(kept, questions) if is_between else kept), quoted


def _with_questions(kept: Sequence[str], questions: dict[int, str]) -> list[str]:
    said = []
    for at, line in enumerate(kept):
        said += [questions[at], line] if at in questions else [line]
    return said


def _head(lines: Sequence[str], at: int) -> range:
    """Return which lines are the head of an older mail, as Outlook writes it."""
    start, line = at, lines[at].lstrip("> ")
    if _DASHED.fullmatch(line) or _BAR.fullmatch(line):
        ahead = range(at + 1, min(at + _LEAD_LINES, len(lines)))
        start = next((one for one in ahead if lines[one].strip("> ")), at)
    found: dict[int, str] = {}
    for one in range(start, min(start + _HEADER_LINES, len(lines))):
        label = _LABEL.match(lines[one].lstrip("> "))
        kind = label.lastgroup if label else None
        if kind == _WHO and kind in found.values():
            break
        if kind:
            found[one] = kind
    is_head = found.get(start) in {_WHO, "when", "what"}
    if not is_head or len(set(found.values())) < _LABELS_OF_A_HEAD:
        return range(0)
    return range(start, max(found) + 1)


def _sender_in(lines: Sequence[str], head: range) -> str:
    plain = (lines[at].lstrip("> ") for at in head)
    senders = (one for one in plain if (label := _LABEL.match(one)) and label[_WHO])
    return next(senders, "")


def _attribution(lines: Sequence[str], at: int, ours: OwnMailbox) -> int:
    """Return over how many lines we are said to have written what follows."""
    for length in range(1, _BROKEN_OVER + 1):
        piece = [line.lstrip("> ") for line in lines[at : at + length]]
        if len(piece) < length or not piece[-1]:
            return 0
        said = " ".join(piece)
        if len(said) > _LONGEST_ATTRIBUTION:
            return 0
        if said.endswith(":") and _WROTE.fullmatch(said):
            # A person who tells what was written here gives no address.
            is_certain = bool(_ADDRESS.search(said)) or _is_marked(lines, at + length)
            return length if is_certain and ours.wrote(_joined_address(said)) else 0
    return 0


def _joined_address(said: str) -> str:
    """Return a line in which an address was broken behind its bracket, whole."""
    return said.replace("< ", "<")


def _is_marked(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 3] if line), "")
    return following.startswith(">")


def _without_signature(lines: list[str]) -> list[str]:
    said = _without_ending(lines)
    for at, line in enumerate(said):
        if line == "--" and any(said[:at]) and not _has_sentence(said[at + 1 :]):
            return _without_ending(said[:at])
    for at in range(max(len(said) - _LONGEST_SIGNATURE, 1), len(said)):
        if any(said[:at]) and _is_farewell(said, at):
            has_more = _has_sentence(said[at + 1 :])
            return said if has_more else _without_ending(said[:at])
    return said


def _is_farewell(lines: Sequence[str], at: int) -> bool:
    if _FAREWELL.fullmatch(lines[at]):
        return True
    if not _SHORT_FAREWELL.fullmatch(lines[at]) or _CAPITALS.fullmatch(lines[at - 1]):
        return False
    names = [line for line in lines[at + 1 :] if line]
    return len(names) <= _MOST_NAMES and all(
        _NAME.fullmatch(name) and not _CAPITALS.fullmatch(name) for name in names
    )


def _has_sentence(lines: Sequence[str]) -> bool:
    return any(_SENTENCE.match(line[:_LONG_LINE]) for line in lines)


def _without_ending(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1] or _is_from_a_phone(lines[end - 1])):
        end -= 1
    return lines[:end]


def _is_from_a_phone(line: str) -> bool:
    is_known = bool(_FROM_A_PHONE.fullmatch(line))
    return is_known and "nicht" not in line.lower() and "bitte" not in line.lower()


def _joined(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
