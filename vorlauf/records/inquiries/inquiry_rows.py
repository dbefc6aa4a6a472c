"""Inquiry rows: what is known of an inquiry, as people write it and as it is kept."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final

from states.inquiries import InquiryKind
from vorlauf.db.inquiry_tables import InquiryState


@dataclass(frozen=True, kw_only=True)
class SingleQuestion:
    """One of the questions, and its answer as far as it is written."""

    words: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class InquiryWords:
    """What somebody writes of an inquiry, as the table `inquiry` has it."""

    kind: InquiryKind = InquiryKind.MINOR
    drs: str = ""
    topic: str
    asked_by: str = ""
    predecessor: str = ""
    series: str = ""
    house: str = ""
    file_number: str = ""
    dispatched: date | None = None
    received: date | None = None
    answer_on: date | None = None
    extended: int = 0
    preface: str = ""
    note: str = ""
    questions: tuple[SingleQuestion, ...] = ()


WORDS: Final = tuple(one.name for one in fields(InquiryWords))


@dataclass(frozen=True, kw_only=True)
class InquiryRow(InquiryWords):
    """An inquiry as it is kept; `added_by` is a name as text."""

    id: int
    state: InquiryState = InquiryState.OPEN
    reason: str = ""
    added_at: datetime
    added_by: str
    row_version: int = 1
    before: str = ""

    @property
    def words(self) -> InquiryWords:
        """What people write of it."""
        return InquiryWords(**{name: getattr(self, name) for name in WORDS})


# What a change may change, and an undo has to put back.
_CHANGEABLE: Final = (*WORDS, "state", "reason")
_DAYS: Final = ("dispatched", "received", "answer_on")


def columns_of(inquiry: InquiryRow) -> dict[str, Any]:
    """Return the columns of an inquiry."""
    row = {one.name: getattr(inquiry, one.name) for one in fields(inquiry)}
    questions = [asdict(one) for one in inquiry.questions]
    return {
        **row,
        "kind": inquiry.kind.value,
        "state": inquiry.state.value,
        "questions": questions,
    }


def inquiry_of(row: Mapping[str, Any]) -> InquiryRow:
    """Return the inquiry of a row."""
    return InquiryRow(**_typed(dict(row)))


def differing(before: InquiryRow, after: InquiryRow) -> tuple[str, ...]:
    """Return the names of what a change has changed."""
    return tuple(
        name for name in _CHANGEABLE if getattr(before, name) != getattr(after, name)
    )


def plain(inquiry: InquiryRow, names: tuple[str, ...]) -> dict[str, object]:
    """Return these parts of an inquiry as JSON values."""
    row = columns_of(inquiry)
    return {
        name: value.isoformat() if isinstance(value := row[name], date) else value
        for name in names
    }


def remembered(before: InquiryRow, names: tuple[str, ...]) -> str:
    """Return as JSON what a change of these parts has to put back."""
    return json.dumps(plain(before, names), ensure_ascii=False, sort_keys=True)


def put_back(inquiry: InquiryRow) -> InquiryRow:
    """Return an inquiry as it was before its last change."""
    said: dict[str, Any] = json.loads(inquiry.before)
    days = {name: date.fromisoformat(said[name]) for name in _DAYS if said.get(name)}
    return replace(inquiry, **_typed({**said, **days}))


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    kinds = {"kind": InquiryKind, "state": InquiryState}
    named: dict[str, Any] = {
        name: kind(row[name]) for name, kind in kinds.items() if name in row
    }
    if "questions" in row:
        questions = tuple(SingleQuestion(**one) for one in row["questions"])
        named["questions"] = questions
    return {**row, **named}
