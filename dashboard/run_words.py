"""Words of the flows: their names, and what a run says of itself, for the reader.

Prefect's pages are English; there the runs say the same in English.
"""

import re
from collections.abc import Mapping
from typing import Final

from dashboard.language import Words

# Signs of a message that a page shows; what is longer stands in Prefect's pages.
LONGEST: Final = 300
_NUMBER: Final = re.compile(r"\b[0-9]{1,9}\b")
# The first, second, third number of a message, as the catalogue knows it.
_PLACES: Final = ("first", "second", "third")


def flow_label(words: Words, name: str) -> str:
    """Name a flow; one that is not known keeps its own name."""
    return _labels(words).get(name, name)


def message(words: Words, said: str) -> str:
    """Return what a run says of itself; what is not known stays as it is.

    >>> message(english, "3 sent, 0 failed")
    '3 sent, 0 failed'
    """
    numbers = _NUMBER.findall(said)
    if len(numbers) > len(_PLACES):
        return said[:LONGEST]
    values = dict(zip(_PLACES, numbers, strict=False))
    places = iter(_PLACES)
    # A sign of per cent is none of ours; it would be read as a place.
    plain = _NUMBER.sub(lambda _: f"%({next(places)})s", said.replace("%", "%%"))
    return (words.gettext(plain) % values)[:LONGEST] if plain else ""


def _labels(words: Words) -> Mapping[str, str]:
    gettext = words.gettext
    return {
        "remind": gettext("Reminders and mails"),
        "advance": gettext("What time moves"),
        "collect": gettext("Incoming mail"),
        "housekeep": gettext("The night's work"),
    }
