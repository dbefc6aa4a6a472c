"""Inquiries listed: the most urgent first, with last day and what is unusual."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from states.messages import Message
from vorlauf.db.call import Call
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.records.inquiries.inquiry_rows import InquiryRow
from vorlauf.records.inquiries.inquiry_words import warnings_of
from vorlauf.records.inquiries.register import last_day_of

_WAITING = frozenset({InquiryState.OPEN, InquiryState.FROZEN})


@dataclass(frozen=True, kw_only=True)
class ListedInquiry:
    """An inquiry with its last day; `days_left` is negative for a late one.

    Both are None while the day cannot be said. `answered` counts its questions that
    have an answer.
    """

    inquiry: InquiryRow
    last_day: date | None
    days_left: int | None
    answered: int
    warnings: tuple[Message, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether its answer has not been released yet."""
        return self.inquiry.state in _WAITING

    @property
    def is_late(self) -> bool:
        """Whether its last day is over, and it still waits."""
        return self.is_waiting and self.days_left is not None and self.days_left < 0


def listed(call: Call, inquiries: Iterable[InquiryRow]) -> list[ListedInquiry]:
    """Return inquiries, those that wait first, by their last day."""
    found = [_listed(call, one) for one in inquiries]
    return sorted(found, key=_urgency)


def _urgency(one: ListedInquiry) -> tuple[bool, date, int]:
    return (not one.is_waiting, one.last_day or date.max, one.inquiry.id)


def _listed(call: Call, inquiry: InquiryRow) -> ListedInquiry:
    last_day = last_day_of(inquiry, call.directory)
    is_waiting = inquiry.state in _WAITING
    return ListedInquiry(
        inquiry=inquiry,
        last_day=last_day,
        days_left=(last_day - call.today).days if last_day else None,
        answered=sum(bool(one.answer) for one in inquiry.questions),
        warnings=tuple(warnings_of(inquiry, call.directory)) if is_waiting else (),
    )
