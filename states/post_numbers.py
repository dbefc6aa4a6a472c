"""Numbers of posts: the year and a running number, as in "2027-042"."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"(\d{4})-(\d{3,6})", re.ASCII)
# More than any year has posts.
_YEAR: Final = 1_000_000


def post_number(year: int, running: int) -> str:
    """Return the number of a post; the running number has three digits or more."""
    return f"{year}-{running:03d}"


def running_number(number: str) -> int:
    """Return the running number within the year."""
    return int(number.partition("-")[2])


def number_order(number: str) -> int:
    """Return the place of a number among all: 2027-1000 comes after 2027-999.

    What is no number of a post has the place 0.
    """
    found = _NUMBER.fullmatch(number)
    return int(found[1]) * _YEAR + int(found[2]) if found else 0
