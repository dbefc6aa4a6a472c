"""Inquiries by the API: the register with its last days, and ready questions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Query
from pydantic import Field

from dashboard.api.caller import Calls
from dashboard.api.values import Day, Value
from states.inquiries import InquiryKind
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.records.inquiries import evidence, inquiry_queries
from vorlauf.records.inquiries.evidence import QUERIES, EvidenceKind
from vorlauf.records.inquiries.evidence_values import EvidenceAsk
from vorlauf.records.inquiries.inquiry_list import listed


class SingleQuestionOut(Value):
    """One question of an inquiry; its answer is empty while there is none."""

    words: str
    answer: str


class InquiryOut(Value):
    """An inquiry; `last_day` is null while it cannot be said."""

    id: int
    kind: InquiryKind
    drs: str
    topic: str
    asked_by: str
    predecessor: str
    series: str
    house: str
    file_number: str
    dispatched: date | None
    received: date | None
    last_day: date | None
    extended: int
    questions: tuple[SingleQuestionOut, ...]
    state: InquiryState
    added_at: datetime
    row_version: int


class EvidenceQuery(Value):
    """What is asked, of which days (both included), of which house and channel.

    Without days it is of this year until today.
    """

    kind: EvidenceKind = EvidenceKind.POSTS
    first: Day | None = None
    last: Day | None = None
    house: Annotated[str, Field(max_length=80)] = ""
    channel: Annotated[str, Field(max_length=80)] = ""


EvidenceCell = str | bool | int | date | datetime | Decimal | None


class EvidenceOut(Value):
    """The rows that answer a ready question; null was not measured, and is no 0."""

    title: str
    columns: list[str]
    notes: list[str]
    rows: list[list[EvidenceCell]]


def inquiries(calls: Calls) -> list[InquiryOut]:
    """Return the inquiries, those that wait first, by their last day."""
    with calls.reading() as connection:
        kept = inquiry_queries.all_inquiries(connection)
        found = listed(calls.call(connection), kept)
    names = InquiryOut.model_fields.keys() - {"last_day"}
    return [
        InquiryOut.model_validate(
            {name: getattr(one.inquiry, name) for name in names}
            | {"last_day": one.last_day}
        )
        for one in found
    ]


def ask(calls: Calls, wanted: Annotated[EvidenceQuery, Query()]) -> EvidenceOut:
    """Answer a ready question from the file; nothing is kept."""
    query = QUERIES[wanted.kind]
    with calls.reading() as connection, calls.naming():
        call = calls.call(connection)
        asked = EvidenceAsk(
            first=wanted.first or call.today.replace(month=1, day=1),
            last=wanted.last or call.today,
            house=wanted.house,
            channel=wanted.channel,
        )
        rows = evidence.run(call, wanted.kind, asked)
    return EvidenceOut(
        title=str(query.title),
        columns=[one.key for one in query.columns],
        notes=[str(one) for one in query.notes],
        rows=[list(row) for row in rows],
    )
