"""The calendar: a month or a week of slots, with holidays, blackouts and due dates."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import Final

from starlette.responses import Response

from dashboard.components import filters, reminders
from dashboard.components.fair_share import fair_share
from dashboard.components.filters import FilterQuery, Month
from dashboard.components.hold_bar import hold_bar
from dashboard.components.post_flags import figures
from dashboard.components.reminders import ReminderButton
from dashboard.lists import filter_bar
from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.accounts import saved_filters
from vorlauf.directory.model import Blackout
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.readmodels import calendar as asks
from vorlauf.readmodels.calendar import DueDuty
from vorlauf.readmodels.cards import PostCard

# The filters of the page; the span of time is its own.
NAMES: Final = ("q", "house", "channel", "person", "owner", "late")
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
    """A post in the calendar, with what is offered about reminding of it.

    `days` is its slack, None while nobody owes anything, `short_by` by how many working
    days its slot is short, and `is_missed` says that the slot passed without approval.
    """

    card: PostCard
    days: int | None
    short_by: int
    is_missed: bool
    remind: ReminderButton | None


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


def page(request: PageRequest) -> Response:
    """Show a month, or a week."""
    asked = filters.asked(request, NAMES)
    span, faults = _span(request, asked)
    shows_dues = not _dues(request)
    office = request.directory.agency.office
    begins = [office.at(day, time.min) for day in [*span.days, span.last + DAY]]
    with request.reading() as connection:
        outlooks = request.outlooks(connection)
        wanted = filters.wanted(request, connection, asked)
        found = asks.posts_between(
            request.scope(connection),
            wanted,
            begins,
            most_a_day=span.most,
        )
        dues = asks.Dues(0, ())
        if shows_dues:
            dues = asks.dues_between(
                request.scope(connection),
                wanted,
                begins[0],
                begins[-1],
            )
        cards = (card for one in found for card in one.cards)
        buttons = reminders.on_cards(request, connection, cards)
        held = hold_bar(request, connection)
        saved = saved_filters.of(connection, request.person.key, "calendar")
    entry = partial(_entry, request, outlooks, buttons)
    days = _days(request, span, entry, found, dues.rows)
    names = {"month": str(span.month)} if span.month else {"week": _week(span.first)}
    return request.page(
        "calendar.html",
        held=held,
        span=span,
        weeks=[days[n : n + 7] for n in range(0, len(days), 7)],
        faults=[*asked.faults, *faults],
        shows_dues=shows_dues,
        unshown_dues=dues.count - len(dues.rows),
        today_href=_href(request, asked),
        week_href=lambda day: _href(request, asked, week=_week(day)),
        dues_href=asked.href("/calendar", **names, dues="0" if shows_dues else ""),
        bar=filter_bar.bar(
            request,
            asked,
            filter_bar.FilteredPage(path="/calendar", saved_as="calendar", names=NAMES),
            stays={**names, "dues": "" if shows_dues else "0"},
            saved=saved,
        ),
        may_move=request.person.role is Role.COORDINATOR,
    )


def _days(
    request: PageRequest,
    span: Span,
    entry: Callable[[PostCard], CalendarEntry],
    found: Sequence[asks.DayPosts],
    dues: Sequence[DueDuty],
) -> list[CalendarDay]:
    directory, words = request.directory, request.words
    office = directory.agency.office
    by_day: Mapping[date, list[DueDuty]] = defaultdict(list)
    for due in dues:
        by_day[words.local_day(due.due_at)].append(due)
    today = words.local_day(request.now)
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
            entries=[entry(card) for card in one.cards[:cards]],
            more=one.count - len(one.cards[:cards]),
            dues=by_day[day][:owed],
            more_dues=len(by_day[day][owed:]),
        )
        for day, one in zip(span.days, found, strict=True)
    ]


def _entry(
    request: PageRequest,
    outlooks: OutlooksNow,
    buttons: Mapping[int, ReminderButton],
    card: PostCard,
) -> CalendarEntry:
    days, short_by = figures(request, card, outlooks)
    step = card.step_of_due
    return CalendarEntry(
        card=card,
        days=days,
        short_by=short_by,
        is_missed=card.has_missed(request.now),
        remind=None if step is None else buttons.get(step),
    )


def _span(request: PageRequest, asked: FilterQuery) -> tuple[Span, list[str]]:
    """Return what is to be shown, and a sentence for what makes no sense."""
    gettext = request.words.gettext
    today = request.words.local_day(request.now)
    week, month = request.query.get("week", ""), request.query.get("month", "")
    if week:
        monday = _monday(week)
        if monday is not None:
            return _of_week(request, asked, monday), []
        fault = gettext("“%(what)s” is no week; write it as in 2026-W48.")
        return _of_month(request, asked, Month(today.year, today.month)), [
            fault % {"what": week[:20]}
        ]
    chosen = filters.month_of(month) if month else Month(today.year, today.month)
    if chosen is not None and _is_shown(chosen.first):
        return _of_month(request, asked, chosen), []
    fault = gettext("“%(what)s” is no month; write it as in 2026-11.")
    return _of_month(request, asked, Month(today.year, today.month)), [
        fault % {"what": month[:20]}
    ]


def _is_shown(day: date) -> bool:
    # The calendar of holidays knows the years from 1999 to 2100.
    return date(2000, 1, 1) <= day < date(2099, 12, 1)


def _of_month(request: PageRequest, asked: FilterQuery, month: Month) -> Span:
    first = month.first - timedelta(days=month.first.weekday())
    last_day = month.later(1).first - DAY
    last = last_day + timedelta(days=6 - last_day.weekday())
    return Span(
        first=first,
        last=last,
        title=request.words.month(month.first),
        before=_href(request, asked, month=str(month.later(-1))),
        after=_href(request, asked, month=str(month.later(1))),
        other=_href(request, asked, week=_week(max(first, month.first))),
        most=IN_A_MONTH,
        month=month,
    )


def _of_week(request: PageRequest, asked: FilterQuery, monday: date) -> Span:
    year, number, _ = monday.isocalendar()
    thursday = monday + 3 * DAY
    return Span(
        first=monday,
        last=monday + 6 * DAY,
        title=request.words.gettext("Week %(number)s of %(year)s")
        % {"number": number, "year": year},
        before=_href(request, asked, week=_week(monday - WEEK)),
        after=_href(request, asked, week=_week(monday + WEEK)),
        other=_href(request, asked, month=str(Month(thursday.year, thursday.month))),
        most=IN_A_WEEK,
        month=None,
    )


def _href(request: PageRequest, asked: FilterQuery, **span: str) -> str:
    """Return another span of the calendar, seen as this one."""
    return asked.href("/calendar", **span, dues=_dues(request))


def _dues(request: PageRequest) -> str:
    return "0" if request.query.get("dues", "1") == "0" else ""


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
