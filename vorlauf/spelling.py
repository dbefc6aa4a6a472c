"""Spelling: the word that somebody probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from states.messages import Message, Quoted, phrase


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice most like `word`, whatever its case, or None."""
    by_folded = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> Message | str:
    """Return ", did you mean 'x'?" or, when nothing comes near, an empty text."""
    meant = nearest(word, choices)
    return (
        phrase("hint", ", did you mean {meant}?", meant=Quoted(meant)) if meant else ""
    )
