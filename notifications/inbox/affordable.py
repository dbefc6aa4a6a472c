"""Affordable mails: which mails a parser may be given, and with how long headers."""

from email.policy import Compat32
from typing import Final

from notifications.inbox import headers

# The parser looks at every line once for each multipart it may be in.
_MOST_LOOKS: Final = 10_000_000
_MOST_DASHES: Final = 5000  # lines that may begin a part
_LONGEST_HEAD: Final = 256 * 1024  # octets
_IN_A_MAZE: Final = 64 * 1024  # octets of a mail that would cost more


class Bounded(Compat32):
    """Reads as the library always did, but no header longer than anybody writes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Cut the value: taking parameters apart costs the square of its length."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[: headers.LONGEST_HEADER]


def is_affordable(raw: bytes) -> bool:
    """Say whether a mail may be taken apart; some are made to keep a reader busy."""
    looks = raw.lower().count(b"boundary") * raw.count(b"\n")
    head = raw.replace(b"\r", b"").partition(b"\n\n")[0]
    is_maze = looks > _MOST_LOOKS or raw.count(b"\n--") > _MOST_DASHES
    return not is_maze and len(head) <= _LONGEST_HEAD


def affordable(raw: bytes) -> bytes:
    """Return a mail, or its beginning if it would cost too much."""
    return raw if is_affordable(raw) else raw[:_IN_A_MAZE]
