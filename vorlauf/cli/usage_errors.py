"""Usage errors: what typer says of a command that is written wrongly, in German.

Typer hands over whole English sentences, so they are recognised here.
"""

import re
from functools import cache
from typing import Final

from vorlauf.cli.language import ENGLISH, language
from vorlauf.cli.language import gettext as _

SENTENCES: Final = (
    "Missing command.",
    "Missing argument '%(name)s'.",
    "Missing option '%(name)s'.",
    "No such command '%(name)s'.",
    "No such command '%(name)s'. Did you mean %(words)s?",
    "No such option: %(name)s (Possible options: %(words)s)",
    "No such option: %(name)s",
    "Got unexpected extra argument(s) (%(words)s)",
    "Option '%(name)s' requires an argument.",
    "Option '%(name)s' does not take a value.",
    "Invalid value for '%(name)s': %(reason)s",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be greater than or equal to %(number)s",
    "Input should be less than or equal to %(number)s",
)
_HOLE: Final = re.compile(r"%\\\((\w+)\\\)s")


def said(sentence: str) -> str:
    """Return a sentence of typer in the reader's language; others as they are."""
    if language() == ENGLISH:
        return sentence
    for known, shape in _shapes():
        if found := shape.fullmatch(sentence):
            values = {name: said(text) for name, text in found.groupdict().items()}
            return _(known, **values)
    # It may be a word of ours that stands for a value, as in "Missing argument 'POST'".
    return _(sentence)


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (known, re.compile(re.sub(_HOLE, r"(?P<\1>.+)", re.escape(known))))
        for known in SENTENCES
    )
