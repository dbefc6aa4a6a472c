"""Numbers that an address or a form names."""

from typing import Final

# Every key and every version has fewer digits.
_MOST_DIGITS: Final = 9


def number_of(text: str) -> int:
    """Return the whole number of at most nine digits, 0 for any other text.

    No row has the key 0, and no page that number.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else 0
