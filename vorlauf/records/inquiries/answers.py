"""Answers: frozen with the state of the data, thawed again, or released by a person."""

from dataclasses import replace
from hashlib import sha256

from states.fingerprint import canonical
from states.messages import Count, Several, msg
from states.post import Role
from vorlauf.db.call import Call
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.db.tables import InquiryAnswer
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.records.inquiries import answer_queries, inquiry_queries, register
from vorlauf.records.inquiries.answer_document import DocumentValues, draft
from vorlauf.records.inquiries.inquiry_rows import InquiryRow
from vorlauf.records.inquiries.register import SeenInquiry
from vorlauf.workflow.actors import require_role


def freeze(call: Call, which: SeenInquiry) -> InquiryAnswer:
    """Freeze the answer as it is now, with its evidence and the end of the log.

    Raises `RefusedError` unless a coordinator does it and each question is answered.
    """
    by = register.coordinator(call, which.actor)
    work, inquiry = register.begin(call, which)
    register.require_state(inquiry, InquiryState.OPEN)
    _check_answered(inquiry)
    head = {"line": work.head.last_id, "hash": work.head.last_hash}
    document = {**draft(call, inquiry), "head": head}
    answer = InquiryAnswer(
        id=answer_queries.next_key(call.connection),
        inquiry_id=inquiry.id,
        document=document,
        sha256=sum_of(document),
        frozen_at=call.now,
        frozen_by=by.name,
        released_by="",
    )
    answer_queries.keep(call.connection, answer)
    _move(call, inquiry, InquiryState.FROZEN)
    register.note(work, by, "inquiry_freeze", inquiry, sha256=answer.sha256)
    work.write()
    return answer


def thaw(call: Call, which: SeenInquiry) -> InquiryRow:
    """Let an answer that is not released yet be edited again. Raises as `freeze`."""
    by = register.coordinator(call, which.actor)
    work, inquiry = register.begin(call, which)
    register.require_state(inquiry, InquiryState.FROZEN)
    answer = _answer(call, inquiry)
    answer_queries.thaw(call.connection, answer.id, call.now)
    after = _move(call, inquiry, InquiryState.OPEN)
    register.note(work, by, "inquiry_thaw", inquiry, sha256=answer.sha256)
    work.write()
    return after


def release(call: Call, which: SeenInquiry, seen_sum: str) -> InquiryAnswer:
    """Release a frozen answer as the Staatskanzlei; `seen_sum` is what was read.

    Raises `RefusedError` unless an approver does it, and `ConflictError` if the answer
    is not the one that was read, or is not what was frozen.
    """
    person = call.directory.person(which.actor)
    why = msg("{name} is no approver; only they release answers.", name=person.name)
    require_role(person, Role.APPROVER, why)
    work, inquiry = register.begin(call, which)
    register.require_state(inquiry, InquiryState.FROZEN)
    answer = _answer(call, inquiry)
    if answer.sha256 != seen_sum or not is_unaltered(answer):
        raise ConflictError(
            msg("The answer is not the one that was read; look at it again.")
        )
    answer_queries.release(call.connection, answer.id, person.name, call.now)
    _move(call, inquiry, InquiryState.RELEASED)
    register.note(work, person, "inquiry_release", inquiry, sha256=answer.sha256)
    work.write()
    return answer.model_copy(
        update={"released_at": call.now, "released_by": person.name}
    )


def sum_of(document: DocumentValues) -> str:
    """Return the SHA-256 of a document, as 64 hexadecimal digits."""
    return sha256(canonical(document)).hexdigest()


def is_unaltered(answer: InquiryAnswer) -> bool:
    """Say whether an answer is still what was frozen."""
    return sum_of(answer.document) == answer.sha256


def _answer(call: Call, inquiry: InquiryRow) -> InquiryAnswer:
    answer = answer_queries.frozen_answer(call.connection, inquiry.id)
    if answer is None:
        raise RefusedError(
            msg("No answer is frozen for inquiry {key}.", key=inquiry.id)
        )
    return answer


def _move(call: Call, inquiry: InquiryRow, state: InquiryState) -> InquiryRow:
    after = replace(inquiry, state=state)
    inquiry_queries.change(call.connection, after, ["state"])
    return replace(after, row_version=after.row_version + 1)


def _check_answered(inquiry: InquiryRow) -> None:
    if not inquiry.questions:
        raise RefusedError(msg("An inquiry without questions has no answer."))
    lacking = tuple(
        Count(at) for at, one in enumerate(inquiry.questions, start=1) if not one.answer
    )
    if lacking:
        raise RefusedError(
            msg(
                "These questions have no answer yet: {numbers}.",
                numbers=Several(lacking),
            )
        )
