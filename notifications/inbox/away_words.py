"""Away words: how people and programs say that somebody is away, or has left."""

import re
from typing import Final

_OUT: Final = re.compile(
    r"abwesen|nicht (?:im|in|am|mehr im)\b.{0,30}"
    r"(?:büro|buero|haus|hause|dienst|amt|arbeitsplatz|ministerium|referat)"
    r"|(?:außer|ausser) haus|urlaub|elternzeit|mutterschutz|dienstreise"
    r"|nicht (?:zu )?erreich|wieder (?:\w+ ){0,4}(?:erreichbar|im|da|für)"
    r"|out of (?:the )?office|on leave|annual leave|parental leave|vacation"
    r"|on holiday|away from|(?:am|be) away|not in the office|back in the office"
    r"|limited access|erkrank|krankheit|(?:bis|until)\b.{0,60}(?:geschlossen|closed)"
    r"|(?:geschlossen|closed)\b.{0,40}\b(?:bis|until)",
    re.IGNORECASE,
)
_OUT_SUBJECT: Final = re.compile(
    r"abwesen|out of (?:the )?office|urlaub|vacation|on leave|\booo\b|nicht im büro",
    re.IGNORECASE,
)
_AUTO_SUBJECT: Final = re.compile(
    r"automatische antwort|automatic reply|autoreply|auto-reply|auto: "
    r"|abwesenheitsnotiz|abwesenheitsnachricht|abwesenheit\b|out of office",
    re.IGNORECASE,
)
_WORK: Final = (
    r"(?:tätig|taetig|beschäftigt|beschaeftigt|angestellt|mitarbeiter|zuständig"
    r"|zustaendig|arbeite)"
)
_LEFT: Final = re.compile(
    rf"nicht (?:mehr|länger|laenger)\b[^.!?]{{0,60}}\b{_WORK}"
    rf"|{_WORK}\b[^.!?]{{0,40}}nicht mehr\b"
    r"|seit\b[^.!?]{0,30}nicht (?:mehr|länger) (?:im|in|bei|beim|am|für)\b"
    r"|ausgeschieden|(?:ministerium|behörde|haus|amt|referat|unternehmen|firma"
    r"|dienststelle)\b[^.!?]{0,30}\bverlassen|ruhestand|\bin rente\b|pensioniert"
    r"|nachfolger|neue (?:aufgabe|stelle|tätigkeit)\b|letzter arbeitstag"
    r"|no longer (?:with|work|employed|in this|at\b|part of)|(?:have|has) left\b"
    r"|left the (?:company|organi[sz]ation|ministry|team|department)|retired\b"
    r"|my successor|last (?:working )?day (?:was|at)|new (?:role|position) (?:at|in)",
    re.IGNORECASE,
)
# What programs write of themselves; what goes beyond it a person has put in.
_FORMULA: Final = re.compile(
    r"eingegangen|erhalten|ticket|vorgangsnummer|eingangsbestätigung|received|thank you"
    r"|vielen dank für (?:ihre|deine)|danke für ihre|automati|bitte antworten sie nicht"
    r"|(?:nicht|not) (?:auf|to|reply)\b.{0,30}(?:mail|nachricht|message|reply)"
    r"|do not reply|noreply|schnellstmöglich|so bald wie möglich|baldmöglichst"
    r"|as soon as possible|(?:in kürze|shortly|zeitnah)|bearbeite",
    re.IGNORECASE,
)
_GREETING: Final = re.compile(
    r"(?:guten (?:tag|morgen)|hallo|liebe|sehr geehrte|dear|hello|hi|danke|thanks"
    r"|vielen dank|(?:mit |with )?(?:freundlich|viele|beste|kind|best)\w{0,3} )",
    re.IGNORECASE,
)
_MYSELF: Final = re.compile(
    r"\b(?:ich bin|bin ich|i am|i'm|i will be|i'll be)\b", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"[.!?\n]+")
_LONGEST_TEXT: Final = 4000  # characters


def is_absence(subject: str, words: str) -> bool:
    """Say whether a mail tells that somebody is away for a time."""
    return bool(_OUT_SUBJECT.search(subject) or _OUT.search(words[:_LONGEST_TEXT]))


def says_i_am_away(words: str) -> bool:
    """Say whether one sentence of a person tells so of that person."""
    sentences = re.split(r"[!?\n]|\.(?!\d|\s?\d|\s[JFMASOND])", words[:_LONGEST_TEXT])
    return any(_MYSELF.search(one) and _OUT.search(one) for one in sentences)


def has_left(words: str) -> bool:
    """Say whether somebody has left for good, which no coordinator should miss."""
    return bool(_LEFT.search(words[:_LONGEST_TEXT]))


def are_of_a_program(subject: str, words: str) -> bool:
    """Say whether subject and words are those of a program; one alone is not enough.

    A subject that begins as an answer does is a person's who answers a program.
    """
    if not _AUTO_SUBJECT.match(subject):
        return False
    return is_absence("", words) or has_left(words) or is_formula(words)


def is_formula(words: str) -> bool:
    """Say whether nothing stands in an automatic mail that a person has put in."""
    sentences = (one.strip(" ,;:-") for one in _SENTENCE.split(words[:_LONGEST_TEXT]))
    return len(words) <= _LONGEST_TEXT and all(
        _FORMULA.search(one) or _GREETING.match(one) for one in sentences if one
    )
