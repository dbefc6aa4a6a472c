"""Parsing: what people write on the command line, turned into values."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from vorlauf.cli.language import gettext as _
from vorlauf.errors import BadInputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from states.post import DecisionWay, PostState, Trigger
    from vorlauf.db.tables import NoticeState

_Name = TypeVar("_Name", bound=StrEnum)

_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)


def instant(text: str, zone: "ZoneInfo") -> datetime:
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
            _(
                "%(hour)s does not exist in %(zone)s: the clock is put forward over "
                "it; write another hour.",
                hour=f"{read:%Y-%m-%d %H:%M}",
                zone=zone.key,
            )
        )
    raise BadInputError(
        _(
            "%(hour)s comes twice in %(zone)s; write %(first)s or %(second)s.",
            hour=f"{read:%Y-%m-%d %H:%M}",
            zone=zone.key,
            first=first.isoformat(" ", "minutes"),
            second=second.isoformat(" ", "minutes"),
        )
    )


def day(text: str) -> date:
    """Return the day written as `2026-12-03`. Raises `BadInputError`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInputError(
            _("%(text)r is no day; write it as 2026-12-03.", text=text)
        ) from error


def texts(given: Sequence[str]) -> dict[str, str]:
    """Return `CHANNEL=TEXT` words as a mapping. Raises `BadInputError`."""
    return _pairs(
        given,
        _("%(word)r is no text; write CHANNEL=TEXT."),
        _("The text for %(channel)s is given twice."),
    )


def permalinks(given: Sequence[str]) -> dict[str, str]:
    """Return `CHANNEL=URL` words as a mapping. Raises `BadInputError`."""
    return _pairs(
        given,
        _("%(word)r is no url; write CHANNEL=URL."),
        _("The url for %(channel)s is given twice."),
    )


def answers(given: Sequence[str]) -> dict[int, str]:
    """Return `N=TEXT` words as a mapping. Raises `BadInputError`."""
    no_pair = _("%(word)r is no answer; write N=TEXT.")
    found = _pairs(given, no_pair, _("Question %(channel)s is answered twice."))
    if wrong := [number for number in found if not number.isdecimal()]:
        raise BadInputError(no_pair % {"word": wrong[0]})
    return {int(number): text for number, text in found.items()}


def trigger(word: str) -> "Trigger":
    """Return the trigger of this name, with - or _ in it. Raises `BadInputError`."""
    from states.post import Trigger

    return one_of(Trigger, word, _("There is no move %(word)r"))


def way(word: str) -> "DecisionWay":
    """Return how a decision was told. Raises `BadInputError` for another word."""
    from states.post import DecisionWay

    return one_of(DecisionWay, word, _("There is no way %(word)r"))


def state(word: str) -> "PostState":
    """Return the state of this name, with - or _ in it. Raises `BadInputError`."""
    from states.post import PostState

    return one_of(PostState, word, _("There is no state %(word)r"))


def notice_state(word: str) -> "NoticeState":
    """Return the state of a notice of this name. Raises `BadInputError`."""
    from vorlauf.db.tables import NoticeState

    return one_of(NoticeState, word, _("There is no state of a notice %(word)r"))


def pairs(given: Iterable[str] | None, option: str) -> dict[str, str]:
    """Return what was said as NAME=VALUE, by name. Raises `BadInputError`."""
    from states.messages import Quoted, msg

    found = {}
    for one in given or ():
        name, equals, meant = one.rpartition("=")
        if not equals or not name.strip():
            raise BadInputError(
                msg(
                    "{option} {text}: write NAME=VALUE.",
                    option=option,
                    text=Quoted(one[:80]),
                )
            )
        found[name] = meant.strip()
    return found


def _pairs(given: Sequence[str], no_pair: str, twice: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in given:
        channel, equals, value = word.partition("=")
        if not equals:
            raise BadInputError(no_pair % {"word": word})
        if channel.strip() in found:
            raise BadInputError(twice % {"channel": channel.strip()})
        found[channel.strip()] = value
    return found


def one_of(names: type[_Name], word: str, unknown: str) -> _Name:
    """Return the name that a word means; `unknown` begins the sentence for another.

    Raises `BadInputError`.
    """
    from vorlauf.spelling import nearest

    plain = word.strip().casefold().replace("-", "_")
    known = [name.value for name in names]
    if plain in known:
        return names(plain)
    if meant := nearest(plain, known):
        hint = _(", did you mean %(word)r?", word=meant)
    else:
        hint = _("; there are %(words)s.", words=", ".join(known))
    raise BadInputError(unknown % {"word": word} + hint)


def _read(text: str) -> datetime:
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # 30 February; the sentence below is the same
    raise BadInputError(
        _("%(text)r is no date with an hour; write it as 2026-12-03 10:00.", text=text)
    )


def _in_utc(read: datetime, text: str) -> datetime:
    try:
        return read.astimezone(UTC)
    except OverflowError as error:
        raise BadInputError(
            _("%(text)r is no date that a plan can have.", text=text)
        ) from error
