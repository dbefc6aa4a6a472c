"""Examples: the rows by which a template shows how it is filled in."""

from functools import cache
from typing import Final

from notifications.i18n.translation import translate
from notifications.letters.labels import ENGLISH, GERMAN
from states.messages import msg
from vorlauf.sheets.fields import folded

# What stands where other rows have a number, folded.
EXAMPLE: Final = frozenset({"beispiel", "example"})
TITLES: Final = (
    msg("A day with the fire brigade"),
    msg("Two houses, one channel"),
    msg("A post whose text comes later"),
)


@cache
def example_titles() -> frozenset[str]:
    """Return the titles of the examples in both languages, folded."""
    return frozenset(
        folded(translate(title, language))
        for title in TITLES
        for language in (GERMAN, ENGLISH)
    )
