"""Dates, counts and fixed words as they stand in mails, German and English."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from states.post import StepKind

GERMAN, ENGLISH = "de", "en"
LOCALES = {GERMAN: "de", ENGLISH: "en_GB"}
SHORT_DAY = {GERMAN: "ccc dd.MM.y", ENGLISH: "ccc d MMM y"}
LONG_DAY = {GERMAN: "cccc, d. MMMM y", ENGLISH: "cccc d MMMM y"}

QUOTES = {GERMAN: ("„", "“"), ENGLISH: ("“", "”")}

LABELS: Mapping[str, Mapping[str, str]] = {
    GERMAN: {
        "post": "Beitrag",
        "slot": "Termin",
        "houses": "Beteiligt",
        "version": "Fassung",
        "due": "Frist",
        "link": "Link",
        "pictures": "Bilder",
        "no_pictures": "keine",
        "text_for": "Text für {channel}",
        "alt_text": "Alternativtext: {text}",
        "no_alt": "Alternativtext fehlt",
        "comment": "Wortlaut",
        "reason": "Begründung",
        "greeting": "Guten Tag {name},",
        "closing": "Mit freundlichen Grüßen",
    },
    ENGLISH: {
        "post": "Post",
        "slot": "Slot",
        "houses": "Involved",
        "version": "Version",
        "due": "Due",
        "link": "Link",
        "pictures": "Pictures",
        "no_pictures": "none",
        "text_for": "Text for {channel}",
        "alt_text": "Alt text: {text}",
        "no_alt": "alt text is missing",
        "comment": "In their words",
        "reason": "Reason",
        "greeting": "Dear {name},",
        "closing": "Kind regards",
    },
}

# What a duty is called; in German it is the head of the subject line.
DUTIES: Mapping[str, Mapping[StepKind, str]] = {
    GERMAN: {
        StepKind.DRAFT: "Entwurf",
        StepKind.ASSETS: "Material",
        StepKind.GRAPHICS: "Grafik",
        StepKind.SUBMIT: "Übergabe zur Prüfung",
        StepKind.REVIEW: "Mitzeichnung",
        StepKind.APPROVAL: "Freigabe",
        StepKind.PUBLISH: "Veröffentlichung",
    },
    ENGLISH: {
        StepKind.DRAFT: "Draft",
        StepKind.ASSETS: "Material",
        StepKind.GRAPHICS: "Graphic",
        StepKind.SUBMIT: "Handover to review",
        StepKind.REVIEW: "Endorsement",
        StepKind.APPROVAL: "Approval",
        StepKind.PUBLISH: "Publication",
    },
}

# What may change in a post, beside its texts.
PARTS: Mapping[str, Mapping[str, str]] = {
    GERMAN: {"link": "Link", "pictures": "Bilder", "slot": "Termin"},
    ENGLISH: {"link": "Link", "pictures": "Pictures", "slot": "Slot"},
}

CHANNELS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "xing": "Xing",
    "youtube": "YouTube",
}

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


def working_days(count: int, lang: str) -> str:
    """Name a number of working days, in German as after „seit“ and „in“."""
    if lang == GERMAN:
        return "einem Arbeitstag" if count == 1 else f"{count} Arbeitstagen"
    return "one working day" if count == 1 else f"{count} working days"


def channel(name: str) -> str:
    """Write a channel as it writes itself."""
    return CHANNELS.get(name.lower(), name)


def change(part: str, lang: str) -> str:
    """Name a part of a post that has changed, as `states.fingerprint.changes` does."""
    what, _, of = part.partition(":")
    if what == "text":
        return LABELS[lang]["text_for"].format(channel=one_line(channel(of)))
    return PARTS[lang][what]


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


def shortened(value: str, length: int) -> str:
    """Cut to at most `length` characters, with … as the last one."""
    if len(value) <= length:
        return value
    return value[: max(length - 1, 0)].rstrip() + "…"


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
