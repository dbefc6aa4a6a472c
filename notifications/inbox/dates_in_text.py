"""Dates in text: where a text names a day, in German or in English, and which."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from babel.dates import get_month_names


@dataclass(frozen=True, kw_only=True)
class DateMention:
    """A day of the year that a text names from `start` to `end`; often no year."""

    start: int
    end: int
    day: int
    month: int
    year: int | None


def _month_numbers() -> dict[str, int]:
    names = {"jänner": 1, "maerz": 3, "mrz": 3, "sept": 9}
    for width in ("wide", "abbreviated"):
        for language in ("de", "en"):
            for number, name in get_month_names(width, locale=language).items():
                names[name.rstrip(".").lower()] = number
    return names


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
_NEAR: Final = 40  # characters between the two days of a range


def mentions(text: str) -> list[DateMention]:
    """Return the days that a text names, in its order."""
    found = sorted(
        (one for form in _FORMS for one in _named(form, text)),
        key=lambda one: (one.start, -one.end),
    )
    kept: list[DateMention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept += _with_neighbour(text, one, kept[-1].end if kept else 0)
    return kept


def _named(form: re.Pattern[str], text: str) -> Iterator[DateMention]:
    for match in form.finditer(text):
        said = match.groupdict()
        day = int(said["day"])
        month = _MONTHS.get((said.get("name") or "").lower(), 0) or int(said["month"])
        if month > max(_MONTHS.values()) and "/" in match.group():
            day, month = month, day
        yield DateMention(
            start=match.start(),
            end=match.end(),
            day=day,
            month=month,
            year=_year(said["year"]),
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
