"""Look-alikes: letters that are taken for one another, and the scripts of a text."""

import re
import unicodedata
from functools import cache
from typing import Final, Literal

from confusable_homoglyphs import categories, confusables

# Not every script that mixes with another one is odd: Japanese is written in three.
_EAST_ASIAN: Final = frozenset({"HAN", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})
# Marks that take no place of their own; TR39 knows letters that look like the others.
_MARKS: Final = frozenset({"Mn", "Me"})
_SHARED: Final = frozenset({"COMMON", "INHERITED"})
_LATIN: Final = re.compile(r"(?:.* )?LATIN (?:.* )?LETTER (?:.* )?([A-Z])(?: WITH .*)?")
# No text needs more rounds until nothing changes; the bound is for what is odd.
_ROUNDS: Final = 6
# Mathematical alphanumerics, letters and digits in circles and squares, wide ones.
_STYLED: Final = re.compile(
    "[\U0001d400-\U0001d7ff\u2460-\u24ff\U0001f130-\U0001f189\uff10-\uff5a]"
)
_MARK: Final = "\N{LEFT-TO-RIGHT MARK}"


def scripts(text: str) -> frozenset[str]:
    """Return the scripts of the letters of a text, by their names in Unicode."""
    letters = filter(str.isalpha, unicodedata.normalize("NFKC", text))
    found = {categories.alias(letter) for letter in letters} - _SHARED
    return frozenset("HAN" if one in _EAST_ASIAN else one for one in found)


def skeleton(text: str) -> str:
    """Return a text as all that look like it have it; it is for comparing alone.

    It is the skeleton of Unicode TR39, which letters with and without marks, small and
    capital ones, and i, l and 1 have in common as well.
    """
    for _ in range(_ROUNDS):
        seen = "".join(map(_prototype, _without_marks(text, "NFD")))
        plain = "".join(map(_prototype, _without_marks(seen, "NFKD")))
        folded = "".join(map(_plain_latin, plain.casefold()))
        if folded == text:
            break
        text = folded
    return text.replace("i", "l")


def _without_marks(text: str, form: Literal["NFD", "NFKD"]) -> str:
    apart = unicodedata.normalize(form, text)
    return "".join(one for one in apart if unicodedata.category(one) not in _MARKS)


def _prototype(letter: str) -> str:
    """Return what TR39 has a letter look like."""
    return _prototypes().get(letter, letter)


@cache
def _prototypes() -> dict[str, str]:
    """Return for each letter what all that look like it have in common."""
    found: dict[str, str] = {}
    alike = _listed()
    for letter in alike:
        if letter in found:
            continue
        together, new = {letter}, [letter]
        while new:
            more = alike.get(new.pop(), set()) - together
            together |= more
            new += more
        found.update(dict.fromkeys(together, min(together, key=_rank)))
    return found


def _listed() -> dict[str, set[str]]:
    """Return what the library lists, in both directions."""
    listed: dict[str, set[str]] = {}
    for key, others in confusables.confusables_data.items():
        # Letters that are written to the left have marks of direction around them.
        names = {str(other["c"]).strip(_MARK) for other in others}
        listed.setdefault(key.strip(_MARK), set()).update(names)
    return listed


def _rank(one: str) -> tuple[object, ...]:
    """Rank several letters (rn for m) before one, and l before I and 1."""
    is_plain = one.isascii() and one.isalpha()
    return (len(one) == 1, not is_plain, one.isupper(), len(one), one)


@cache
def _plain_latin(letter: str) -> str:
    """Return the letter that a rare form of it is called after, such as ʀ and ɓ."""
    if letter.isascii():
        return letter
    found = _LATIN.fullmatch(unicodedata.name(letter, ""))
    return found[1].lower() if found else letter


def styled_words(text: str) -> tuple[str, ...]:
    """Return the words in letters that only look bold, italic or framed, each once.

    They are signs of mathematics: programs that read aloud spell them out or skip them.
    """
    found = (word for word in text.split() if any(map(_is_styled, word)))
    return tuple(dict.fromkeys(found))


def _is_styled(letter: str) -> bool:
    if not _STYLED.match(letter):
        return False
    plain = unicodedata.normalize("NFKD", letter)
    return plain != letter and any(map(str.isalnum, plain))
