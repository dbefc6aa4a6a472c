"""Values of stakeholders.toml: what may stand behind a key, and how it is read.

A reader takes what TOML gave and returns the value, or raises MisfitError with what is
wrong and what to write instead.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Final, Protocol, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from states.messages import Message, Quoted, Several, Value, phrase
from states.working_days import LANDS
from vorlauf.directory.addresses import plain_address
from vorlauf.errors import BadInputError
from vorlauf.spelling import did_you_mean

Reader: TypeAlias = Callable[[object], object]
# What is wrong, and what to write instead.
Remark: TypeAlias = tuple[Message, Message]

LONGEST_TEXT = 120
LONGEST_SHOWN = 60
PHONE_LENGTH = range(5, 41)
# Parts of a whole are small numbers, or percent, or posts of a year.
SHARES = range(1001)


class HasFormerKeys(Protocol):
    """A house or a person, with the keys that they had before."""

    @property
    def was(self) -> tuple[str, ...]:
        """The former keys."""


EMPTY: Final = phrase("fault", "is empty")


class MisfitError(Exception):
    """A value that does not fit its key; `remarks` say why, one for each fault."""

    def __init__(self, what: Message, cure: Message, *more: Remark) -> None:
        super().__init__(f"{what}; {cure}")
        self.remarks: tuple[Remark, ...] = ((what, cure), *more)


_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_HOURS = re.compile(rf"({_HOUR.pattern})-({_HOUR.pattern})")
_OF_A_PHONE = frozenset("0123456789 +-/()")
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_KINDS = (
    (bool, phrase("value", "true or false")),
    (int, phrase("value", "a number")),
    (float, phrase("value", "a number with a fraction")),
    (str, phrase("value", "a text")),
    (list, phrase("value", "a list")),
    (dict, phrase("value", "a table")),
    (date, phrase("value", "a date")),
    (time, phrase("value", "a time of day")),
)


def kind_of(value: object) -> Message:
    """Say what kind of value this is, without the value itself."""
    kinds = (words for kind, words in _KINDS if isinstance(value, kind))
    return next(kinds, phrase("value", "odd"))


def of_kind(value: object) -> Message:
    """Say that the value is of a kind that cannot stand here."""
    return phrase("fault", "is {value}", value=kind_of(value))


def shown(value: object) -> Value:
    """Show the value in a message, cut when it is long.

    A URL is never shown, in whatever place it stands: it may hold a password.
    """
    if isinstance(value, str):
        return _shown_text(value)
    if isinstance(value, int) and value.bit_length() > LONGEST_SHOWN:
        return phrase("value", "a huge number")
    return kind_of(value) if isinstance(value, list | dict) else str(value)


def _shown_text(value: str) -> Value:
    if "://" in value:
        return phrase("value", "a URL")
    words = repr(value)
    return Quoted(value) if len(words) <= LONGEST_SHOWN else f"{words[:57]}..."


def no_house(key: str, known: Mapping[str, HasFormerKeys]) -> Message:
    """Say that there is no house of this key, and which may be meant."""
    return _renamed(key, known) or phrase(
        "fault",
        "is {key}, which is no house of this file{hint}",
        key=shown(key),
        hint=did_you_mean(key, known),
    )


def no_person(key: str, known: Mapping[str, HasFormerKeys]) -> Message:
    """Say that there is no person of this key, and who may be meant."""
    return _renamed(key, known) or phrase(
        "fault",
        "is {key}, which is no person of this file{hint}",
        key=shown(key),
        hint=did_you_mean(key, known),
    )


def _renamed(key: str, known: Mapping[str, HasFormerKeys]) -> Message | None:
    new = present_key(key, known)
    if new is None:
        return None
    return phrase(
        "fault", "is {old}, which is called {new} now", old=shown(key), new=Quoted(new)
    )


def present_key(former: str, members: Mapping[str, HasFormerKeys]) -> str | None:
    """Return the key of the house or person that had the key `former`, or None."""
    return next((key for key, one in members.items() if former in one.was), None)


def as_it_is(value: object) -> object:
    """Read what is looked at later."""
    return value


def text(value: object) -> str:
    """Read one line of text, such as a name."""
    if not isinstance(value, str):
        raise MisfitError(of_kind(value), phrase("cure", 'write a text in "quotes"'))
    if not value.strip():
        raise MisfitError(EMPTY, phrase("cure", "write what it is called"))
    if any(unicodedata.category(char) in _INVISIBLE for char in value):
        what = phrase("fault", "has an invisible sign")
        raise MisfitError(what, phrase("cure", "write it in one plain line"))
    if len(value) > LONGEST_TEXT:
        raise MisfitError(
            phrase("fault", "has {count} letters", count=len(value)),
            phrase("cure", "write at most {most} letters", most=LONGEST_TEXT),
        )
    return value.strip()


def reason(value: object) -> str:
    """Read one line of text that says why."""
    if isinstance(value, str) and not value.strip():
        cure = phrase("cure", "write why, so that a refusal can say it")
        raise MisfitError(EMPTY, cure)
    return text(value)


def phone(value: object) -> str:
    """Read a telephone number as people write it."""
    cure = phrase(
        "cure",
        "write {least} to {most} digits, spaces and + - / ( )",
        least=PHONE_LENGTH[0],
        most=PHONE_LENGTH[-1],
    )
    if not isinstance(value, str):
        in_quotes = phrase("cure", "{cure}, in quotes", cure=cure)
        raise MisfitError(of_kind(value), in_quotes)
    number = value.strip(" ")
    if odd := next((char for char in number if char not in _OF_A_PHONE), ""):
        what = phrase(
            "fault",
            "has {sign}, which is no part of a number",
            sign=Quoted(odd, only_ascii=True),
        )
        raise MisfitError(what, cure)
    if len(number) not in PHONE_LENGTH:
        what = phrase("fault", "has {count} characters", count=len(number))
        raise MisfitError(what, cure)
    if not any(char.isdigit() for char in number):
        what = phrase("fault", "is {value}, without a digit", value=shown(value))
        raise MisfitError(what, cure)
    return number


def share(value: object) -> int:
    """Read an agreed part of the posts: 2 is twice as many as 1."""
    if type(value) is int and value in SHARES:
        return value
    raise MisfitError(
        phrase("fault", "is {value}, not a share of the posts", value=shown(value)),
        phrase(
            "cure",
            "write a whole number from {first} to {last}",
            first=SHARES[0],
            last=SHARES[-1],
        ),
    )


def number_of(first: int, last: int) -> Reader:
    """Return a reader of whole numbers from `first` to `last`."""

    def read(value: object) -> int:
        if type(value) is int and first <= value <= last:
            return value
        raise MisfitError(
            phrase("fault", "is {value}, not such a number", value=shown(value)),
            phrase(
                "cure",
                "write a whole number from {first} to {last}",
                first=first,
                last=last,
            ),
        )

    return read


def flag(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    cure = phrase("cure", "write true or false, without quotes")
    raise MisfitError(of_kind(value), cure)


def days(first: int, last: int, excess: Message) -> Reader:
    """Make a reader of working days; `excess` says what more than `last` means."""
    cure = phrase(
        "cure", "write a number from {first} to {last}", first=first, last=last
    )

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise MisfitError(of_kind(value), cure)
        if value < first:
            what = phrase(
                "fault",
                "is {value}, less than {first}",
                value=shown(value),
                first=first,
            )
            raise MisfitError(what, cure)
        if value > last:
            what = phrase(
                "fault",
                "is {value} working days, {excess}",
                value=shown(value),
                excess=excess,
            )
            raise MisfitError(what, cure)
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
            phrase(
                "fault",
                "is {value}, which is not known{hint}",
                value=shown(value),
                hint=hint,
            ),
            _one_of(known),
        )

    return read


def key(value: object) -> str:
    """Read the key of a house or a person."""
    if isinstance(value, str):
        return value
    cure = phrase("cure", "write a key of this file in quotes")
    raise MisfitError(of_kind(value), cure)


def hour(value: object) -> time:
    """Read a time of day, to the minute."""
    if isinstance(value, time):
        value = value.isoformat("auto").removesuffix(":00")
    if isinstance(value, str) and _HOUR.fullmatch(value):
        return time.fromisoformat(value)
    raise MisfitError(
        phrase("fault", "is {value}, not a time of day", value=shown(value)),
        phrase("cure", 'write hours and minutes, as "09:00"'),
    )


def hours(value: object) -> tuple[time, time]:
    """Read office hours: when they begin and when they end."""
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    cure = phrase("cure", 'write beginning and end, as "08:00-16:00"')
    if found is None:
        what = phrase("fault", "is {value}, not a span of hours", value=shown(value))
        raise MisfitError(what, cure)
    opens, closes = (time.fromisoformat(found[group]) for group in (1, 4))
    if opens >= closes:
        what = phrase(
            "fault", "is {value}, an end before its beginning", value=shown(value)
        )
        raise MisfitError(what, cure)
    return opens, closes


def zone(value: object) -> ZoneInfo:
    """Read a time zone of the tz database."""
    cure = phrase("cure", 'write a zone such as "Europe/Berlin"')
    if not isinstance(value, str):
        raise MisfitError(of_kind(value), cure)
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        what = phrase(
            "fault",
            "is {value}, not a time zone{hint}",
            value=shown(value),
            hint=did_you_mean(value, available_timezones()),
        )
        raise MisfitError(what, cure) from None


def land(value: object) -> str:
    """Read the short name of a German Land."""
    if isinstance(value, str) and value in LANDS:
        return value
    hint = did_you_mean(value, LANDS) if isinstance(value, str) else ""
    raise MisfitError(
        phrase(
            "fault",
            "is {value}, not the short name of a Land{hint}",
            value=shown(value),
            hint=hint,
        ),
        _one_of(sorted(LANDS)),
    )


def email(value: object) -> str:
    """Read exactly one plain e-mail address."""
    cure = phrase(
        "cure", 'write one address and nothing else, as "vorname.name@example.org"'
    )
    if not isinstance(value, str):
        raise MisfitError(of_kind(value), cure)
    try:
        return plain_address(value)
    except BadInputError as error:
        what = phrase(
            "fault", "is {value}, which {why}", value=shown(value), why=error.message
        )
        raise MisfitError(what, cure) from error


def _one_of(words: list[str]) -> Message:
    *most, last = (f'"{word}"' for word in words)
    return phrase(
        "cure", "write {most} or {last}", most=Several(tuple(most)), last=last
    )
