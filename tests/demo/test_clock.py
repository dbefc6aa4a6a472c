from datetime import UTC, datetime, timedelta

from each import each

from vorlauf.demo.clock import offset
from vorlauf.demo.sample import sample
from vorlauf.directory.loader import parse
from vorlauf.setting_meanings import MONTH

OFFICE = parse(sample().decode()).agency.office
HOUR = timedelta(hours=1)


def shifted(real):
    return real + timedelta(seconds=offset(OFFICE, real))


def test_on_a_working_day_the_clock_is_the_real_one():
    assert offset(OFFICE, datetime(2026, 11, 20, 10, 30, tzinfo=UTC)) == 0


@each("hours", range(0, 24 * 21, 5))
def test_at_any_hour_it_is_a_working_morning_or_noon(hours):
    # Over Christmas and New Year, when nobody works for days.
    now = shifted(datetime(2026, 12, 18, tzinfo=UTC) + hours * HOUR)

    assert OFFICE.is_open(now)
    assert OFFICE.is_open(now + HOUR)
    assert OFFICE.hour_of(now).hour >= 10


def test_the_shift_goes_back_and_is_a_setting_that_can_be():
    for hours in range(0, 24 * 21, 5):
        real = datetime(2026, 12, 18, tzinfo=UTC) + hours * HOUR
        assert offset(OFFICE, real) <= 0
        assert offset(OFFICE, real) in MONTH
