from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.turnaround import Wait, at_the_same_time, learned, one_after_the_other

WAITS = st.lists(st.builds(Wait, st.integers(0, 30), st.booleans()), max_size=40)


def answers(*days):
    return learned(Wait(n) for n in days)


def test_with_nothing_open_it_is_what_was_seen():
    found = answers(1, 2, 2, 5)

    assert found.parts == pytest.approx((0, 0.25, 0.5, 0, 0, 0.25))
    assert (found.answered, found.open) == (4, 0)
    assert [found.within(n) for n in (-1, 0, 2, 9)] == pytest.approx([0, 0, 0.75, 1])


def test_an_open_request_says_that_it_takes_longer_than_so_far():
    # Freireich et al. (1963), weeks of remission under 6-MP: the textbook's example.
    done = (6, 6, 6, 7, 10, 13, 16, 22, 23)
    still = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)

    found = learned([*map(Wait, done), *(Wait(n, is_answered=False) for n in still)])

    survival = {n: 1 - found.within(n) for n in (6, 7, 10, 13, 16, 22, 23)}
    assert survival == pytest.approx(
        {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448},
        abs=0.001,
    )
    assert (found.answered, found.open) == (9, 12)


def test_of_fifteen_answers_the_thirteenth_is_the_eighty_percent_bound():
    assert answers(*range(1, 16)).bound(0.8) == 13
    assert answers(*range(1, 16)).bound(0.95) == 15


def test_a_bound_that_open_requests_hide_is_not_known():
    waits = [*map(Wait, range(1, 16)), *(Wait(20, is_answered=False) for _ in range(4))]

    assert learned(waits).bound(0.95) is None
    assert learned([]).bound(0.8) is None


def test_what_has_not_come_for_some_days_takes_at_least_as_long():
    left = answers(1, 2, 3, 4).after(3)

    assert left.parts == pytest.approx((0.5, 0.5))
    assert answers(1, 2).after(5).within(99) == 0


def test_two_steps_take_as_long_as_both_or_as_the_longer_one():
    first, second = answers(1, 3), answers(2, 2)

    assert one_after_the_other(first, second).parts == pytest.approx(
        (0, 0, 0, 0.5, 0, 0.5)
    )
    assert at_the_same_time(first, second).parts == pytest.approx((0, 0, 0.5, 0.5))


@given(WAITS)
def test_parts_are_parts_and_bounds_grow(waits):
    found = learned(waits)

    assert all(part >= 0 for part in found.parts)
    assert sum(found.parts) <= 1 + 1e-9
    assert found.answered + found.open == len(waits)
    known = [found.bound(chance) for chance in (0.5, 0.8, 0.95)]
    assert all(
        later is None or (sooner is not None and sooner <= later)
        for sooner, later in pairwise(known)
    )


@given(WAITS, WAITS)
def test_two_steps_never_take_less_than_one_of_them(one, other):
    first, second = learned(one), learned(other)

    for both in (one_after_the_other(first, second), at_the_same_time(first, second)):
        for days in range(0, 70, 7):
            assert both.within(days) <= min(first.within(days), second.within(days)) + (
                1e-9
            )
