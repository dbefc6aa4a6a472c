"""Commitments: what the chain keeps of a personal value, so that it can be erased.

The chain covers HMAC-SHA-256 of a value under 16 random bytes of its own, its salt.
Without the salt nobody can try out which name it was; with it anybody can check.
"""

import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from vorlauf.errors import VorlaufError

SALT_BYTES: Final = 16
# What stands in the place of a value whose salt is gone.
ERASED: Final = "[…]"
_WORD: Final = b"vorlauf-audit-value-1\0"
_STEP: Final = re.compile(r"\.?([\w-]+)|\[(\d+)\]")


class CommitmentError(VorlaufError):
    """A value is not the one that was committed to; says its place."""


@dataclass(frozen=True)
class Commitments:
    """Commitments and salts of values by their place, as hexadecimal digits."""

    commitments: Mapping[str, str]
    salts: Mapping[str, str]


def commitment(place: str, salt: bytes, value: str) -> str:
    """Return the commitment to a value at a place, as 64 hexadecimal digits."""
    said = _WORD + place.encode() + b"\0" + value.encode()
    return hmac.digest(salt, said, "sha256").hex()


def bind(values: Mapping[str, str]) -> Commitments:
    """Commit to each value with a new salt."""
    drawn = os.urandom(SALT_BYTES * len(values))
    commitments, salts = {}, {}
    for at, (place, value) in enumerate(values.items()):
        salt = drawn[SALT_BYTES * at : SALT_BYTES * (at + 1)]
        commitments[place] = commitment(place, salt, value)
        salts[place] = salt.hex()
    return Commitments(commitments, salts)


def check(whole: Mapping[str, object], bound: Commitments) -> tuple[str, ...]:
    """Take the personal values out of a document; return the places of erased ones.

    None stands in the document where one was. Raises `CommitmentError` for a value that
    does not fit its commitment, or has lost its salt without being erased.
    """
    if not bound.salts.keys() <= bound.commitments.keys():
        raise CommitmentError(*(bound.salts.keys() - bound.commitments.keys()))
    for place, promised in bound.commitments.items():
        _check(place, _put(whole, place, None), bound.salts.get(place), promised)
    return tuple(one for one in bound.commitments if one not in bound.salts)


def _check(place: str, value: object, salt: str | None, promised: str) -> None:
    if salt is None:
        fits = value == ERASED
    else:
        fits = (
            isinstance(value, str)
            and len(salt) == 2 * SALT_BYTES
            and commitment(place, bytes.fromhex(salt), value) == promised
        )
    if not fits:
        raise CommitmentError(place)


def erase(whole: Mapping[str, object], place: str) -> None:
    """Write into a document that the value at a place is erased."""
    _put(whole, place, ERASED)


def _put(whole: Mapping[str, object], place: str, value: object) -> object:
    """Replace the value at a place; return what was there."""
    *way, last = _steps(place)
    holder: Any = whole
    for step in way:
        holder = holder[step]
    before, holder[last] = holder[last], value
    found: object = before
    return found


@lru_cache(maxsize=1024)
def _steps(place: str) -> tuple[str | int, ...]:
    found = _STEP.findall(place)
    return tuple(int(index) if index else name for name, index in found)
