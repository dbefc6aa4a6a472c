"""Kept evidence: what a ready question has answered, and the state of the data."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from states.messages import msg
from vorlauf.db.call import Call
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.db.tables import InquiryEvidence
from vorlauf.errors import NotFoundError
from vorlauf.records.inquiries import evidence, evidence_queries, register
from vorlauf.records.inquiries.evidence import QUERIES, EvidenceKind
from vorlauf.records.inquiries.evidence_values import (
    EvidenceAsk,
    EvidenceRow,
    plain_row,
    row_of,
)
from vorlauf.records.inquiries.inquiry_rows import InquiryRow
from vorlauf.records.inquiries.register import SeenInquiry


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Evidence as it is kept, or as it was just found (key 0)."""

    key: int
    question: int
    kind: EvidenceKind
    asked: EvidenceAsk
    rows: tuple[EvidenceRow, ...]
    as_of: datetime
    saved_by: str = ""


def save(
    call: Call,
    which: SeenInquiry,
    question: int,
    kind: EvidenceKind,
    asked: EvidenceAsk,
) -> Evidence:
    """Ask, and keep what was found for a question of an open inquiry.

    Raises as `register.edit` and `evidence.run`.
    """
    by = register.coordinator(call, which.actor)
    work, inquiry = register.begin(call, which)
    register.require_state(inquiry, InquiryState.OPEN)
    _check_question(inquiry, question)
    rows = evidence.run(call, kind, asked)
    row = InquiryEvidence(
        id=evidence_queries.next_key(call.connection),
        inquiry_id=inquiry.id,
        question=question,
        query=kind.value,
        asked=_plain(asked),
        result={
            "columns": [one.key for one in QUERIES[kind].columns],
            "rows": [plain_row(one) for one in rows],
        },
        as_of=call.now,
        saved_by=by.name,
        head_id=work.head.last_id,
        head_hash=work.head.last_hash,
    )
    evidence_queries.keep(call.connection, row)
    about = {"evidence": row.id, "query": row.query, "question": question}
    register.note(work, by, "inquiry_evidence", inquiry, **about)
    work.write()
    return evidence_of(row)


def remove(call: Call, which: SeenInquiry, key: int) -> None:
    """Let evidence of an open inquiry count no more. Raises as `save`."""
    by = register.coordinator(call, which.actor)
    work, inquiry = register.begin(call, which)
    register.require_state(inquiry, InquiryState.OPEN)
    if not evidence_queries.remove(call.connection, key, inquiry.id, call.now):
        raise NotFoundError(msg("There is no evidence {key}.", key=key))
    register.note(work, by, "inquiry_evidence_removed", inquiry, evidence=key)
    work.write()


def kept(call: Call, inquiry: int) -> list[Evidence]:
    """Return what is kept for an inquiry, by question."""
    return [evidence_of(row) for row in evidence_queries.kept(call.connection, inquiry)]


def evidence_of(row: InquiryEvidence) -> Evidence:
    """Return the evidence of a row."""
    kind = EvidenceKind(row.query)
    kinds = [one.kind for one in QUERIES[kind].columns]
    return Evidence(
        key=row.id,
        question=row.question,
        kind=kind,
        asked=ask_of(row.asked),
        rows=tuple(row_of(one, kinds) for one in row.result["rows"]),
        as_of=row.as_of,
        saved_by=row.saved_by,
    )


def ask_of(plain: dict[str, Any]) -> EvidenceAsk:
    """Return what was asked, of JSON values."""
    days = {name: date.fromisoformat(plain[name]) for name in ("first", "last")}
    return EvidenceAsk(**{**plain, **days})


def _plain(asked: EvidenceAsk) -> dict[str, object]:
    days = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
    return {**vars(asked), **days}


def _check_question(inquiry: InquiryRow, question: int) -> None:
    if not 0 <= question <= len(inquiry.questions):
        raise NotFoundError(msg("There is no question {number}.", number=question))
