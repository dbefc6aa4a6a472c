"""Insertions: the values that the engine puts into its sentences, in German."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from dashboard.i18n import catalogue
from dashboard.i18n.labels import LABELLED, NAMED
from notifications.letters import formatting
from notifications.letters.labels import GERMAN

_IN_QUOTES: Final = "{}".join(formatting.QUOTES[GERMAN])
# What Python's !r and !a make of a text.
_QUOTATION: Final = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_ESCAPED: Final = re.compile(r"\\(['\"\\])")
_DAY: Final = r"\d{4}-\d\d-\d\d"
_CLOCK: Final = r"\d\d:\d\d"


@dataclass(frozen=True)
class Insertion:
    """What may be put in, as a pattern without groups, and how German says it.

    `strange` counts the signs of it that may be anything: of two sentences that fit,
    the one with fewer of them was meant.
    """

    pattern: str
    say: Callable[[str], str]
    strange: Callable[[str], int] = field(default=lambda _: 0)


@cache
def insertions() -> Mapping[str, Insertion]:
    """Return the insertions by the word that names them in `sentences.po`.

    Raises `SettingsError` for a catalogue that cannot be read.
    """
    channel = Insertion(r"\w+", formatting.channel)
    trigger = _one_of(NAMED["trigger"][GERMAN], _IN_QUOTES)
    return {
        "text": Insertion(".*?", str, strange=len),
        "quoted": Insertion(_QUOTATION, _quoted, strange=len),
        "key": Insertion(r"[\w.-]+", str),
        "number": Insertion(r"\d{4}-\d+", str),
        "count": Insertion(r"\d[\d,]*", lambda said: said.replace(",", ".")),
        "day": Insertion(_DAY, _day),
        "moment": Insertion(f"{_DAY} {_CLOCK}", _moment),
        "occasion": Insertion(f"on {_DAY} at {_CLOCK}", _occasion),
        "state": _one_of(NAMED["state"][GERMAN], _IN_QUOTES),
        "trigger": trigger,
        "triggers": several(trigger, ", ", ", "),
        "purpose": _one_of(_labels("purpose")),
        "house_kind": _one_of(_labels("house kind"), _IN_QUOTES, "'{}'"),
        "channel": channel,
        "channels": several(channel, ", ", ", "),
        "alternatives": Insertion(".*?", _alternatives, strange=len),
    }


def several(one: Insertion, between: str, joined: str) -> Insertion:
    """Return the insertion of one or more such, with the same words between them."""
    pattern = f"(?:{one.pattern})(?:{re.escape(between)}(?:{one.pattern}))*"
    return Insertion(
        pattern,
        lambda said: joined.join(map(one.say, said.split(between))),
        lambda said: sum(map(one.strange, said.split(between))),
    )


def _labels(what: str) -> Mapping[str, str]:
    german = catalogue.german()
    return {key: german.pgettext(what, word) for key, word in LABELLED[what].items()}


def _one_of(
    words: Mapping[str, str], shown: str = "{}", written: str = "{}"
) -> Insertion:
    said = {written.format(key): shown.format(word) for key, word in words.items()}
    longest_first = sorted(said, key=len, reverse=True)
    return Insertion("|".join(map(re.escape, longest_first)), said.__getitem__)


def _day(said: str) -> str:
    try:
        return formatting.short_day(date.fromisoformat(said), GERMAN)
    except ValueError:
        return said


def _moment(said: str) -> str:
    day, clock = said.split(" ")
    return f"{_day(day)}, {clock} Uhr"


def _occasion(said: str) -> str:
    _, day, _, clock = said.split(" ")
    return f"am {_day(day)} um {clock} Uhr"


def _quoted(said: str) -> str:
    return _IN_QUOTES.format(_ESCAPED.sub(r"\1", said[1:-1]))


def _alternatives(said: str) -> str:
    return said.replace(" or ", " oder ")
