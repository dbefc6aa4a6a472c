"""A clock that runs back: the log keeps its order, and somebody is told."""

from datetime import timedelta

import pytest

from vorlauf.db import audit_clock, audit_log
from vorlauf.db.engine import reading
from vorlauf.db.tables import Audit, table_of
from vorlauf.material import attestations

HOUR = timedelta(hours=1)


@pytest.fixture
def number(a_post):
    return a_post("smi")


def ask(desk, question, *more):
    with reading(desk.engine) as connection:
        return question(connection, *more)


def comment(desk, number, back):
    desk.now -= back
    desk.do(number, "withdraw", comment="zu früh")


@pytest.mark.slow
def test_the_log_keeps_its_order_and_stays_intact(desk, number):
    comment(desk, number, 3 * HOUR)

    lines = desk.file(number)
    assert [one.event for one in lines] == ["add", "withdraw"]
    assert lines[1].at < lines[0].at
    assert ask(desk, attestations.verify).ok
    assert ask(desk, audit_log.verify).ok


def test_the_line_with_which_it_ran_back_is_named(desk, number):
    comment(desk, number, 3 * HOUR)

    (found,) = ask(desk, audit_clock.dated_back)

    assert found.before - found.at == 3 * HOUR
    assert found.line == desk.rows(table_of(Audit))[-1].id


def test_what_a_long_sweep_dates_by_its_beginning_is_no_fault(desk, number):
    comment(desk, number, timedelta(minutes=10))

    assert ask(desk, audit_clock.dated_back) == []
    assert ask(desk, audit_clock.is_set_back, desk.now) is None


@pytest.mark.usefixtures("number")
def test_a_clock_before_the_last_line_is_set_back(desk):
    assert ask(desk, audit_clock.is_set_back, desk.now) is None
    assert ask(desk, audit_clock.is_set_back, desk.now - HOUR) == desk.now


def test_an_empty_log_knows_no_time(desk):
    assert ask(desk, audit_clock.is_set_back, desk.now) is None
    assert ask(desk, audit_clock.dated_back) == []
