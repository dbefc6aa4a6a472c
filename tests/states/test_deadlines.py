from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.deadlines import (
    LeadTimes,
    NaiveTimeError,
    Office,
    Party,
    Remaining,
    back_plan,
    earliest_slot,
    feasibility,
)
from states.post import StepKind
from states.working_days import calendar

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


def office(zone="Europe/Berlin", close_of_business=time(16), **rules):
    return Office(
        calendar=calendar(**rules),
        zone=ZoneInfo(zone),
        opens=time(8),
        closes=time(17),
        close_of_business=close_of_business,
    )


def party(house="smi", leads=(2, 5, 3, 3, 3), **rules):
    names = ("draft", "assets", "graphics", "review", "approval")
    lead_times = LeadTimes(**dict(zip(names, leads, strict=True)))
    return Party(house=house, lead_times=lead_times, office=office(**rules))


def november(day, hour, minute=0):
    return datetime(2023, 11, day, hour, minute, tzinfo=BERLIN)


SLOT = november(24, 10)

instants = st.datetimes(
    datetime(2023, 1, 1),  # noqa: DTZ001, hypothesis adds the zone
    datetime(2024, 6, 30),  # noqa: DTZ001, same
    timezones=st.just(UTC),
)
parties = st.lists(
    st.builds(
        party,
        st.sampled_from(["smi", "smf", "sms"]),
        st.tuples(*[st.integers(0, 12)] * 5),
        corpus_christi=st.booleans(),
        zone=st.sampled_from(["Europe/Berlin", "Asia/Tokyo", "America/Lima"]),
        close_of_business=st.sampled_from([time(12), time(16), time(23, 59)]),
    ),
    min_size=1,
    max_size=3,
)
kinds = st.sampled_from(StepKind)
wanted = st.fixed_dictionaries({"assets": st.booleans(), "graphics": st.booleans()})


def walked_back(house, day, days):
    """Walk back day by day; without any days to go, only to a working day."""
    while not house.office.calendar.is_working_day(day):
        day -= DAY
    for _ in range(days):
        day -= DAY
        while not house.office.calendar.is_working_day(day):
            day -= DAY
    return day


def slow_dues(slot, house, *, assets, graphics):
    leads = house.lead_times
    days = {
        "approval_due": 0,
        "review_due": leads.approval,
        "graphics_due": leads.review,
        "assets_due": leads.graphics if graphics else 0,
        "request_by": leads.assets if assets else 0,
        "draft_by": leads.draft,
    }
    day = house.office.day_of(slot) - DAY
    dues = {}
    for name, lead in days.items():
        day = walked_back(house, day, lead)
        dues[name] = house.office.due_on(day)
    return dues


@settings(max_examples=60)
@given(instants, parties, wanted)
def test_back_planning_walks_back_day_by_day_in_each_house(slot, houses, needs):
    slow = [slow_dues(slot, house, **needs) for house in houses]

    plan = back_plan(slot, houses, **needs)

    assert plan.slot == slot
    for name in slow[0]:
        earliest = min(dues[name] for dues in slow)
        first = next(
            house.house
            for house, dues in zip(houses, slow, strict=True)
            if dues[name] == earliest
        )
        assert (getattr(plan, name), plan.because[name]) == (earliest, first)


def start_of(slot, house, kind, needs):
    return back_plan(slot, [house], **needs).start(kind)


def slow_short_by(now, slot, house, kind, needs):
    start = start_of(slot, house, kind, needs)
    if now <= start:
        return 0
    day, hour = house.office.day_of(start), house.office.hour_of(start)
    for days in count(1):
        day += DAY
        while not house.office.calendar.is_working_day(day):
            day += DAY
        if now <= house.office.at(day, hour):
            return days
    return None


def slow_earliest(now, houses, kind, at, needs):
    first = houses[0].office
    day = first.day_of(now)
    while True:
        slot = first.at(day, at)
        if all(
            now <= start_of(slot, house, kind, needs)
            and house.office.calendar.is_working_day(house.office.day_of(slot))
            for house in houses
        ):
            return slot
        day += DAY


@settings(max_examples=60)
@given(instants, instants, parties, kinds, wanted)
def test_what_is_missing_is_counted_house_by_house(now, slot, houses, kind, needs):
    slow = [slow_short_by(now, slot, house, kind, needs) for house in houses]

    found = feasibility(now, slot, houses, Remaining(kind, **needs))

    worst = max(slow)
    assert (found.met, found.short_by) == (worst == 0, worst)
    culprit = houses[slow.index(worst)].house if worst else None
    assert found.because == culprit


@settings(max_examples=60)
@given(instants, parties, kinds, st.times(), wanted)
def test_the_earliest_slot_is_found_day_by_day(now, houses, kind, at, needs):
    slow = slow_earliest(now, houses, kind, at, needs)

    assert earliest_slot(now, houses, Remaining(kind, **needs), at=at) == slow


@settings(max_examples=60)
@given(instants, instants, parties, kinds)
def test_the_earliest_slot_that_is_offered_can_be_met(now, slot, houses, kind):
    offered = feasibility(now, slot, houses, Remaining(kind)).earliest

    assert feasibility(now, offered, houses, Remaining(kind)).met


def test_a_plan_over_busstag_reads_as_in_the_office():
    plan = back_plan(SLOT, [party()])

    assert plan.approval_due == november(23, 16)
    assert plan.review_due == november(17, 16)
    assert plan.graphics_due == november(14, 16)
    assert plan.assets_due == november(9, 16)
    assert plan.request_by == november(2, 16)
    assert plan.draft_by == datetime(2023, 10, 30, 16, tzinfo=BERLIN)


def test_corpus_christi_gives_only_that_house_one_day_less():
    slot = datetime(2023, 6, 9, 10, tzinfo=BERLIN)

    works = back_plan(slot, [party("smi")])
    rests = back_plan(slot, [party("smi"), party("smf", corpus_christi=True)])

    assert works.approval_due == datetime(2023, 6, 8, 16, tzinfo=BERLIN)
    assert rests.approval_due == datetime(2023, 6, 7, 16, tzinfo=BERLIN)
    assert rests.because["approval_due"] == "smf"


def test_each_step_starts_when_the_one_before_it_is_due():
    plan = back_plan(SLOT, [party()])

    assert plan.start(StepKind.ASSETS) == plan.request_by
    assert plan.start(StepKind.GRAPHICS) == plan.due(StepKind.ASSETS)
    assert plan.start(StepKind.REVIEW) == plan.due(StepKind.GRAPHICS)
    assert plan.start(StepKind.APPROVAL) == plan.due(StepKind.REVIEW)
    assert plan.due(StepKind.APPROVAL) == plan.approval_due
    assert plan.due(StepKind.PUBLISH) == plan.slot


def test_a_post_without_pictures_needs_no_time_for_them():
    spared = back_plan(SLOT, [party()], assets=False, graphics=False)

    assert spared.request_by == spared.assets_due == spared.graphics_due


def test_one_minute_too_late_costs_a_working_day():
    start = back_plan(SLOT, [party()]).request_by
    ahead = Remaining(StepKind.ASSETS)

    in_time = feasibility(start, SLOT, [party()], ahead)
    late = feasibility(start + timedelta(minutes=1), SLOT, [party()], ahead)

    assert (in_time.met, in_time.short_by, in_time.because) == (True, 0, None)
    assert (late.met, late.short_by, late.because) == (False, 1, "smi")
    assert late.earliest == november(27, 10)


@pytest.mark.parametrize("ask", ["plan", "earliest", "feasible"])
def test_a_post_without_a_house_has_no_plan(ask):
    questions = {
        "plan": lambda: back_plan(SLOT, []),
        "earliest": lambda: earliest_slot(
            SLOT, [], Remaining(StepKind.REVIEW), at=time(10)
        ),
        "feasible": lambda: feasibility(SLOT, SLOT, [], Remaining(StepKind.REVIEW)),
    }

    with pytest.raises(ValueError, match="name a house"):
        questions[ask]()


@pytest.mark.parametrize("kind", StepKind)
def test_no_question_takes_a_time_without_a_zone(kind):
    naive = datetime.combine(date(2023, 11, 24), time(10))

    with pytest.raises(NaiveTimeError):
        back_plan(naive, [party()])
    with pytest.raises(NaiveTimeError):
        feasibility(naive, SLOT, [party()], Remaining(kind))
    with pytest.raises(NaiveTimeError):
        feasibility(SLOT, naive, [party()], Remaining(kind))


def test_a_lead_time_is_never_negative():
    with pytest.raises(ValueError, match="0 or more"):
        party(leads=(0, 0, 0, -1, 0))
