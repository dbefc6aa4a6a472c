"""Numbers of posts: they are sorted as numbers, whatever length they have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.post_numbers import number_order, post_number, running_number

YEARS = st.integers(2000, 2100)
RUNNING = st.integers(1, 999_999)


@given(st.lists(st.tuples(YEARS, RUNNING), max_size=8))
def test_numbers_are_sorted_by_year_and_running_number(parts):
    numbers = [post_number(year, running) for year, running in parts]

    in_order = sorted(numbers, key=number_order)

    assert in_order == [post_number(*one) for one in sorted(parts)]
    assert [running_number(one) for one in numbers] == [one for _, one in parts]


@pytest.mark.parametrize(
    "number", ["", "2027", "2027-", "2027-01", "x", "\u0662027-001"]
)
def test_what_is_no_number_comes_first(number):
    assert number_order(number) == 0
