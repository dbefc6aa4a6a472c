"""Formatting: dates, counts and unusual values in mails, German and English."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from notifications.letters.labels import CHANNELS, ENGLISH, GERMAN

LOCALES = {GERMAN: "de", ENGLISH: "en_GB"}
SHORT_DAY = {GERMAN: "ccc dd.MM.y", ENGLISH: "ccc d MMM y"}
LONG_DAY = {GERMAN: "cccc, d. MMMM y", ENGLISH: "cccc d MMMM y"}

AND = {GERMAN: "und", ENGLISH: "and"}
QUOTES = {GERMAN: ("„", "“"), ENGLISH: ("“", "”")}

# Marks that turn the direction of what follows or that nobody can see; the joiners
# inside emoji and scripts (U+200C, U+200D) stay.
DIRECTION_MARKS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
UNSEEN = re.compile(f"[{DIRECTION_MARKS}\u200b\ufeff\u00ad]")


@dataclass(frozen=True)
class When:
    """One instant in the reader's words."""

    short: str
    day: str
    clock: str

    def __str__(self) -> str:
        return f"{self.day}, {self.clock}"


def language(wanted: str) -> str:
    """Return the language to write in: German unless English is wanted."""
    return ENGLISH if wanted.lower().startswith(ENGLISH) else GERMAN


def when(instant: datetime, zone: ZoneInfo, lang: str) -> When:
    """Put an aware instant into words of `lang`, as the clocks of `zone` show it.

    Raises ValueError for an instant without a time zone.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone.")
    local = instant.astimezone(zone)
    clock = f"{local:%H:%M} Uhr" if lang == GERMAN else f"{local:%H:%M}"
    short, day = _day_words(local.date(), lang)
    return When(short=short, day=day, clock=clock)


def short_day(day: date, lang: str) -> str:
    """Put a day into words with its weekday, as in „Mi 02.12.2026“."""
    return _day_words(day, lang)[0]


def long_day(day: date, lang: str) -> str:
    """Put a day into words, as in „Mittwoch, 2. Dezember 2026“."""
    return _day_words(day, lang)[1]


def working_days(count: int, lang: str) -> str:
    """Name a number of working days, in German as after „seit“ and „in“."""
    if lang == GERMAN:
        return "einem Arbeitstag" if count == 1 else f"{count} Arbeitstagen"
    return "one working day" if count == 1 else f"{count} working days"


def channel(name: str) -> str:
    """Write a channel as it writes itself."""
    return CHANNELS.get(name.lower(), name)


def together(names: Sequence[str], lang: str) -> str:
    """Name several things in a sentence: “A, B and C”."""
    *most, last = names
    return f"{', '.join(most)} {AND[lang]} {last}" if most else last


def one_line(value: str) -> str:
    """Make one harmless line: no line breaks, control or direction marks."""
    visible = UNSEEN.sub("", value)
    if visible.isascii() and visible.isprintable() and "  " not in visible:
        return visible.strip()
    spaced = "".join(" " if _breaks(sign) else sign for sign in visible)
    return " ".join(spaced.split())


def many_lines(value: str) -> str:
    """Keep a text word by word; only what no mail can carry is taken out."""
    joined = value.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return "".join(sign for sign in joined if sign in "\n\t" or not _control(sign))


def capital(sentence: str) -> str:
    """Begin with a capital: what follows a greeting in German does not."""
    return sentence[:1].upper() + sentence[1:]


def shortened(value: str, length: int) -> str:
    """Cut to at most `length` characters, with … as the last one."""
    if len(value) <= length:
        return value
    return value[: max(length - 1, 0)].rstrip() + "…"


def shortened_text(value: str, length: int) -> str:
    """Cut a text to at most `length` characters, after a whole word, with … at last."""
    if len(value) <= length:
        return value
    kept = value[: length - 2]
    whole = kept if value[length - 2].isspace() else kept[: _last_blank(kept)]
    return f"{(whole or kept).rstrip()} …"


def _last_blank(text: str) -> int:
    return next((at for at in range(len(text), 0, -1) if text[at - 1].isspace()), 0)


@lru_cache(maxsize=4096)
def _day_words(day: date, lang: str) -> tuple[str, str]:
    locale = _locale(lang)
    return (
        format_date(day, SHORT_DAY[lang], locale=locale),
        format_date(day, LONG_DAY[lang], locale=locale),
    )


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(LOCALES[lang])


def _control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"}


def _breaks(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp", "Zs"}
