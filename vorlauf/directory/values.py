"""Values of stakeholders.toml: what may stand behind a key, and how it is read.

A reader takes what TOML gave and returns the value, or raises MisfitError with what is
wrong and what to write instead.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from states.working_days import LANDS
from vorlauf.directory.addresses import plain_address
from vorlauf.errors import BadInputError
from vorlauf.spelling import did_you_mean

Reader: TypeAlias = Callable[[object], object]
# What is wrong, and what to write instead.
Remark: TypeAlias = tuple[str, str]

LONGEST_TEXT = 120
LONGEST_SHOWN = 60
PHONE_LENGTH = range(5, 41)
# Parts of a whole are small numbers, or percent, or posts of a year.
SHARES = range(1001)


class MisfitError(Exception):
    """A value that does not fit its key; `remarks` say why, one for each fault."""

    def __init__(self, what: str, cure: str, *more: Remark) -> None:
        super().__init__(f"{what}; {cure}")
        self.remarks: tuple[Remark, ...] = ((what, cure), *more)


_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_HOURS = re.compile(rf"({_HOUR.pattern})-({_HOUR.pattern})")
_OF_A_PHONE = frozenset("0123456789 +-/()")
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_KINDS = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number with a fraction"),
    (str, "a text"),
    (list, "a list"),
    (dict, "a table"),
    (date, "a date"),
    (time, "a time of day"),
)


def kind_of(value: object) -> str:
    """Say what kind of value this is, without the value itself."""
    return next((words for kind, words in _KINDS if isinstance(value, kind)), "odd")


def shown(value: object) -> str:
    """Show the value in a message, cut when it is long.

    A URL is never shown, in whatever place it stands: it may hold a password.
    """
    if isinstance(value, str):
        return _shown_text(value)
    if isinstance(value, int) and value.bit_length() > LONGEST_SHOWN:
        return "a huge number"
    return kind_of(value) if isinstance(value, list | dict) else str(value)


def _shown_text(value: str) -> str:
    if "://" in value:
        return "a URL"
    words = repr(value)
    return words if len(words) <= LONGEST_SHOWN else f"{words[:57]}..."


def unknown(key: str, known: Iterable[str], kind: str) -> str:
    """Say that there is no house or person of this key, and which may be meant."""
    return f"{shown(key)}, which is no {kind} of this file{did_you_mean(key, known)}"


def as_it_is(value: object) -> object:
    """Read what is looked at later."""
    return value


def text(value: object) -> str:
    """Read one line of text, such as a name."""
    if not isinstance(value, str):
        raise MisfitError(f"is {kind_of(value)}", 'write a text in "quotes"')
    if not value.strip():
        raise MisfitError("is empty", "write what it is called")
    if any(unicodedata.category(char) in _INVISIBLE for char in value):
        raise MisfitError("has an invisible sign", "write it in one plain line")
    if len(value) > LONGEST_TEXT:
        raise MisfitError(
            f"has {len(value)} letters", f"write at most {LONGEST_TEXT} letters"
        )
    return value.strip()


def reason(value: object) -> str:
    """Read one line of text that says why."""
    if isinstance(value, str) and not value.strip():
        raise MisfitError("is empty", "write why, so that a refusal can say it")
    return text(value)


def phone(value: object) -> str:
    """Read a telephone number as people write it."""
    cure = f"write {PHONE_LENGTH[0]} to {PHONE_LENGTH[-1]} digits, spaces and + - / ( )"
    if not isinstance(value, str):
        raise MisfitError(f"is {kind_of(value)}", f"{cure}, in quotes")
    number = value.strip(" ")
    if odd := next((char for char in number if char not in _OF_A_PHONE), ""):
        raise MisfitError(f"has {odd!a}, which is no part of a number", cure)
    if len(number) not in PHONE_LENGTH:
        raise MisfitError(f"has {len(number)} characters", cure)
    if not any(char.isdigit() for char in number):
        raise MisfitError(f"is {shown(value)}, without a digit", cure)
    return number


def share(value: object) -> int:
    """Read an agreed part of the posts: 2 is twice as many as 1."""
    if type(value) is int and value in SHARES:
        return value
    raise MisfitError(
        f"is {shown(value)}, not a share of the posts",
        f"write a whole number from {SHARES[0]} to {SHARES[-1]}",
    )


def flag(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise MisfitError(f"is {kind_of(value)}", "write true or false, without quotes")


def days(first: int, last: int, excess: str) -> Reader:
    """Make a reader of working days; `excess` says what more than `last` means."""
    cure = f"write a number from {first} to {last}"

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise MisfitError(f"is {kind_of(value)}", cure)
        if value < first:
            raise MisfitError(f"is {shown(value)}, less than {first}", cure)
        if value > last:
            raise MisfitError(f"is {shown(value)} working days, {excess}", cure)
        return value

    return read


def word_of(words: type[StrEnum]) -> Reader:
    """Make a reader of one word out of a closed set."""
    known = [word.value for word in words]

    def read(value: object) -> StrEnum:
        if isinstance(value, str) and value in known:
            return words(value)
        hint = did_you_mean(value, known) if isinstance(value, str) else ""
        raise MisfitError(
            f"is {shown(value)}, which is not known{hint}",
            f"write {_one_of(known)}",
        )

    return read


def key(value: object) -> str:
    """Read the key of a house or a person."""
    if isinstance(value, str):
        return value
    raise MisfitError(f"is {kind_of(value)}", "write a key of this file in quotes")


def hour(value: object) -> time:
    """Read a time of day, to the minute."""
    if isinstance(value, time):
        value = value.isoformat("auto").removesuffix(":00")
    if isinstance(value, str) and _HOUR.fullmatch(value):
        return time.fromisoformat(value)
    raise MisfitError(
        f"is {shown(value)}, not a time of day", 'write hours and minutes, as "09:00"'
    )


def hours(value: object) -> tuple[time, time]:
    """Read office hours: when they begin and when they end."""
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    cure = 'write beginning and end, as "08:00-16:00"'
    if found is None:
        raise MisfitError(f"is {shown(value)}, not a span of hours", cure)
    opens, closes = (time.fromisoformat(found[group]) for group in (1, 4))
    if opens >= closes:
        raise MisfitError(f"is {shown(value)}, an end before its beginning", cure)
    return opens, closes


def zone(value: object) -> ZoneInfo:
    """Read a time zone of the tz database."""
    cure = 'write a zone such as "Europe/Berlin"'
    if not isinstance(value, str):
        raise MisfitError(f"is {kind_of(value)}", cure)
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        hint = did_you_mean(value, available_timezones())
        raise MisfitError(f"is {shown(value)}, not a time zone{hint}", cure) from None


def land(value: object) -> str:
    """Read the short name of a German Land."""
    if isinstance(value, str) and value in LANDS:
        return value
    hint = did_you_mean(value, LANDS) if isinstance(value, str) else ""
    raise MisfitError(
        f"is {shown(value)}, not the short name of a Land{hint}",
        f"write {_one_of(sorted(LANDS))}",
    )


def email(value: object) -> str:
    """Read exactly one plain e-mail address."""
    cure = 'write one address and nothing else, as "vorname.name@example.org"'
    if not isinstance(value, str):
        raise MisfitError(f"is {kind_of(value)}", cure)
    try:
        return plain_address(value)
    except BadInputError as error:
        raise MisfitError(f"is {shown(value)}, which {error}", cure) from error


def _one_of(words: list[str]) -> str:
    *most, last = (f'"{word}"' for word in words)
    return f"{', '.join(most)} or {last}"
