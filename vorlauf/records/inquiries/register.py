"""The register of inquiries: added, edited, dropped; each change can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from states.inquiries import deadline
from states.messages import Count, msg, phrase
from states.post import Role
from vorlauf.db import audit_log
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.records.inquiries import evidence_queries, inquiry_queries
from vorlauf.records.inquiries.inquiry_rows import (
    WORDS,
    InquiryRow,
    InquiryWords,
    SingleQuestion,
    differing,
    plain,
    put_back,
    remembered,
)
from vorlauf.records.inquiries.inquiry_words import tidy
from vorlauf.text import check_line
from vorlauf.workflow.actors import require_role

LONGEST_REASON: Final = 500
# So many are kept at most: a page reads them all.
MOST: Final = 5_000
_NOTHING: Final = "{}"


@dataclass(frozen=True, kw_only=True)
class SeenInquiry:
    """An inquiry that somebody acts on (keys), as it was shown; None whatever it is."""

    key: int
    actor: str
    seen: int | None = None


def last_day_of(words: InquiryWords, directory: Directory) -> date | None:
    """Return the last day for the answer; None while it cannot be said."""
    clock = directory.clock(words.kind)
    return deadline(clock, words.dispatched, words.answer_on, words.extended)


def add(call: Call, words: InquiryWords, actor: str) -> InquiryRow:
    """Keep an inquiry; return it.

    Raises `BadInputError` for what cannot be kept, `RefusedError` unless a coordinator
    adds it and if there are too many.
    """
    by = coordinator(call, actor)
    work = UnitOfWork(call)
    key = inquiry_queries.next_key(call.connection)
    if key > MOST:
        raise RefusedError(msg("At most {most} inquiries are kept.", most=Count(MOST)))
    inquiry = InquiryRow(
        **vars(tidy(words, call.directory)),
        id=key,
        added_at=call.now,
        added_by=by.name,
    )
    inquiry_queries.add(call.connection, inquiry)
    note(work, by, "inquiry_add", inquiry)
    work.write()
    return inquiry


def edit(call: Call, which: SeenInquiry, changes: Mapping[str, object]) -> InquiryRow:
    """Change parts of an open inquiry; return it as it is then.

    Raises as `add` does, `NotFoundError` for an unknown one and `ConflictError` if it
    was changed since it was seen.
    """
    work, inquiry = begin(call, which)
    require_state(inquiry, InquiryState.OPEN)
    known: dict[str, Any] = {k: v for k, v in changes.items() if k in WORDS}
    written = replace(inquiry.words, **known)
    words = tidy(written, call.directory)
    _check_numbers(call, inquiry, written.questions)
    return save(work, which, inquiry, replace(inquiry, **vars(words)), "inquiry_edit")


def answered(
    call: Call, key: int, answers: Mapping[int, str]
) -> dict[str, tuple[SingleQuestion, ...]]:
    """Return the questions of an inquiry with these answers, as a change of it.

    Questions are counted from 1. Raises `NotFoundError` for one that there is not.
    """
    audit_log.lock(call.connection)
    questions = list(found(call, key).questions)
    for number, text in answers.items():
        if not 1 <= number <= len(questions):
            raise NotFoundError(msg("There is no question {number}.", number=number))
        questions[number - 1] = replace(questions[number - 1], answer=text)
    return {"questions": tuple(questions)}


def drop(call: Call, which: SeenInquiry, reason: str) -> InquiryRow:
    """Let an inquiry go, for a reason: it was withdrawn. Raises as `edit`."""
    reason = reason.strip()
    check_line(phrase("subject", "The reason"), reason)
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise BadInputError(
            msg(
                "Say in 1 to {longest} characters why the inquiry is dropped.",
                longest=Count(LONGEST_REASON),
            )
        )
    work, inquiry = begin(call, which)
    require_state(inquiry, InquiryState.OPEN)
    after = replace(inquiry, state=InquiryState.DROPPED, reason=reason)
    return save(work, which, inquiry, after, "inquiry_drop")


def restore(call: Call, which: SeenInquiry) -> InquiryRow:
    """Let a dropped inquiry be open again. Raises as `edit`."""
    work, inquiry = begin(call, which)
    require_state(inquiry, InquiryState.DROPPED)
    after = replace(inquiry, state=InquiryState.OPEN, reason="")
    return save(work, which, inquiry, after, "inquiry_restore")


def undo(call: Call, which: SeenInquiry) -> InquiryRow:
    """Put back what the last change has changed; a second time redoes it.

    A new inquiry is dropped by that. Raises as `edit`.
    """
    work, inquiry = begin(call, which)
    require_state(inquiry, InquiryState.OPEN, InquiryState.DROPPED)
    if inquiry.before == _NOTHING:
        raise RefusedError(msg("There is nothing to take back."))
    after = (
        put_back(inquiry)
        if inquiry.before
        else replace(inquiry, state=InquiryState.DROPPED)
    )
    _check_numbers(call, inquiry, after.questions)
    return save(work, which, inquiry, after, "inquiry_undo")


def _check_numbers(
    call: Call, before: InquiryRow, questions: tuple[SingleQuestion, ...]
) -> None:
    """Raise `RefusedError` if a question that is left out renumbers evidence."""
    many = len(before.questions)
    left = [one for one in questions[:many] if one.words.strip()]
    if len(left) < many and any(
        one.question for one in evidence_queries.kept(call.connection, before.id)
    ):
        raise RefusedError(
            msg(
                "Remove the evidence of single questions first; their numbers would "
                "change."
            )
        )


def found(call: Call, key: int) -> InquiryRow:
    """Return an inquiry. Raises `NotFoundError` if there is none."""
    inquiry = inquiry_queries.inquiry_by_key(call.connection, key)
    if inquiry is None:
        raise NotFoundError(msg("There is no inquiry {key}.", key=key))
    return inquiry


def coordinator(call: Call, actor: str) -> Person:
    """Return who keeps the register. Raises `RefusedError` for everybody else."""
    person = call.directory.person(actor)
    why = msg("{name} is no coordinator; only they keep inquiries.", name=person.name)
    require_role(person, Role.COORDINATOR, why)
    return person


def begin(call: Call, which: SeenInquiry) -> tuple[UnitOfWork, InquiryRow]:
    """Open an act on an inquiry that is at the row version that was seen.

    Raises `NotFoundError` and `ConflictError`.
    """
    work = UnitOfWork(call)
    inquiry = found(call, which.key)
    if which.seen not in {None, inquiry.row_version}:
        raise _changed(inquiry)
    return work, inquiry


def require_state(inquiry: InquiryRow, *states: InquiryState) -> None:
    """Raise `RefusedError` unless the inquiry stands in one of these states."""
    if inquiry.state not in states:
        raise RefusedError(
            msg(
                "Inquiry {key} is {state}; this cannot be done with it.",
                key=inquiry.id,
                state=STATES[inquiry.state],
            )
        )


STATES: Final = {
    InquiryState.OPEN: phrase("inquiry", "open"),
    InquiryState.FROZEN: phrase("inquiry", "frozen"),
    InquiryState.RELEASED: phrase("inquiry", "released"),
    InquiryState.DROPPED: phrase("inquiry", "dropped"),
}


def save(
    work: UnitOfWork,
    which: SeenInquiry,
    before: InquiryRow,
    after: InquiryRow,
    event: str,
) -> InquiryRow:
    """Write what was changed, with its audit entry; return the inquiry as it is then.

    Only coordinators change it. Raises `RefusedError`, and `ConflictError` if somebody
    was faster.
    """
    by = coordinator(work.call, which.actor)
    names = differing(before, after)
    if not names:
        return before
    after = replace(after, before=remembered(before, names))
    if not inquiry_queries.change(work.connection, after, (*names, "before")):
        raise _changed(before)
    changes = {"inquiry_before": plain(before, names), "changed": list(names)}
    note(work, by, event, after, **changes)
    work.write()
    return replace(after, row_version=after.row_version + 1)


def note(
    work: UnitOfWork, by: Person, event: str, inquiry: InquiryRow, **more: object
) -> None:
    """Add the audit entry of an act on an inquiry."""
    about = {"inquiry": inquiry.id, "drs": inquiry.drs, "inquiry_topic": inquiry.topic}
    entry = Entry(
        at=work.now,
        event=event,
        actor=by.name,
        actor_key=by.key,
        capacity=by.role.value,
        house=inquiry.house,
        details={**work.call.entry_point, **about, **more},
    )
    work.log(entry)


def _changed(inquiry: InquiryRow) -> ConflictError:
    return ConflictError(
        msg(
            "Somebody else has changed inquiry {key} meanwhile; look at it again.",
            key=inquiry.id,
        )
    )
