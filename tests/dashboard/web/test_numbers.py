"""Numbers in addresses and forms: digits of ASCII, and no more than nine."""

import pytest

from dashboard.web.numbers import number_of


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("0042", 42), ("9" * 9, 10**9 - 1)]
)
def test_digits_are_a_number(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1.0", " 1", "٣", "²", "9" * 10])
def test_any_other_text_is_no_row_and_no_page(text):
    assert number_of(text) == 0
