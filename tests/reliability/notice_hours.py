"""Figure 7: no notice is planned at an hour at which nobody is there.

Somebody is asked at a random instant of ten years, by a house with random habits, for
something due at a random instant. What Vorlauf then plans must lie in the office hours
of the house, on no holiday, in the order of the offsets, none left out and none twice:
exactly what `by_hand` finds on paper. Every third instant lies near a clock change, a
leap day, a holiday or a closing day.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from reliability.calendar_by_hand import Paper, berlin, holidays
from reliability.figures import Figure
from states.deadlines import LeadTimes
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db.unit_of_work import NewStep
from vorlauf.directory.model import Campaign, Directory, House, HouseKind
from vorlauf.workflow.reminder_schedule import notices_of

INSTANTS: Final = 200_000
FEW: Final = 4_000
SEED: Final = 20260306
FIRST, LAST = date(2020, 1, 1), date(2029, 12, 31)
HOUSES: Final = 60
_SPAN: Final = (LAST - FIRST).days
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class _Place:
    """A house with its habits, in the engine's words and on paper."""

    house: House
    directory: Directory
    paper: Paper


def run(*, short: bool) -> Figure:
    """Plan from so many random instants, and compare with what paper says."""
    tries = FEW if short else INSTANTS
    draw = Random(SEED)
    places = [_place(draw, index) for index in range(HOUSES)]
    odd = _odd_days(places)
    faults: Counter[str] = Counter()
    planned = 0
    for _ in range(tries):
        place = draw.choice(places)
        now = _instant(draw, odd)
        # What is due is due at a whole minute.
        due = now.replace(second=0) + timedelta(minutes=draw.randint(2, 86_400))
        instants = plan(place, now, due)
        planned += len(instants)
        faults.update(compare(place, now, due, instants))
    return judge(tries, planned, faults)


def judge(tries: int, planned: int, faults: Counter[str]) -> Figure:
    """Judge: no fault of any kind."""
    return Figure(
        number=7,
        title="instants of ten years, from 2020 to 2029",
        tried=tries,
        failed=faults.total(),
        promise="0 outside the hours, 0 on holidays, 0 skipped, 0 twice",
        kept=faults.total() == 0 and planned > tries,
        details=(
            f"{planned:,} notices planned, {faults['closed']} outside the hours, "
            f"{faults['holiday']} on holidays, {faults['skipped']} skipped, "
            f"{faults['extra']} too many, {faults['twice']} twice, {faults['urgent']} "
            f"urgent ones at another hour than they may, seed {SEED}"
        ),
    )


def plan(place: _Place, now: datetime, due: datetime) -> list[datetime]:
    """Return when the engine sends the request and the reminders of a review."""
    house = place.house
    step = NewStep(
        kind=StepKind.REVIEW,
        house=house.key,
        asked=house.contact,
        due_at=due,
        escalate_at=None,
    )
    notices = notices_of(step, place.directory, now)
    assert notices[0].purpose is MailKind.REVIEW_REQUEST
    return [notice.due_at for notice in notices]


def compare(
    place: _Place, now: datetime, due: datetime, instants: list[datetime]
) -> Iterator[str]:
    """Name every difference between what was planned and what paper says."""
    paper, house = place.paper, place.house
    for instant in instants:
        day = berlin(instant).date()
        if not paper.is_open(instant):
            yield "closed"
        if day in holidays(day.year, corpus_christi=paper.corpus_christi):
            yield "holiday"
    if house.mail_from(now, urgent=True) != paper.reached_from(now):
        yield "urgent"
    request = paper.mail_from(now, house.reminder_hour)
    told = berlin(request).date()
    later = paper.reminders(due, house.reminders, house.reminder_hour, request)
    wanted = [request, *(one for one in later if berlin(one).date() > told)]
    yield from ["twice"] * (len(instants) - len(set(instants)))
    yield from ["skipped"] * len(set(wanted) - set(instants))
    yield from ["extra"] * len(set(instants) - set(wanted))


def _place(draw: Random, index: int) -> _Place:
    opens = time(draw.randint(6, 9), draw.choice((0, 15, 30)))
    closes = time(draw.randint(13, 18), draw.choice((0, 30, 45)))
    closing = frozenset(
        FIRST + timedelta(days=draw.randrange(_SPAN))
        for _ in range(draw.randint(0, 40))
    )
    corpus_christi = index % 3 == 0
    campaign = Campaign(
        name="Mach was Wichtiges",
        zone=ZoneInfo("Europe/Berlin"),
        land="SN",
        opens=opens,
        closes=closes,
        close_of_business=closes,
        closing_days=closing,
        channels=("linkedin",),
    )
    house = House(
        key=f"h{index}",
        name=f"Ressort {index}",
        kind=HouseKind.MINISTRY,
        contact="contact",
        lead_times=LeadTimes(draft=1, assets=1, graphics=1, review=1, approval=1),
        reminders=tuple(sorted(draw.sample(range(-10, 8), draw.randint(1, 5)))),
        reminder_hour=time(draw.randint(opens.hour + 1, closes.hour - 1), 20),
        escalate_after=2,
        corpus_christi=corpus_christi,
        campaign=campaign,
    )
    directory = Directory(campaign=campaign, houses={house.key: house}, people={})
    return _Place(house, directory, Paper(opens, closes, closing, corpus_christi))


def _odd_days(places: list[_Place]) -> list[date]:
    """Return the days around which calendars go wrong."""
    days: set[date] = set()
    for place in places:
        days |= place.paper.closing_days
    for year in range(FIRST.year, LAST.year + 1):
        days |= holidays(year, corpus_christi=True)
        turns = (date(year, 3, 31), date(year, 10, 31), date(year, 12, 31))
        days |= {day - _DAY * back for day in turns for back in range(7)}
        days.add(date(year, 3, 1) - _DAY)
    return sorted(days)


def _instant(draw: Random, odd: list[date]) -> datetime:
    day = FIRST + timedelta(days=draw.randrange(_SPAN))
    if draw.random() < 1 / 3:
        day = draw.choice(odd) + timedelta(days=draw.randint(-1, 1))
    minute = timedelta(minutes=draw.randrange(24 * 60), seconds=draw.choice((0, 0, 1)))
    return datetime.combine(day, time(), UTC) + minute
