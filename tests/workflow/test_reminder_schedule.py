"""Reminder schedule: which notices a step owes, and at which instants."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db.tables import Medium
from vorlauf.db.unit_of_work import NewStep
from vorlauf.workflow.reminder_schedule import notices_of

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YEAR = datetime(2023, 1, 1, tzinfo=UTC)
CORPUS_CHRISTI = {date(2023, 6, 8), date(2024, 5, 30)}


def a_step(due_at, kind=StepKind.REVIEW, house="smi", **more):
    return NewStep(
        kind=kind, house=house, asked="ines", due_at=due_at, escalate_at=None, **more
    )


def local(notices):
    return [f"{notice.due_at.astimezone(BERLIN):%d.%m. %H:%M}" for notice in notices]


def test_the_request_goes_out_now_and_the_reminders_around_the_due_day(directory, now):
    due = datetime(2023, 11, 14, 16, tzinfo=BERLIN)

    notices = notices_of(a_step(due), directory, now)

    assert local(notices) == [
        "18.09. 09:00",
        "13.11. 09:00",
        "14.11. 09:00",
        "16.11. 09:00",
    ]
    assert [notice.n for notice in notices] == [0, 1, 2, 3]
    assert [notice.purpose for notice in notices][:2] == ["review_request", "reminder"]


def test_what_begins_at_night_is_asked_for_in_the_morning(directory):
    friday_night = datetime(2023, 9, 22, 22, tzinfo=BERLIN)
    due = datetime(2023, 9, 25, 16, tzinfo=BERLIN)

    notices = notices_of(a_step(due), directory, friday_night)

    assert local(notices) == ["25.09. 09:00", "27.09. 09:00"]


@pytest.mark.parametrize(
    ("is_free", "reminded"), [(True, "07.06. 09:00"), (False, "08.06. 09:00")]
)
def test_corpus_christi_counts_for_the_houses_that_say_so(directory, is_free, reminded):
    smi = replace(directory.houses["smi"], corpus_christi=is_free, reminders=(-1,))
    there = replace(directory, houses={**directory.houses, "smi": smi})
    due = datetime(2023, 6, 9, 16, tzinfo=BERLIN)
    monday = datetime(2023, 6, 5, 9, tzinfo=BERLIN)

    assert local(notices_of(a_step(due), there, monday))[1:] == [reminded]


def test_nobody_is_reminded_of_publishing_before_the_slot(directory, now, slot):
    step = a_step(slot, StepKind.PUBLISH, "agentur")

    notices = notices_of(step, directory, now)

    assert local(notices) == ["21.11. 09:50", "24.11. 09:00"]
    assert notices[0].purpose is MailKind.PUBLISH_REQUEST


@pytest.mark.parametrize(
    ("approved", "asked"),
    [
        (time(10), "22.09. 16:50"),  # Friday, the slot is in the evening
        (time(16, 52), "22.09. 16:52"),
        (time(19), "22.09. 19:00"),
    ],
)
def test_an_evening_slot_is_never_asked_for_on_monday(directory, approved, asked):
    friday = date(2023, 9, 22)
    slot = datetime.combine(friday, time(20), BERLIN)
    step = a_step(slot, StepKind.PUBLISH, "agentur")

    notices = notices_of(step, directory, datetime.combine(friday, approved, BERLIN))

    assert local(notices)[0] == asked


def test_a_draft_is_not_asked_for_but_for_a_reason(directory, now, slot):
    step = a_step(slot, StepKind.DRAFT, "agentur")

    plain = notices_of(step, directory, now)
    after_a_no = notices_of(step, directory, now, request=MailKind.CHANGES_REQUESTED)

    assert {notice.purpose for notice in plain} == {"reminder"}
    assert after_a_no[0].purpose is MailKind.CHANGES_REQUESTED


def test_a_house_with_a_chat_gets_a_hint_with_the_request(directory, now, slot):
    smi = replace(directory.houses["smi"], notify=("json://127.0.0.1:9",))
    there = replace(directory, houses={**directory.houses, "smi": smi})

    mail, hint, *_ = notices_of(a_step(slot), there, now)

    assert (hint.medium, hint.recipient) == (Medium.CHAT, "smi")
    assert (hint.due_at, hint.purpose) == (mail.due_at, mail.purpose)


@given(
    minutes=st.integers(0, 2 * 366 * 24 * 60),
    days=st.integers(-5, 60),
    hour=st.times(),
    habits=st.tuples(
        st.lists(st.integers(-10, 10), unique=True, max_size=6), st.booleans()
    ),
)
def test_every_notice_finds_its_house_open(directory, minutes, days, hour, habits):
    offsets, is_free = habits
    smi = replace(
        directory.houses["smi"],
        reminders=tuple(offsets),
        reminder_hour=time(hour.hour, hour.minute),
        corpus_christi=is_free,
    )
    there = replace(directory, houses={**directory.houses, "smi": smi})
    now = NEW_YEAR + timedelta(minutes=minutes)

    request, *reminders = notices_of(a_step(now + timedelta(days)), there, now)

    instants = [notice.due_at for notice in reminders]
    assert all(smi.office.is_open(at) for at in [request.due_at, *instants])
    assert instants == sorted(set(instants))
    assert not instants or instants[0] > request.due_at >= now
    free = CORPUS_CHRISTI if is_free else set()
    assert free.isdisjoint(at.astimezone(BERLIN).date() for at in instants)
