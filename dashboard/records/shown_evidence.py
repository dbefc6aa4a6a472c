"""Shown evidence: a kept table in the words of the reader."""

from dataclasses import dataclass
from typing import Final

from dashboard.web.request import PageRequest
from vorlauf.db.call import Call
from vorlauf.records.inquiries.evidence_tables import (
    evidence_table,
    right_of,
    span,
    texts_of,
)
from vorlauf.records.inquiries.kept_evidence import Evidence

# Rows of each table on the page; a file has all of them.
MOST: Final = 100


@dataclass(frozen=True, kw_only=True)
class ShownEvidence:
    """Evidence as it stands on the page."""

    found: Evidence
    title: str
    span: str
    notes: tuple[str, ...]
    head: tuple[str, ...]
    rows: list[list[str]]
    right: list[int]
    count: int


def shown_evidence(request: PageRequest, call: Call, found: Evidence) -> ShownEvidence:
    """Return evidence in the words of the reader, its first rows."""
    table = evidence_table(call, found, request.language)
    rows = texts_of(table)
    return ShownEvidence(
        found=found,
        title=table.title,
        span=request.say(span(found, request.directory)),
        notes=table.about[1:],
        head=tuple(column.label for column in table.columns),
        rows=rows[:MOST],
        right=right_of(table),
        count=len(rows),
    )
