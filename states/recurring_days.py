"""Recurring days: what a year brings every time, as data, with the source of each rule.

A rule gives the one day that it means in a year. It is written as `10-03` (a month and
a day), `4 thu 04` or `last fri 11` (the nth weekday of a month), `wed before 11-23`, or
`easter+39` (days after Easter Sunday).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Protocol

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK: Final = 7
# The most days that may lie between Easter and a day that hangs on it.
_FROM_EASTER: Final = 100
_LAST: Final = "last"
_FIXED: Final = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_NTH: Final = re.compile(rf"([1-4]|last) ({'|'.join(_WEEKDAYS)}) (\d\d)", re.ASCII)
_BEFORE: Final = re.compile(rf"({'|'.join(_WEEKDAYS)}) before (\d\d)-(\d\d)", re.ASCII)
_EASTER: Final = re.compile(r"easter(?:([+-])(\d{1,3}))?", re.ASCII)


class YearlyRule(Protocol):
    """What names one day of every year."""

    def day_in(self, year: int) -> date:
        """Return the day in this year."""


@dataclass(frozen=True)
class FixedDay:
    """The same month and day in every year."""

    month: int
    day: int

    def day_in(self, year: int) -> date:
        """Return the day in this year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class NthWeekday:
    """The nth weekday (Monday is 0) of a month; -1 is the last one."""

    nth: int
    weekday: int
    month: int

    def day_in(self, year: int) -> date:
        """Return the day in this year."""
        if self.nth > 0:
            first = date(year, self.month, 1)
            ahead = (self.weekday - first.weekday()) % _WEEK
            return first + timedelta(days=ahead + _WEEK * (self.nth - 1))
        following = date(year + self.month // 12, self.month % 12 + 1, 1)
        return _before(following, self.weekday)


@dataclass(frozen=True)
class WeekdayBefore:
    """The last such weekday (Monday is 0) before a month and day."""

    weekday: int
    month: int
    day: int

    def day_in(self, year: int) -> date:
        """Return the day in this year."""
        return _before(date(year, self.month, self.day), self.weekday)


@dataclass(frozen=True)
class FromEaster:
    """So many days after Easter Sunday, or before it if they are negative."""

    days: int

    def day_in(self, year: int) -> date:
        """Return the day in this year."""
        return easter_sunday(year) + timedelta(days=self.days)


@dataclass(frozen=True, kw_only=True)
class RecurringDay:
    """A day that comes every year: its name, its rule, and who has set that.

    `announced` are the days of single years that were set otherwise.
    """

    name: str
    rule: YearlyRule
    source: str
    announced: Mapping[int, date] = field(default_factory=dict)

    def day_in(self, year: int) -> date:
        """Return the day in this year."""
        return self.announced.get(year) or self.rule.day_in(year)


# How a rule may be written in German.
_GERMAN: Final = dict(
    zip(("mo", "di", "mi", "do", "fr", "sa", "so"), _WEEKDAYS, strict=True)
) | {"letzter": _LAST, "letzte": _LAST, "vor": "before"}
_DOTTED: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?", re.ASCII)

_UN: Final = "Vereinte Nationen, Resolution {} der Generalversammlung"
RECURRING_DAYS: Final[Mapping[str, RecurringDay]] = {
    "notruf-112": RecurringDay(
        name="Europäischer Tag des Notrufs 112",
        rule=FixedDay(2, 11),
        source="Erklärung von Europäischem Parlament, Rat und Kommission, 2009",
    ),
    "frauentag": RecurringDay(
        name="Internationaler Frauentag",
        rule=FixedDay(3, 8),
        source=_UN.format("32/142"),
    ),
    "tag-des-waldes": RecurringDay(
        name="Internationaler Tag des Waldes",
        rule=FixedDay(3, 21),
        source=_UN.format("67/200"),
    ),
    "weltgesundheitstag": RecurringDay(
        name="Weltgesundheitstag", rule=FixedDay(4, 7), source="WHO, gegründet 1948"
    ),
    "girls-day": RecurringDay(
        name="Girls' Day und Boys' Day",
        rule=NthWeekday(4, 3, 4),
        source="Bundeskoordinierungsstelle, www.girls-day.de; 2025 wegen Ostern früher",
        announced={2025: date(2025, 4, 3)},
    ),
    "tag-der-arbeit": RecurringDay(
        name="Tag der Arbeit", rule=FixedDay(5, 1), source="SächsSFG § 1"
    ),
    "europatag": RecurringDay(
        name="Europatag", rule=FixedDay(5, 9), source="Schuman-Erklärung, 9. Mai 1950"
    ),
    "tag-der-pflege": RecurringDay(
        name="Tag der Pflege",
        rule=FixedDay(5, 12),
        source="International Council of Nurses; Geburtstag von Florence Nightingale",
    ),
    "tag-des-grundgesetzes": RecurringDay(
        name="Tag des Grundgesetzes",
        rule=FixedDay(5, 23),
        source="Verkündung des Grundgesetzes, BGBl. 1949 S. 1",
    ),
    "himmelfahrt": RecurringDay(
        name="Christi Himmelfahrt", rule=FromEaster(39), source="SächsSFG § 1"
    ),
    "weltumwelttag": RecurringDay(
        name="Weltumwelttag", rule=FixedDay(6, 5), source=_UN.format("2994 (XXVII)")
    ),
    "verkehrssicherheit": RecurringDay(
        name="Tag der Verkehrssicherheit",
        rule=NthWeekday(3, 5, 6),
        source="Deutscher Verkehrssicherheitsrat, seit 2005",
    ),
    "weltfluechtlingstag": RecurringDay(
        name="Weltflüchtlingstag", rule=FixedDay(6, 20), source=_UN.format("55/76")
    ),
    "offenes-denkmal": RecurringDay(
        name="Tag des offenen Denkmals",
        rule=NthWeekday(2, 6, 9),
        source="Deutsche Stiftung Denkmalschutz",
    ),
    "tag-der-deutschen-einheit": RecurringDay(
        name="Tag der Deutschen Einheit",
        rule=FixedDay(10, 3),
        source="Einigungsvertrag Art. 2 Abs. 2",
    ),
    "weltlehrertag": RecurringDay(
        name="Weltlehrertag", rule=FixedDay(10, 5), source="UNESCO, 1994"
    ),
    "tag-der-justiz": RecurringDay(
        name="Europäischer Tag der Justiz",
        rule=FixedDay(10, 25),
        source="Europarat und Europäische Kommission, 2003",
    ),
    "reformationstag": RecurringDay(
        name="Reformationstag", rule=FixedDay(10, 31), source="SächsSFG § 1"
    ),
    "vorlesetag": RecurringDay(
        name="Bundesweiter Vorlesetag",
        rule=NthWeekday(3, 4, 11),
        source="Stiftung Lesen, Die Zeit und Deutsche Bahn Stiftung",
    ),
    "buss-und-bettag": RecurringDay(
        name="Buß- und Bettag",
        rule=WeekdayBefore(2, 11, 23),
        source="SächsSFG § 1",
    ),
    "gewalt-gegen-frauen": RecurringDay(
        name="Tag gegen Gewalt an Frauen",
        rule=FixedDay(11, 25),
        source=_UN.format("54/134"),
    ),
    "ehrenamt": RecurringDay(
        name="Tag des Ehrenamtes", rule=FixedDay(12, 5), source=_UN.format("40/212")
    ),
    "menschenrechte": RecurringDay(
        name="Tag der Menschenrechte",
        rule=FixedDay(12, 10),
        source=_UN.format("423 (V)"),
    ),
}


def recurring_day(words: str) -> RecurringDay | None:
    """Return the day of the list by its key or name, or by a rule; None if it is none.

    >>> recurring_day("easter+39").day_in(2026)
    datetime.date(2026, 5, 14)
    """
    if (key := key_of(words)) in RECURRING_DAYS:
        return RECURRING_DAYS[key]
    rule = _rule(key)
    return RecurringDay(name=key, rule=rule, source="") if rule else None


def key_of(words: str) -> str:
    """Return how a day is kept: the key in the list, or the rule in plain English.

    >>> key_of("Tag der Pflege"), key_of("4 Do 04"), key_of("Mi vor 23.11.")
    ('tag-der-pflege', '4 thu 04', 'wed before 11-23')
    """
    plain = " ".join(words.lower().split())
    for key, one in RECURRING_DAYS.items():
        if plain in {key, one.name.lower()}:
            return key
    plain = _DOTTED.sub(lambda day: f"{day[2]:0>2}-{day[1]:0>2}", plain)
    plain = plain.replace("ostern", "easter")
    return " ".join(_GERMAN.get(word, word) for word in plain.split())


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar.

    The rule is the anonymous Gregorian one (Nature, 20 April 1876; Meeus 1991).

    >>> easter_sunday(2027)
    datetime.date(2027, 3, 28)
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _rule(plain: str) -> YearlyRule | None:
    if found := _FIXED.fullmatch(plain):
        return _fixed(int(found[1]), int(found[2]))
    if found := _NTH.fullmatch(plain):
        nth = -1 if found[1] == _LAST else int(found[1])
        month = int(found[3])
        is_month = 1 <= month <= 12  # noqa: PLR2004 - months of a year
        weekday = _WEEKDAYS.index(found[2])
        return NthWeekday(nth, weekday, month) if is_month else None
    if found := _BEFORE.fullmatch(plain):
        fixed = _fixed(int(found[2]), int(found[3]))
        weekday = _WEEKDAYS.index(found[1])
        return WeekdayBefore(weekday, fixed.month, fixed.day) if fixed else None
    if found := _EASTER.fullmatch(plain):
        days = int(f"{found[1] or ''}{found[2] or 0}")
        return FromEaster(days) if abs(days) <= _FROM_EASTER else None
    return None


def _fixed(month: int, day: int) -> FixedDay | None:
    """Return a day that every year has; 29 February is none."""
    try:
        date(2023, month, day)  # no leap year
    except ValueError:
        return None
    return FixedDay(month, day)


def _before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday - 1) % _WEEK + 1)
