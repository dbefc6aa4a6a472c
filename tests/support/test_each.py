"""What the tests' own table of cases promises."""

import pytest
from each import each


def test_every_case_is_tried_and_all_that_fail_are_named():
    tried = []

    @each("number", [1, 2, 3, 4])
    def is_odd(number):
        tried.append(number)
        assert number % 2

    with pytest.raises(AssertionError, match=r"2 of 4 cases:\n.*2.*\n.*4"):
        is_odd()
    assert tried == [1, 2, 3, 4]


def test_it_can_be_stacked_and_takes_several_values():
    tried = set()

    @each("letter", "ab")
    @each(("one", "other"), [(1, 2), pytest.param(3, 4, id="more")])
    def note(letter, one, other):
        tried.add((letter, one, other))

    note()

    assert tried == {(x, *pair) for x in "ab" for pair in ((1, 2), (3, 4))}


def test_what_breaks_or_does_not_raise_is_a_case_that_fails():
    @each("text", ["x", "1"])
    def is_refused(text):
        with pytest.raises(ValueError, match="invalid"):
            int(text)

    with pytest.raises(AssertionError, match=r"1 of 2 cases:\n.*DID NOT RAISE"):
        is_refused()


@each("number", [1, 2])
def test_what_else_the_test_takes_are_fixtures(tmp_path, number):
    (tmp_path / str(number)).touch()

    assert len(list(tmp_path.iterdir())) == number


def test_cases_that_take_long_to_make_are_made_by_the_test():
    made = []

    def cases():
        made.append("once")
        return [1, 2]

    @each("number", cases)
    def is_one(number):
        assert number == 1

    assert made == []
    with pytest.raises(AssertionError, match=r"1 of 2 cases:\n.*2"):
        is_one()
    assert made == ["once"]


def test_a_function_that_makes_no_case_is_a_test_that_fails():
    @each("number", list)
    def is_one(number):
        assert number == 1

    with pytest.raises(AssertionError, match="there is nothing to try"):
        is_one()
