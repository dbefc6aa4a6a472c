"""Password rules: a password is long, and none that others would try first."""

import re
from typing import Final

from states.messages import msg, phrase
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError
from vorlauf.text import check_text

SHORTEST, LONGEST = 12, 256  # characters
# As many different characters at least; fewer are one key held down.
FEWEST_SIGNS: Final = 5
# Parts of names that are shorter occur in many a word.
_SHORTEST_PART: Final = 4

_COMMON: Final = re.compile(
    "password|passwort|kennwort|geheim|secret|qwertz|qwerty|asdfgh|yxcvbn|zxcvbn|"
    "hallo|hello|willkommen|welcome|letmein|iloveyou|ichliebedich|schatz|monkey|"
    "dragon|master|admin|administrator|changeme|test|sommer|winter|herbst|summer|"
    "spring|fruehling|frühling|montag|monday|januar|january|"
    "sachsen|dresden|leipzig|chemnitz|freistaat|ministerium|staatskanzlei|agentur|"
    "vorlauf|redaktion|kampagne|abc"
)
_ROWS: Final = (
    "0123456789" * 26,
    "9876543210" * 26,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopüasdfghjklöäyxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
)


def check(person: Person, password: str) -> None:
    """Raise `BadInputError` for what is no good password of this person."""
    check_text(phrase("subject", "The password"), password)
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInputError(
            msg(
                "A password has {shortest} to {longest} characters, this one "
                "{length}; several words with blanks between them are a "
                "good one.",
                shortest=SHORTEST,
                longest=LONGEST,
                length=len(password),
            )
        )
    plain = password.casefold()
    if any(part in plain for part in _own(person)):
        raise BadInputError(
            msg("The password holds your name or your address; leave them out.")
        )
    if _is_common(plain):
        raise BadInputError(
            msg(
                "This password is among those that are tried first; choose another one."
            )
        )


def _own(person: Person) -> set[str]:
    words = f"{person.name} {person.key} {person.email.partition('@')[0]}".casefold()
    parts = {*words.split(), *re.split(r"[\W_]+", words)}
    return {part for part in parts if len(part) >= _SHORTEST_PART}


def _is_common(plain: str) -> bool:
    left, found = _COMMON.subn("", plain)
    is_decorated = found > 0 and not any(sign.isalpha() for sign in left)
    has_few_signs = len(set(plain)) < FEWEST_SIGNS
    return has_few_signs or is_decorated or any(plain in row for row in _ROWS)
