"""The table of inquiries: questions of parliament, and requests for information."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from states.inquiries import InquiryKind
from vorlauf.db.columns import one_of, own_key


class InquiryState(StrEnum):
    """Where an inquiry stands; one that is `dropped` was withdrawn or kept in error."""

    OPEN = "open"
    FROZEN = "frozen"
    RELEASED = "released"
    DROPPED = "dropped"


class Inquiry(SQLModel, table=True):
    """A question put to the government, as it stands in the register.

    `drs` is its number among the printed papers, `predecessor` that of the inquiry it
    follows, `series` what several of them are about. `asked_by` is a name as text.
    The clock runs from `dispatched`; `answer_on` is a last day that holds instead, and
    `extended` the days that were added. `questions` are the single questions with
    their answers. `before` holds what the last change has changed, as JSON.
    """

    __table_args__ = (
        CheckConstraint(one_of("kind", InquiryKind), name="kind"),
        CheckConstraint(one_of("state", InquiryState), name="state"),
        CheckConstraint("row_version > 0", name="counters"),
        CheckConstraint("extended >= 0", name="extended"),
        Index("ix_inquiry_state", "state"),
    )

    id: int = own_key()
    kind: str
    drs: str
    topic: str
    asked_by: str
    predecessor: str
    series: str
    house: str
    file_number: str
    dispatched: date | None
    received: date | None
    answer_on: date | None
    extended: int
    preface: str
    note: str
    questions: list[dict[str, Any]] = Field(sa_type=JSON)
    state: str
    reason: str
    added_at: datetime
    added_by: str
    row_version: int
    before: str
