"""Evidence: ready questions to the database, each with its columns and its notes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from states.messages import Message, msg, phrase
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.db.call import Call
from vorlauf.errors import BadInputError
from vorlauf.exports.file_table import ColumnKind
from vorlauf.records.inquiries import evidence_rows
from vorlauf.records.inquiries.evidence_values import EvidenceAsk, EvidenceRow


class EvidenceKind(StrEnum):
    """What is asked of the database."""

    POSTS = "posts"
    COSTS = "costs"
    PAID = "paid"
    REACH = "reach"
    APPROVALS = "approvals"
    EXCEPTIONS = "exceptions"


@dataclass(frozen=True, kw_only=True)
class EvidenceColumn:
    """A column: its key for programs, and what it is called."""

    key: str
    label: Message
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True, kw_only=True)
class EvidenceQuery:
    """A ready question; `notes` say how its numbers are to be read."""

    title: Message
    columns: tuple[EvidenceColumn, ...]
    rows: Callable[[Call, EvidenceAsk], Sequence[EvidenceRow]]
    notes: tuple[Message, ...] = ()


def run(call: Call, kind: EvidenceKind, asked: EvidenceAsk) -> list[EvidenceRow]:
    """Return the rows that answer a question. Raises `BadInputError`, `NotFoundError`.

    What was not measured is None.
    """
    if asked.last < asked.first:
        raise BadInputError(msg("The period ends before it begins."))
    for day in (asked.first, asked.last):
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            raise BadInputError(msg("{day} is too far away.", day=day))
    if asked.house:
        call.directory.house(asked.house)
    if asked.channel:
        call.directory.check_channel(asked.channel)
    return list(QUERIES[kind].rows(call, asked))


def _column(key: str, label: str, kind: ColumnKind = ColumnKind.TEXT) -> EvidenceColumn:
    return EvidenceColumn(key=key, label=phrase("evidence", label), kind=kind)


_NUMBER, _DECIMAL, _DAY = ColumnKind.NUMBER, ColumnKind.DECIMAL, ColumnKind.DAY
_PERCENT, _LONG, _MOMENT = ColumnKind.PERCENT, ColumnKind.LONG_TEXT, ColumnKind.MOMENT
_POST: Final = (
    _column("post", "Post"),
    _column("published", "Published", _DAY),
    _column("title", "Title"),
)
_TWO_HOUSES: Final = msg("A post of two houses counts for both of them.")
_NOT_MEASURED: Final = msg("An empty field of a figure was not measured; that is no 0.")
QUERIES: Final = {
    EvidenceKind.POSTS: EvidenceQuery(
        title=phrase("evidence", "Posts per month, house and channel"),
        columns=(
            _column("month", "Month"),
            _column("house", "House"),
            _column("channel", "Channel"),
            _column("posts", "Posts", _NUMBER),
        ),
        rows=evidence_rows.posts,
        notes=(_TWO_HOUSES,),
    ),
    EvidenceKind.COSTS: EvidenceQuery(
        title=phrase("evidence", "Costs, by invoice and per post"),
        columns=(
            _column("contractor", "Contractor"),
            _column("contract", "Contract"),
            _column("award", "Award procedure"),
            _column("invoice", "Invoice"),
            _column("first", "From", _DAY),
            _column("last", "Until", _DAY),
            _column("house", "House"),
            _column("media", "Paid reach", ColumnKind.YES_NO),
            _column("gross", "Gross in euros", _DECIMAL),
            _column("posts", "Posts", _NUMBER),
            _column("per_post", "Euros per post", _DECIMAL),
            _column("numbers", "Which posts", _LONG),
        ),
        rows=evidence_rows.costs,
        notes=(
            msg("Every invoice whose period touches the days that were asked for."),
            msg("Without named posts the posts published in its period are counted."),
            msg("An invoice is for all channels; asking for one leaves out none."),
            msg("Asking for a house leaves out the invoices of no house."),
        ),
    ),
    EvidenceKind.PAID: EvidenceQuery(
        title=phrase("evidence", "Paid posts: costs and reach"),
        columns=(
            *_POST,
            _column("channel", "Channel"),
            _column("euros", "Paid reach in euros", _DECIMAL),
            _column("organic", "Unpaid reach", _NUMBER),
            _column("paid", "Paid reach", _NUMBER),
            _column("total", "Reach in all", _NUMBER),
            _column("metric", "Counted as"),
            _column("as_of", "As of", _MOMENT),
        ),
        rows=evidence_rows.paid,
        notes=(
            msg("A post is paid if an invoice for paid reach names it, or figures do."),
            msg(
                "The amount of an invoice is split evenly over its posts, and stands "
                "in the first row of each."
            ),
            msg(
                "Asking for a channel leaves the amounts out: no invoice says what "
                "was paid on which."
            ),
            _TWO_HOUSES,
            _NOT_MEASURED,
        ),
    ),
    EvidenceKind.REACH: EvidenceQuery(
        title=phrase("evidence", "Unpaid and paid reach"),
        columns=(
            *_POST,
            _column("channel", "Channel"),
            _column("organic", "Unpaid reach", _NUMBER),
            _column("paid", "Paid reach", _NUMBER),
            _column("total", "Reach in all", _NUMBER),
            _column("metric", "Counted as"),
            _column("as_of", "As of", _MOMENT),
        ),
        rows=evidence_rows.reach,
        notes=(_NOT_MEASURED,),
    ),
    EvidenceKind.APPROVALS: EvidenceQuery(
        title=phrase("evidence", "Who approved which text"),
        columns=(
            *_POST,
            _column("step", "Decision"),
            _column("house", "House"),
            _column("by", "Decided by"),
            _column("for", "On behalf of"),
            _column("at", "Decided at", _MOMENT),
            _column("way", "Way"),
            _column("recorded_by", "Recorded by"),
            _column("version", "Version", _NUMBER),
            _column("published_version", "Version published", _NUMBER),
            _column("text", "Text decided on", _LONG),
        ),
        rows=evidence_rows.approvals,
        notes=(
            msg("A version that a coordinator corrected editorially keeps decisions."),
            msg(
                "A step skipped by hand has a row only if it was answered afterwards; "
                "see “Set by hand”."
            ),
        ),
    ),
    EvidenceKind.EXCEPTIONS: EvidenceQuery(
        title=phrase("evidence", "Set by hand, on hold, decided by phone"),
        columns=(
            _column("house", "House"),
            _column("posts", "Posts", _NUMBER),
            _column("overrides", "Set by hand", _NUMBER),
            _column("overrides_share", "Share set by hand", _PERCENT),
            _column("holds", "Once on hold", _NUMBER),
            _column("holds_share", "Share on hold", _PERCENT),
            _column("decisions", "Decisions", _NUMBER),
            _column("told", "Recorded by phone or otherwise", _NUMBER),
            _column("told_share", "Share recorded", _PERCENT),
        ),
        rows=evidence_rows.exceptions,
        notes=(_TWO_HOUSES,),
    ),
}
