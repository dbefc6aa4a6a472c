"""The tables of inquiries: questions of parliament, their evidence, and costs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index
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


class InquiryEvidence(SQLModel, table=True):
    """What a ready question to the database has answered, for a question of an inquiry.

    `asked` are its parameters, `result` its columns and rows as they were `as_of`, when
    the audit log ended with `head_hash`. `question` is counted from 1; 0 is for all.
    """

    __tablename__ = "inquiry_evidence"
    __table_args__ = (Index("ix_inquiry_evidence_inquiry_id", "inquiry_id"),)

    id: int = own_key()
    inquiry_id: int = Field(foreign_key="inquiry.id")
    question: int
    query: str
    asked: dict[str, Any] = Field(sa_type=JSON)
    result: dict[str, Any] = Field(sa_type=JSON)
    as_of: datetime
    saved_by: str
    head_id: int
    head_hash: str
    removed_at: datetime | None = None


class CostEntry(SQLModel, table=True):
    """One invoice: to whom, by which contract, how awarded, how much, for which posts.

    `gross_cents` is what was paid with tax. `posts` are numbers; without any it is for
    all of the campaign. `is_media` says that it paid for being shown, not for work.
    """

    __tablename__ = "cost_entry"
    __table_args__ = (
        CheckConstraint("gross_cents > 0", name="amount"),
        CheckConstraint("first_day <= last_day", name="period"),
        Index("ix_cost_entry_first_day", "first_day"),
    )

    id: int = own_key()
    contractor: str
    contract: str
    award: str
    invoice: str
    gross_cents: int = Field(sa_type=BigInteger)
    first_day: date
    last_day: date
    house: str
    is_media: bool
    posts: list[str] = Field(sa_type=JSON)
    note: str
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None


class InquiryAnswer(SQLModel, table=True):
    """An answer as it was frozen: its words and annexes, and the state of the data.

    `sha256` is that of `document` as canonical JSON, in which the head of the audit log
    stands. It counts until `thawed_at`. `released_by` is who has released it, by name.
    """

    __tablename__ = "inquiry_answer"
    __table_args__ = (Index("ix_inquiry_answer_inquiry_id", "inquiry_id"),)

    id: int = own_key()
    inquiry_id: int = Field(foreign_key="inquiry.id")
    document: dict[str, Any] = Field(sa_type=JSON)
    sha256: str
    frozen_at: datetime
    frozen_by: str
    thawed_at: datetime | None = None
    released_at: datetime | None = None
    released_by: str
