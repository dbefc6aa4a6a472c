"""Hours: times of day as plans write them; what is not clear is refused."""

import re
from datetime import datetime, time, timedelta
from typing import Final

from states.messages import Quoted, msg
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.sheets.cells import Cell

_TIME: Final = re.compile(
    r"(?:um |ab |ca\. ?|at )?(?P<hour>\d{1,2})"
    r"(?:(?P<mark>[:.h])(?P<minute>\d{2})(?::\d{2})?|h)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<said>uhr|h|o'clock)?",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(r"\s*(?:-|–|bis)\s*", re.IGNORECASE)  # noqa: RUF001
_NONE: Final = frozenset({"", "-", "–", "—", "?", "tbd", "offen", "noch offen", "n.n."})  # noqa: RUF001
_DAY_SECONDS, _NOON, _HOURS = 86_400, 12, 24


def read_time(cell: Cell) -> time | None:
    """Return the time of day in a cell, None for an empty one.

    A fraction of a day is a time, as is a whole number of hours; of "10:00-11:00" the
    beginning counts. Raises `UnreadCellError` for all that is not clear.
    """
    match cell:
        case None | bool():
            return None
        case time():
            return cell.replace(second=0, microsecond=0)
        case datetime():
            return cell.time().replace(second=0, microsecond=0)
        case timedelta():
            return _of_seconds(cell.total_seconds(), cell)
        case float():
            return _of_number(cell)
        case str():
            return _of_text(cell)
        case _:
            raise no_time(cell)


def _of_number(number: float) -> time:
    if 0 <= number < 1:
        return _of_seconds(round(number * _DAY_SECONDS), number)
    if number.is_integer() and 0 <= number < _HOURS:
        return time(int(number))
    raise no_time(f"{number:g}")


def _of_seconds(seconds: float, cell: Cell) -> time:
    if not 0 <= seconds < _DAY_SECONDS:
        raise no_time(cell)
    minutes = int(seconds + 30) // 60 % (_HOURS * 60)
    return time(minutes // 60, minutes % 60)


def _of_text(text: str) -> time | None:
    plain = " ".join(text.split())
    if plain.casefold() in _NONE:
        return None
    begin = _RANGE.split(plain, maxsplit=1)[0]
    found = _TIME.fullmatch(begin) or _TIME.fullmatch(plain)
    if found is None:
        raise no_time(text)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= _NOON:
            raise no_time(text)
        is_after_noon = found["half"][0] in "pP"
        hour = hour % _NOON + (_NOON if is_after_noon else 0)
    if hour >= _HOURS or minute >= 60:  # noqa: PLR2004
        raise no_time(text)
    return time(hour, minute)


def no_time(cell: Cell) -> UnreadCellError:
    """Return the refusal of what is no time of day."""
    return UnreadCellError(
        msg("{text} is no time; write it as 10:30.", text=Quoted(str(cell)[:80]))
    )
