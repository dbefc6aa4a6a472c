"""Parsing: what people write on the command line, turned into values."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from states.post import PostState, Trigger
from vorlauf.db.tables import NoticeState
from vorlauf.errors import BadInputError
from vorlauf.spelling import did_you_mean

_Name = TypeVar("_Name", bound=StrEnum)

_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Return `2026-12-03 10:00` of the zone, or with an offset, as aware UTC.

    Raises `BadInputError` for what is no date, and for the hours that a change of
    the clock skips or repeats.
    """
    read = _read(text.strip())
    if read.utcoffset() is not None:
        return _in_utc(read, text)
    first, second = (read.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return _in_utc(first, text)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != read:
        raise BadInputError(
            f"{read:%Y-%m-%d %H:%M} does not exist in {zone.key}: "
            "the clock is put forward over it; write another hour."
        )
    raise BadInputError(
        f"{read:%Y-%m-%d %H:%M} comes twice in {zone.key}; write "
        f"{first.isoformat(' ', 'minutes')} or {second.isoformat(' ', 'minutes')}."
    )


def day(text: str) -> date:
    """Return the day written as `2026-12-03`. Raises `BadInputError`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInputError(f"{text!r} is no day; write it as 2026-12-03.") from error


def pairs(given: Sequence[str], what: str) -> dict[str, str]:
    """Return `CHANNEL=…` words as a mapping. Raises `BadInputError`."""
    found: dict[str, str] = {}
    for word in given:
        channel, equals, value = word.partition("=")
        if not equals:
            raise BadInputError(f"{word!r} is no {what}; write CHANNEL={what.upper()}.")
        if channel.strip() in found:
            raise BadInputError(f"The {what} for {channel.strip()} is given twice.")
        found[channel.strip()] = value
    return found


def trigger(word: str) -> Trigger:
    """Return the trigger of this name, with - or _ in it. Raises `BadInputError`."""
    return _one_of(Trigger, word, "move")


def state(word: str) -> PostState:
    """Return the state of this name, with - or _ in it. Raises `BadInputError`."""
    return _one_of(PostState, word, "state")


def notice_state(word: str) -> NoticeState:
    """Return the state of a notice of this name. Raises `BadInputError`."""
    return _one_of(NoticeState, word, "state of a notice")


def _one_of(names: type[_Name], word: str, what: str) -> _Name:
    plain = word.strip().casefold().replace("-", "_")
    known = [name.value for name in names]
    if plain in known:
        return names(plain)
    hint = did_you_mean(plain, known) or f"; there are {', '.join(known)}."
    raise BadInputError(f"There is no {what} {word!r}{hint}")


def _read(text: str) -> datetime:
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # 30 February; the sentence below is the same
    raise BadInputError(
        f"{text!r} is no date with an hour; write it as 2026-12-03 10:00."
    )


def _in_utc(read: datetime, text: str) -> datetime:
    try:
        return read.astimezone(UTC)
    except OverflowError as error:
        raise BadInputError(f"{text!r} is no date that a plan can have.") from error
