"""Password hashing: by argon2id with its library's own parameters."""

import unicodedata
from functools import cache
from secrets import token_urlsafe
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vorlauf.threads import giving_way, half_of_the_processors

_HASHER: Final = PasswordHasher()
# Each takes 64 MiB and four threads; whoever sends a hundred passwords at once waits
# for their turn, and everybody else for none.
_TURNS: Final = giving_way("passwords", half_of_the_processors())


def hashed(password: str) -> str:
    """Return a hash to keep; it takes some fifty milliseconds on purpose."""
    return _TURNS.submit(_HASHER.hash, _octets(password)).result()


def fits(kept: str | None, password: str) -> bool:
    """Say whether this is the password of a hash; without one it takes as long."""
    nobodys = _nobodys()
    try:
        turn = _TURNS.submit(_HASHER.verify, kept or nobodys, _octets(password))
        is_right = turn.result()
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and is_right


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(kept)


def _octets(password: str) -> bytes:
    # The same umlaut is one sign on one keyboard and two on another.
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")


@cache
def _nobodys() -> str:
    return hashed(token_urlsafe())
