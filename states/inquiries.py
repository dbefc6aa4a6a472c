"""Inquiries: the kinds of questions put to the government, and when each is due.

The days come from the rules of the Landtag, which know no working days. They are
settings, because each term has rules of its own: `source` says where they stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class InquiryKind(StrEnum):
    """What kind of question it is."""

    MINOR = "minor"
    MAJOR = "major"
    QUESTION_TIME = "question_time"
    TRANSPARENCY = "transparency"


@dataclass(frozen=True, kw_only=True)
class InquiryClock:
    """How long an answer may take, in days from the dispatch; None if nobody has said.

    `extension_days` may be added once. More than `most_questions` are unusual.
    """

    days: int | None = None
    extension_days: int = 0
    most_questions: int | None = None
    source: str = ""


# Read in the rules of the 7th term, which are out of force since 1 October 2024; those
# of the 8th were not to be found. No period of the transparency act was found either.
CLOCKS: Final[Mapping[InquiryKind, InquiryClock]] = {
    InquiryKind.MINOR: InquiryClock(
        days=28,
        extension_days=14,
        most_questions=5,
        source="§ 56 Abs. 2 und 5 GO, 7. Wahlperiode (außer Kraft seit 1.10.2024)",
    ),
    InquiryKind.MAJOR: InquiryClock(
        days=70,
        source="§ 58 Abs. 3 GO, 7. Wahlperiode (außer Kraft seit 1.10.2024)",
    ),
    InquiryKind.QUESTION_TIME: InquiryClock(
        most_questions=2,
        source="Anlage 6 GO, 7. Wahlperiode (außer Kraft seit 1.10.2024)",
    ),
    InquiryKind.TRANSPARENCY: InquiryClock(),
}


def deadline(
    clock: InquiryClock, dispatched: date | None, answer_on: date | None, extended: int
) -> date | None:
    """Return the last day for the answer; None while it cannot be said.

    A day of its own (`answer_on`) counts before the clock. `extended` is in days.
    """
    if answer_on is not None:
        return answer_on
    if dispatched is None or clock.days is None:
        return None
    return dispatched + timedelta(days=clock.days + extended)
