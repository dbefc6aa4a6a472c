import pytest

from notifications.delivery.mailer import Mailer
from notifications.delivery.rate_limit import RateLimit

URL = "smtp://127.0.0.1:25/?from=vorlauf@example.org"


class Watch:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def watch():
    return Watch()


def turns(watch, rate):
    return RateLimit(rate, clock=lambda: watch.now, sleep=watch.sleep)


def test_mails_are_spread_evenly_over_the_minute(watch):
    of_thirty_a_minute = turns(watch, 30)

    assert all(of_thirty_a_minute.wait(10) for _ in range(4))

    assert watch.slept == [2, 2, 2]


def test_who_comes_late_does_not_catch_up(watch):
    one_a_second = turns(watch, 60)
    one_a_second.wait(0)
    watch.now += 5

    assert one_a_second.wait(0)
    assert not one_a_second.wait(0.5)


def test_a_wait_that_is_too_long_is_refused_without_waiting_or_a_turn(watch):
    one_a_minute = turns(watch, 1)
    one_a_minute.wait(0)

    assert not one_a_minute.wait(59)
    assert watch.slept == []
    assert one_a_minute.wait(60)


def test_without_a_rate_nobody_waits(watch):
    unlimited = turns(watch, None)

    assert all(unlimited.wait(0) for _ in range(100))
    assert watch.slept == []


def test_a_mailer_keeps_to_the_rate_of_its_url(watch):
    with Mailer.from_url(f"{URL}&rate=60", sleep=watch.sleep) as mailer:
        assert mailer.wait_for_turn(0)
        assert not mailer.wait_for_turn(0.1)
        assert mailer.wait_for_turn(1)

    assert watch.slept == [pytest.approx(1, abs=0.5)]
