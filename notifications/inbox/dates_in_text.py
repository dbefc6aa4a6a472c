"""Dates in text: where a text names a day, in German or in English, and which."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from babel.dates import get_day_names, get_month_names


@dataclass(frozen=True, kw_only=True)
class DateMention:
    """A day of the year that a text names from `start` to `end`; often no year."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    has_slash: bool = False

    @property
    def american(self) -> "DateMention | None":
        """The same with month and day changed: 12/04 is a day of April or December."""
        if not self.has_slash or self.day > _DECEMBER:
            return None
        return replace(self, day=self.month, month=self.day)


def _month_numbers() -> dict[str, int]:
    names = {"jänner": 1, "maerz": 3, "mrz": 3, "sept": 9}
    for width in ("wide", "abbreviated"):
        for language in ("de", "en"):
            for number, name in get_month_names(width, locale=language).items():
                names[name.rstrip(".").lower()] = number
    return names


_DECEMBER: Final = 12
_MONTHS: Final = _month_numbers()
_MONTH: Final = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY: Final = r"(?P<day>\d{1,2})"
_TH: Final = r"(?:st|nd|rd|th)?"
_LONG_YEAR: Final = r"(?:,?\s(?P<year>20\d\d)\b)?"
_CLEAR: Final = r"(?<![\d./:+])"
_POINT: Final = r"\.(?P<year>\s?20\d\d\b|\d\d(?![\d:.]))?"
# A number without a point at its end may be a time: “15.30 Uhr”.
_NO_TIME: Final = r"(?![\d.:]|\s?(?:Uhr|h)\b)"
_FORMS: Final = tuple(
    re.compile(_CLEAR + form, re.IGNORECASE)
    for form in (
        r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})(?:{_POINT}|{_NO_TIME})",
        rf"{_DAY}/(?P<month>\d{{1,2}})(?:/(?P<year>20\d\d|\d\d))?(?![\d/])",
        rf"{_DAY}{_TH}\.?\s{{0,2}}(?:of )?{_MONTH}{_LONG_YEAR}",
        rf"\b{_MONTH}\s{_DAY}{_TH}\b(?![.:]\d){_LONG_YEAR}",
    )
)
_RANGE: Final = (
    r"\s{0,2}(?:-|\u2013|bis(?: zum| einschließlich)?|to|until|till|through|und|and)"
    r"\s{0,2}(?:the )?"
)
_DAY_BEFORE: Final = re.compile(rf"{_CLEAR}{_DAY}(?:st|nd|rd|th|\.)?{_RANGE}\Z")
_DAY_AFTER: Final = re.compile(
    rf"{_RANGE}{_DAY}{_TH}\b(?![.:/]\d|\.?\s{{0,2}}(?:of )?{_MONTH}){_LONG_YEAR}",
    re.IGNORECASE,
)
# Days that are named by what they are to the day of writing.
_WEEKDAYS: Final = {
    name.lower(): number
    for language in ("de", "en")
    for number, name in get_day_names("wide", locale=language).items()
}
_LEADS: Final = (
    r"\b(?:bis|until|till|through|ab|from|from the|on|am|vom|von)\s{1,2}"
    r"(?:(?:zum|einschließlich|einschliesslich|inkl\.|inklusive|including|next|this"
    r"|nächsten|nächste|kommenden|diesen|dem|den)\s{1,2}){0,3}"
)
_NO_DATE: Final = r"\b(?!\s?,?\s?\(?(?:dem |den |the )?\d)"
_BY_WEEKDAY: Final = re.compile(
    rf"{_LEADS}(?P<said>{'|'.join(_WEEKDAYS)})(?:abend|vormittag|nachmittag)?{_NO_DATE}",
    re.IGNORECASE,
)
_BY_END: Final = re.compile(
    r"\b(?:bis|until|till)\s{1,2}(?:zum\s|the\s)?"
    r"(?P<said>(?:ende|end)\s(?:der|dieser|of\s(?:the|this))\s(?:woche|week)"
    r"|(?:ende|end)\s(?:des|dieses|of\s(?:the|this))\s(?:monats|month)"
    r"|monatsende|morgen|tomorrow|heute|today|(?:ende\s)?kw\s?(?P<week>\d{1,2}))\b",
    re.IGNORECASE,
)
_FRIDAY: Final = 4
_WEEK: Final = 7
_NEAR: Final = 40  # characters between the two days of a range


def mentions(text: str, today: date) -> list[DateMention]:
    """Return the days that a text of `today` names, in its order."""
    dated = (one for form in _FORMS for one in _named(form, text))
    found = sorted(
        (*dated, *_by_weekday(text, today), *_by_end(text, today)),
        key=lambda one: (one.start, -one.end),
    )
    kept: list[DateMention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept += _with_neighbour(text, one, kept[-1].end if kept else 0)
    return kept


def _by_weekday(text: str, today: date) -> Iterator[DateMention]:
    for match in _BY_WEEKDAY.finditer(text):
        ahead = (_WEEKDAYS[match["said"].lower()] - today.weekday() - 1) % _WEEK + 1
        yield _meant(match, today + timedelta(days=ahead))


def _by_end(text: str, today: date) -> Iterator[DateMention]:
    for match in _BY_END.finditer(text):
        day = _end_of(match["said"].lower(), match["week"], today)
        if day is not None:
            yield _meant(match, day)


def _end_of(said: str, week: str | None, today: date) -> date | None:
    if week is not None:
        return _friday_of(int(week), today)
    if "woche" in said or "week" in said:
        return today + timedelta(days=max(_FRIDAY - today.weekday(), 0))
    if "mon" in said:
        following = today.replace(day=28) + timedelta(days=4)
        return following - timedelta(days=following.day)
    return today + timedelta(days=said in {"morgen", "tomorrow"})


def _friday_of(week: int, today: date) -> date | None:
    """Return the Friday of an ISO week, of the next year if it is over."""
    for year in (today.year, today.year + 1):
        try:
            day = date.fromisocalendar(year, week, _FRIDAY + 1)
        except ValueError:
            continue
        if day >= today:
            return day
    return None


def _meant(match: re.Match[str], day: date) -> DateMention:
    return DateMention(
        start=match.start("said"),
        end=match.end("said"),
        day=day.day,
        month=day.month,
        year=day.year,
    )


def _named(form: re.Pattern[str], text: str) -> Iterator[DateMention]:
    for match in form.finditer(text):
        said = match.groupdict()
        day = int(said["day"])
        month = _MONTHS.get((said.get("name") or "").lower(), 0) or int(said["month"])
        if month > _DECEMBER and "/" in match.group():
            day, month = month, day
        yield DateMention(
            start=match.start(),
            end=match.end(),
            day=day,
            month=month,
            year=_year(said["year"]),
            has_slash="/" in match.group(),
        )


def _year(said: str | None) -> int | None:
    return None if said is None else 2000 + int(said) % 100


def _with_neighbour(text: str, one: DateMention, begin: int) -> list[DateMention]:
    """Return a mention, and the other end of its range if that is a bare number."""
    offset = max(begin, one.start - _NEAR)
    if before := _DAY_BEFORE.search(text[offset : one.start]):
        start, end = offset + before.start("day"), offset + before.end("day")
        return [_bare(before, one, start, end, one.year), one]
    if text[one.end - 1].isdigit() and (after := _DAY_AFTER.match(text, one.end)):
        year = one.year or _year(after["year"])
        return [one, _bare(after, one, after.start("day"), after.end(), year)]
    return [one]


def _bare(
    found: re.Match[str], one: DateMention, start: int, end: int, year: int | None
) -> DateMention:
    day = int(found["day"])
    return DateMention(start=start, end=end, day=day, month=one.month, year=year)
