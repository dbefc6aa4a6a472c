"""The calendar: a month or a week of slots, with holidays, blackouts and due dates."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components import filters
from dashboard.components.fair_share import fair_share
from dashboard.components.filters import FilterQuery, Month
from dashboard.lists import filter_bar
from dashboard.web.request import PageRequest
from states.deadlines import slack
from states.post import Role
from vorlauf.accounts import saved_filters
from vorlauf.directory.model import Blackout
from vorlauf.readmodels import calendar as asks
from vorlauf.readmodels.calendar import DueDuty
from vorlauf.readmodels.cards import PostCard
from vorlauf.workflow.steps import office_of

# The filters of the page; the span of time is its own.
NAMES: Final = ("q", "house", "channel", "person", "late")
# Posts and due dates of one day that are shown; of a week there is more room.
IN_A_MONTH, IN_A_WEEK = 4, 12
# In a crowded span of time every day shows fewer, so that the page stays a page.
POSTS_ON_A_PAGE, DUES_ON_A_PAGE = 48, 40
WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
_WEEK: Final = re.compile(r"(20[0-9]{2})-W([0-5][0-9])")


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """A post in the calendar; `days` is its slack, None while nobody owes anything."""

    card: PostCard
    days: int | None


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """A day: what is on it, and whether anybody works."""

    day: date
    is_here: bool
    is_today: bool
    holiday: str
    blackout: Blackout | None
    entries: Sequence[CalendarEntry]
    more: int
    dues: Sequence[DueDuty]
    more_dues: int

    @property
    def is_free(self) -> bool:
        """Say whether it is a weekend or a holiday."""
        return bool(self.holiday) or self.day.weekday() >= SATURDAY

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to be said of it."""
        return not (self.entries or self.dues or self.holiday or self.blackout)


@dataclass(frozen=True, kw_only=True)
class Span:
    """What the page shows: its weeks of days, its name, and the way to the next."""

    first: date
    last: date
    title: str
    before: str
    after: str
    other: str
    most: int
    month: Month | None

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]


def page(errand: PageRequest) -> Response:
    """Show a month, or a week."""
    asked = filters.asked(errand, NAMES)
    span, faults = _span(errand, asked)
    shows_dues = not _dues(errand)
    office = errand.directory.agency.office
    begins = [office.at(day, time.min) for day in [*span.days, span.last + DAY]]
    with errand.reading() as connection:
        around = errand.around(connection)
        wanted = filters.wanted(errand, asked, around)
        found = asks.posts_between(
            connection,
            errand.reach,
            wanted,
            begins,
            now=errand.now,
            most_a_day=span.most,
        )
        dues = asks.Dues(0, ())
        if shows_dues:
            dues = asks.dues_between(
                connection,
                errand.reach,
                wanted,
                begins[0],
                begins[-1],
                now=errand.now,
            )
        saved = saved_filters.of(connection, errand.person.key, "calendar")
    days = _days(errand, span, found, dues.rows)
    names = {"month": str(span.month)} if span.month else {"week": _week(span.first)}
    return errand.page(
        "calendar.html",
        span=span,
        weeks=[days[n : n + 7] for n in range(0, len(days), 7)],
        faults=[*asked.faults, *faults],
        shows_dues=shows_dues,
        unshown_dues=dues.count - len(dues.rows),
        today_href=_href(errand, asked),
        week_href=lambda day: _href(errand, asked, week=_week(day)),
        dues_href=asked.href("/calendar", **names, dues="0" if shows_dues else ""),
        bar=filter_bar.bar(
            errand,
            asked,
            path="/calendar",
            page="calendar",
            names=NAMES,
            stays={**names, "dues": "" if shows_dues else "0"},
            saved=saved,
        ),
        may_move=errand.person.role is Role.COORDINATOR,
    )


def _days(
    errand: PageRequest,
    span: Span,
    found: Sequence[asks.DayPosts],
    dues: Sequence[DueDuty],
) -> list[CalendarDay]:
    directory, words = errand.directory, errand.words
    office = directory.agency.office
    by_day: Mapping[date, list[DueDuty]] = defaultdict(list)
    for due in dues:
        by_day[words.local_day(due.due_at)].append(due)
    today = words.local_day(errand.now)
    cards = fair_share([len(one.cards) for one in found], POSTS_ON_A_PAGE)
    owed = min(
        fair_share([len(of) for of in by_day.values()], DUES_ON_A_PAGE), span.most
    )
    return [
        CalendarDay(
            day=day,
            is_here=span.month is None or day.month == span.month.number,
            is_today=day == today,
            holiday=office.calendar.holiday(day) or "",
            blackout=directory.campaign.blackout_on(day),
            entries=[_entry(errand, card) for card in one.cards[:cards]],
            more=one.count - len(one.cards[:cards]),
            dues=by_day[day][:owed],
            more_dues=len(by_day[day][owed:]),
        )
        for day, one in zip(span.days, found, strict=True)
    ]


def _entry(errand: PageRequest, card: PostCard) -> CalendarEntry:
    if card.due_at is None:
        return CalendarEntry(card=card, days=None)
    office = office_of(card.house_of_due, errand.directory)
    return CalendarEntry(card=card, days=slack(card.due_at, errand.now, office))


def _span(errand: PageRequest, asked: FilterQuery) -> tuple[Span, list[str]]:
    """Return what is to be shown, and a sentence for what makes no sense."""
    gettext = errand.words.gettext
    today = errand.words.local_day(errand.now)
    week, month = errand.query.get("week", ""), errand.query.get("month", "")
    if week:
        monday = _monday(week)
        if monday is not None:
            return _of_week(errand, asked, monday), []
        fault = gettext("“%(what)s” is no week; write it as in 2026-W48.")
        return _of_month(errand, asked, Month(today.year, today.month)), [
            fault % {"what": week[:20]}
        ]
    chosen = filters.month_of(month) if month else Month(today.year, today.month)
    if chosen is not None and _is_shown(chosen.first):
        return _of_month(errand, asked, chosen), []
    fault = gettext("“%(what)s” is no month; write it as in 2026-11.")
    return _of_month(errand, asked, Month(today.year, today.month)), [
        fault % {"what": month[:20]}
    ]


def _is_shown(day: date) -> bool:
    # The calendar of holidays knows the years from 1999 to 2100.
    return date(2000, 1, 1) <= day < date(2099, 12, 1)


def _of_month(errand: PageRequest, asked: FilterQuery, month: Month) -> Span:
    first = month.first - timedelta(days=month.first.weekday())
    last_day = month.later(1).first - DAY
    last = last_day + timedelta(days=6 - last_day.weekday())
    return Span(
        first=first,
        last=last,
        title=errand.words.month(month.first),
        before=_href(errand, asked, month=str(month.later(-1))),
        after=_href(errand, asked, month=str(month.later(1))),
        other=_href(errand, asked, week=_week(max(first, month.first))),
        most=IN_A_MONTH,
        month=month,
    )


def _of_week(errand: PageRequest, asked: FilterQuery, monday: date) -> Span:
    year, number, _ = monday.isocalendar()
    thursday = monday + 3 * DAY
    return Span(
        first=monday,
        last=monday + 6 * DAY,
        title=errand.words.gettext("Week %(number)s of %(year)s")
        % {"number": number, "year": year},
        before=_href(errand, asked, week=_week(monday - WEEK)),
        after=_href(errand, asked, week=_week(monday + WEEK)),
        other=_href(errand, asked, month=str(Month(thursday.year, thursday.month))),
        most=IN_A_WEEK,
        month=None,
    )


def _href(errand: PageRequest, asked: FilterQuery, **span: str) -> str:
    """Return another span of the calendar, seen as this one."""
    return asked.href("/calendar", **span, dues=_dues(errand))


def _dues(errand: PageRequest) -> str:
    return "0" if errand.query.get("dues", "1") == "0" else ""


def _week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def _monday(text: str) -> date | None:
    found = _WEEK.fullmatch(text)
    if found is None:
        return None
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return monday if _is_shown(monday) else None


PAGES: Final = {"calendar": page}
