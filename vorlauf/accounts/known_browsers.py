"""Known browsers: those that have signed somebody in before, by a signed cookie.

The cookie opens nothing. It says that wrong passwords and wishes for links that come
from here are not a stranger's, so they have counters of their own: whoever guesses at
an account from elsewhere keeps nobody out of it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

# As long as browsers keep a cookie at most.
HOLDS: Final = timedelta(days=400)
# People who share a browser; the one who signed in last stands first.
MOST: Final = 4
_LABEL: Final = b"vorlauf: this browser has signed somebody in"
_LONGEST: Final = 4_000  # characters
_PARTS: Final = 4


def remembering(key: bytes, cookie: str, person: str, now: datetime) -> str:
    """Return the cookie of a browser that has just signed a person (a key) in.

    `cookie` is what it had before, `key` the one that signs links.
    """
    day = now.date().isoformat()
    others = [
        entry for entry, who, _ in _entries(key, cookie, now.date()) if who != person
    ]
    entry = _signed(key, f"{_written(person)}.{token_urlsafe(16)}.{day}")
    return "~".join([entry, *others[: MOST - 1]])


def known(key: bytes, cookie: str, now: datetime) -> Mapping[str, str]:
    """Return by the key of each person whom this browser has signed in its own id."""
    return {who: own for _, who, own in _entries(key, cookie, now.date())}


def _entries(key: bytes, cookie: str, today: date) -> Iterator[tuple[str, str, str]]:
    for entry in cookie[:_LONGEST].split("~")[:MOST]:
        parts = entry.split(".")
        if len(parts) == _PARTS and _is_ours(key, entry) and _holds(parts[2], today):
            # The store has no use for what would let others pass for this browser.
            own = sha256(f"{parts[0]}.{parts[1]}".encode()).hexdigest()
            yield entry, _read(parts[0]), own


def _signed(key: bytes, said: str) -> str:
    digest = hmac.digest(key, _LABEL + said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def _is_ours(key: bytes, entry: str) -> bool:
    said = entry.rpartition(".")[0]
    return hmac.compare_digest(_signed(key, said).encode(), entry.encode())


def _holds(day: str, today: date) -> bool:
    return today - date.fromisoformat(day) < HOLDS


def _written(person: str) -> str:
    return urlsafe_b64encode(person.encode()).decode().rstrip("=")


def _read(written: str) -> str:
    try:
        return urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode()
    except (Error, UnicodeDecodeError):  # pragma: no cover - we have signed it
        return ""
