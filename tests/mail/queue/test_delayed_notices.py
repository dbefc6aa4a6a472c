"""Delayed notices: found once their house should have had them for a working day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vorlauf.db.engine import reading
from vorlauf.jobs import metrics
from vorlauf.mail.queue.delayed_notices import delayed_notices

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


def found_at(desk, at):
    with reading(desk.engine) as connection:
        return delayed_notices(connection, desk.directory, at)


def test_a_notice_is_delayed_once_the_next_working_day_is_over(desk, asked):
    (number,) = asked("smi")
    due = desk.directory.house("smi").office
    next_day = due.calendar.add(due.day_of(desk.now), 1)

    in_time = found_at(desk, due.due_on(next_day))
    late = found_at(desk, due.due_on(next_day) + timedelta(minutes=1))

    assert in_time == []
    assert [(one.number, one.recipient) for one in late] == [(number, "ines")]


def test_free_days_are_no_delay(desk, asked):
    desk.now = datetime(2023, 10, 27, 15, tzinfo=BERLIN)  # the Friday before a holiday
    asked("smi")

    monday, wednesday = (
        datetime(2023, *day, 17, tzinfo=BERLIN) for day in ((10, 30), (11, 1))
    )

    assert found_at(desk, monday - timedelta(hours=2)) == []
    assert len(found_at(desk, wednesday)) == 1


def test_what_waits_for_its_day_is_not_delayed(desk, a_post):
    number = a_post("smi")
    desk.do(number, "request_assets")

    assert found_at(desk, desk.now) == []


def test_the_figures_count_what_is_delayed(desk, asked):
    asked("smi")
    later = desk.now + timedelta(days=5)

    text = metrics.exposition(desk.engine, later, None, desk.directory).decode()

    assert "vorlauf_notices_delayed 1.0" in text
