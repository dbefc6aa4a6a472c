"""Guards: an apostrophe before what a spreadsheet would take for a formula.

Each text is guarded in one way and read back as it was, also one that begins with
apostrophes itself.
"""

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
GUARD: Final = "'"


def looks_like_formula(text: str) -> bool:
    """Say whether a spreadsheet may take a text for a formula."""
    return text.startswith(FORMULA)


def looks_guarded(text: str) -> bool:
    """Say whether a text begins as one that `guarded` has written."""
    return text.startswith(GUARD) and text.lstrip(GUARD).startswith(FORMULA)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("'s ist gut")
    ("'=1+1", "''=1+1", "'s ist gut")
    """
    is_risky = looks_like_formula(text) or looks_guarded(text)
    return f"{GUARD}{text}" if is_risky else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` has made this of.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'s ist gut")
    ('=1+1', "'=1+1", "'s ist gut")
    """
    return text[1:] if looks_guarded(text) else text
