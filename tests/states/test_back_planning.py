"""Back-planning: who acts needs its own time, in its own calendar, until it closes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.deadlines import (
    ActingHouse,
    LeadTimes,
    Office,
    Party,
    Remaining,
    back_plan,
    earliest_slot,
    feasibility,
)
from states.office_hours import HalfDay
from states.post import StepKind
from states.working_days import calendar

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
NAMES = ("draft", "assets", "graphics", "review", "approval")
YULE = (
    HalfDay(month=12, day=24, until=time(12)),
    HalfDay(month=12, day=31, until=time(12)),
)


def office(close=time(16), half_days=(), **rules):
    return Office(
        calendar=calendar(**rules),
        zone=BERLIN,
        opens=time(8),
        closes=time(17),
        close_of_business=close,
        half_days=frozenset(half_days),
    )


def acting(house, days, **rules):
    return ActingHouse(house=house, days=days, office=office(**rules))


def party(house="smi", leads=(2, 5, 3, 3, 3), rules=None, **others):
    lead_times = LeadTimes(**dict(zip(NAMES, leads, strict=True)))
    return Party(
        house=house, lead_times=lead_times, office=office(**(rules or {})), **others
    )


def at(*moment):
    return datetime(*moment, tzinfo=BERLIN)


days_off = st.frozensets(st.dates(date(2026, 11, 1), date(2027, 6, 30)), max_size=20)
rules = st.fixed_dictionaries(
    {
        "closing_days": days_off,
        "corpus_christi": st.booleans(),
        "land": st.sampled_from(["SN", "ST", "BY"]),
        "close": st.sampled_from([time(12), time(16)]),
        "half_days": st.sampled_from([(), YULE]),
    }
)


@st.composite
def acting_houses(draw, house):
    if draw(st.booleans()):
        return None
    return acting(house, draw(st.integers(0, 12)), **draw(rules))


parties = st.builds(
    party,
    st.sampled_from(["smi", "smf"]),
    st.tuples(*[st.integers(0, 9)] * 5),
    rules,
    drafts=acting_houses("agentur"),
    draws=acting_houses("grafik"),
    approves=acting_houses("sk"),
)
slots = st.datetimes(
    datetime(2026, 12, 15),  # noqa: DTZ001, hypothesis adds the zone
    datetime(2027, 6, 30),  # noqa: DTZ001, same
    timezones=st.just(UTC),
)


def walked_back(calendar, day, days):
    while days or not calendar.is_working_day(day):
        day -= DAY
        days -= calendar.is_working_day(day) and days > 0
    return day


def by_hand(slot, one):
    """Plan as somebody with wall calendars would, a step after the other."""

    def who(other, own):
        return (other.office, max(other.days, own)) if other else (one.office, own)

    own = one.lead_times
    approver, approval = who(one.approves, own.approval)
    drawer, graphics = who(one.draws, own.graphics)
    drafter, draft = who(one.drafts, own.draft)
    day = walked_back(approver.calendar, slot.astimezone(BERLIN).date() - DAY, 0)
    dues = {"approval_due": (approver, day)}
    chain = (
        ("review_due", one.office, approver, approval),
        ("graphics_due", drawer, one.office, own.review),
        ("assets_due", one.office, drawer, graphics),
        ("request_by", one.office, one.office, own.assets),
        ("draft_by", drafter, drafter, draft),
    )
    for name, due_at, taken_by, days in chain:
        day = walked_back(due_at.calendar, walked_back(taken_by.calendar, day, days), 0)
        dues[name] = (due_at, day)
    return {name: closing(*due) for name, due in dues.items()}


def closing(office, day):
    hour = office.close_of_business
    if office.half_days and (day.month, day.day) in {(12, 24), (12, 31)}:
        hour = min(hour, time(12))
    return datetime.combine(day, hour, BERLIN).astimezone(UTC)


@given(slots, parties)
def test_each_step_is_counted_in_the_calendar_of_who_does_it(slot, one):
    found = back_plan(slot, [one])

    expected = by_hand(slot, one)
    assert {name: getattr(found, name) for name in expected} == expected


@given(slots, parties, st.sampled_from(StepKind), st.times(time(8), time(16)))
def test_the_earliest_slot_is_the_first_that_can_be_met(now, one, kind, hour):
    doing = Remaining(kind)
    found = earliest_slot(now, [one], doing, at=hour.replace(second=0, microsecond=0))

    assert feasibility(now, found, [one], doing).met
    day = found.astimezone(BERLIN).date()
    works = [one.office, one.acting("draft").office]
    for before in (day - n * DAY for n in count(1)):
        if before < now.astimezone(BERLIN).date():
            return
        if all(office.calendar.is_working_day(before) for office in works):
            slot = datetime.combine(before, found.astimezone(BERLIN).time(), BERLIN)
            assert not feasibility(now, slot, [one], doing).met
            return


@pytest.mark.parametrize(
    ("others", "because"),
    [
        ({"approves": acting("sk", 100)}, "sk"),
        ({"draws": acting("grafik", 100)}, "grafik"),
        ({"approves": acting("sk", 3), "draws": acting("grafik", 2)}, "smi"),
        ({"approves": acting("sk", 4)}, "smi"),
    ],
)
def test_the_answer_names_the_house_that_takes_most_of_the_time(others, because):
    one = party(**others)

    found = feasibility(at(2027, 2, 10, 9), at(2027, 2, 16, 10), [one], Remaining(KIND))

    assert (found.met, found.because) == (False, because)


KIND = StepKind.ASSETS


def test_no_approval_is_due_when_who_approves_is_closed():
    one = party(approves=acting("sk", 3, corpus_christi=True))

    # The slot is on the Friday after Corpus Christi, which the ministry does not keep.
    found = back_plan(at(2027, 5, 28, 10), [one])

    assert found.approval_due == at(2027, 5, 26, 16)


def test_what_is_due_on_a_half_day_is_due_when_it_ends():
    one = party(rules={"half_days": YULE}, approves=acting("sk", 3, half_days=YULE))

    assert back_plan(at(2026, 12, 28, 10), [one]).approval_due == at(2026, 12, 24, 12)


def test_a_half_day_is_open_until_its_end_and_no_mail_goes_after():
    house = office(half_days=YULE)

    assert house.is_open(at(2026, 12, 24, 11, 59))
    assert not house.is_open(at(2026, 12, 24, 12))
    assert house.nearest_open(date(2026, 12, 24), time(14)) == at(2026, 12, 24, 11, 50)
    assert house.next_open(at(2026, 12, 24, 12)) == at(2026, 12, 28, 8)


def test_the_half_day_of_a_year_goes_before_that_of_every_year():
    one = HalfDay(month=12, day=24, until=time(10), year=2026)
    house = office(half_days={*YULE, one})

    dues = [house.due_on(date(year, 12, 24)) for year in (2025, 2026)]
    assert dues == [at(2025, 12, 24, 12), at(2026, 12, 24, 10)]
