"""What was shown: a short mark of a proposal, by which it is taken as it was seen."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from states.messages import msg
from vorlauf.errors import BadInputError, ConflictError

# So many hexadecimal digits tell two proposals of one plan apart.
_DIGITS: Final = 12


def mark_of(slots: Mapping[str, datetime]) -> str:
    """Return the mark of a proposal: the same for the same slots (aware) by number."""
    lines = (f"{number} {slots[number].isoformat()}" for number in sorted(slots))
    return sha256("\n".join(lines).encode()).hexdigest()[:_DIGITS]


def check_shown(slots: Mapping[str, datetime], seen: str) -> None:
    """Raise unless `seen` is the mark of what is proposed now.

    `BadInputError` if none is given, `ConflictError` if something else was shown.
    """
    mark = mark_of(slots)
    if not seen:
        raise BadInputError(
            msg(
                "Say with --seen which proposal you saw; it stands below the list "
                "that the command shows without --take."
            )
        )
    if seen.strip().casefold() != mark:
        raise ConflictError(
            msg(
                "The plan has changed since {seen} was shown; something else is "
                "proposed now. Nothing was taken; look at it again without --take.",
                seen=seen,
            )
        )
