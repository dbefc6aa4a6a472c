"""Inquiries: the register, the form of one inquiry, and its acts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from starlette.responses import Response

from dashboard.components.form_errors import given_day, status_again
from dashboard.records.shown_evidence import ShownEvidence, shown_evidence
from dashboard.web.request import PageRequest
from states.inquiries import InquiryKind
from states.post import Role
from vorlauf.db.call import Call
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.db.tables import InquiryAnswer
from vorlauf.errors import BadInputError, NotFoundError, VorlaufError
from vorlauf.records.inquiries import (
    answer_queries,
    answers,
    inquiry_queries,
    kept_evidence,
    register,
)
from vorlauf.records.inquiries.evidence import QUERIES
from vorlauf.records.inquiries.inquiry_list import ListedInquiry, listed
from vorlauf.records.inquiries.inquiry_rows import (
    InquiryRow,
    InquiryWords,
    SingleQuestion,
)
from vorlauf.records.inquiries.inquiry_words import faults_of, stripped, warnings_of
from vorlauf.records.inquiries.register import SeenInquiry

PATH: Final = "/inquiries"
_TEXTS: Final = ("drs", "topic", "asked_by", "predecessor", "series", "file_number")
_LONG: Final = ("preface", "note")
_DAYS: Final = ("dispatched", "received", "answer_on")
Faults = list[tuple[str, str]]


def page(request: PageRequest) -> Response:
    """Show the register, the most urgent first."""
    with request.reading() as connection:
        request.around(connection)
        kept = inquiry_queries.all_inquiries(connection)
        found = listed(request.call(connection), kept)
    wanted = request.query.get("state", "")
    return request.page(
        "inquiries.html",
        found=[one for one in found if _fits(one, wanted)],
        kept=len(found),
        wanted=wanted,
        may_change=request.person.role is Role.COORDINATOR,
    )


def _fits(one: ListedInquiry, wanted: str) -> bool:
    return one.is_waiting if not wanted else wanted in {"all", one.inquiry.state}


def new(request: PageRequest) -> Response:
    """Show the empty form."""
    return _show(request, InquiryWords(topic="", dispatched=None))


def add(request: PageRequest) -> Response:
    """Keep an inquiry."""
    try:
        words = InquiryWords(**_typed(request))
        with request.writing() as connection:
            kept = register.add(request.call(connection), words, request.person.key)
    except VorlaufError as error:
        return _again(request, error)
    said = request.words.gettext("Inquiry %(id)s is kept.") % {"id": kept.id}
    return request.go(f"{PATH}/{kept.id}", said=said)


def one(request: PageRequest) -> Response:
    """Show an inquiry, and what can be done with it."""
    with request.reading() as connection:
        inquiry = register.found(request.call(connection), key_of(request))
    return _show(request, inquiry.words, inquiry=inquiry)


def save(request: PageRequest) -> Response:
    """Keep what was changed of an inquiry."""
    try:
        changes = _typed(request)
        with request.writing() as connection:
            saved = register.edit(request.call(connection), which(request), changes)
    except VorlaufError as error:
        return _again(request, error)
    said = request.words.gettext("Inquiry %(id)s is saved.") % {"id": saved.id}
    return request.go(f"{PATH}/{saved.id}", said=said)


def act(request: PageRequest) -> Response:
    """Drop an inquiry, put it back, or take its last change back."""
    name = request.path["act"]
    if name not in _ACTS:
        raise NotFoundError("There is no such act.")
    try:
        with request.writing() as connection:
            done = _ACTS[name](request, request.call(connection), which(request))
    except VorlaufError as error:
        return shown_again(request, error)
    said = {
        InquiryState.OPEN: request.words.gettext("Inquiry %(id)s is open."),
        InquiryState.FROZEN: request.words.gettext("Inquiry %(id)s is frozen."),
        InquiryState.RELEASED: request.words.gettext("Inquiry %(id)s is released."),
        InquiryState.DROPPED: request.words.gettext("Inquiry %(id)s is dropped."),
    }[done.state]
    return request.go(f"{PATH}/{done.id}", said=said % {"id": done.id})


def _frozen(call: Call, one: SeenInquiry) -> InquiryRow:
    answers.freeze(call, one)
    return register.found(call, one.key)


_ACTS: Final[Mapping[str, Callable[[PageRequest, Call, SeenInquiry], InquiryRow]]] = {
    "drop": lambda request, call, one: register.drop(
        call, one, request.form.line("reason")
    ),
    "freeze": lambda _, call, one: _frozen(call, one),
    "thaw": lambda _, call, one: answers.thaw(call, one),
    "restore": lambda _, call, one: register.restore(call, one),
    "undo": lambda _, call, one: register.undo(call, one),
}


def key_of(request: PageRequest) -> int:
    """Return the key of the inquiry of the path. Raises `NotFoundError`."""
    return request.key("key", "There is no such inquiry.")


def which(request: PageRequest) -> SeenInquiry:
    """Return which inquiry is acted on, as the form has shown it."""
    return SeenInquiry(
        key=key_of(request),
        actor=request.person.key,
        # Without a number nothing was seen that could have changed.
        seen=request.form.number("seen") or 0,
    )


def shown_again(request: PageRequest, error: VorlaufError) -> Response:
    """Show the page of an inquiry with why an act on it was refused."""
    with request.reading() as connection:
        inquiry = register.found(request.call(connection), key_of(request))
    again = _Again([("", request.say(error))], status_again(error))
    return _show(request, inquiry.words, inquiry=inquiry, again=again)


@dataclass(frozen=True)
class _Again:
    faults: Faults = field(default_factory=list)
    status: int = 200


def _again(request: PageRequest, error: VorlaufError) -> Response:
    """Show the form again as it was typed, each fault at its field."""
    faults: Faults = []
    try:
        words = stripped(InquiryWords(**_typed(request)))
        named = faults_of(words, request.directory)
        faults = [(where, request.say(said)) for where, said in named]
    except VorlaufError:
        # What is no day is left out; the sentence says so.
        words = InquiryWords(**_typed(request, strict=False))
    inquiry = None
    if "key" in request.path:
        with request.reading() as connection:
            inquiry = register.found(request.call(connection), key_of(request))
    again = _Again(faults or [("", request.say(error))], status_again(error))
    return _show(request, words, inquiry=inquiry, again=again)


def _typed(request: PageRequest, *, strict: bool = True) -> dict[str, Any]:
    form = request.form
    kind = form.text("kind")
    questions = zip(form.many("question"), form.many("answer"), strict=False)
    return {
        "kind": InquiryKind(kind) if kind in set(InquiryKind) else InquiryKind.MINOR,
        **{name: form.text(name) for name in (*_TEXTS, *_LONG)},
        **{name: _day(request, form.text(name), strict=strict) for name in _DAYS},
        "house": form.text("house"),
        "extended": whole(request, "extended", strict=strict),
        "questions": tuple(
            SingleQuestion(words=words, answer=answer) for words, answer in questions
        ),
    }


def whole(request: PageRequest, name: str, *, strict: bool = True) -> int:
    """Return the number of a field, 0 for an empty one. Raises `BadInputError`."""
    number = request.form.number(name)
    if number is None and strict and request.form.line(name):
        raise BadInputError(request.words.gettext("Write a whole number, such as 14."))
    return number or 0


def _day(request: PageRequest, text: str, *, strict: bool) -> date | None:
    if not text.strip():
        return None
    try:
        return given_day(request, text.strip())
    except VorlaufError:
        if strict:
            raise
        return None


def _show(
    request: PageRequest,
    words: InquiryWords,
    *,
    inquiry: InquiryRow | None = None,
    again: _Again = _Again(),
) -> Response:
    directory, say = request.directory, request.say
    last_day = register.last_day_of(words, directory)
    today = request.words.local_day(request.now)
    is_open = inquiry is None or inquiry.state is InquiryState.OPEN
    return request.page(
        "inquiry.html",
        status=again.status,
        faults=again.faults,
        typed=words,
        inquiry=inquiry,
        last_day=last_day,
        days_left=(last_day - today).days if last_day else None,
        clock=directory.clock(words.kind),
        warnings=[say(one) for one in warnings_of(words, directory)] if inquiry else [],
        kinds=[
            (kind.value, request.words.label("inquiry", kind)) for kind in InquiryKind
        ],
        houses=[(key, house.name) for key, house in directory.houses.items()],
        may_change=request.person.role is Role.COORDINATOR and is_open,
        is_coordinator=request.person.role is Role.COORDINATOR,
        path=f"{PATH}/{inquiry.id}" if inquiry else f"{PATH}/new",
        evidence=_evidence(request, inquiry),
        answer=(answer := _answer(request, inquiry)),
        is_unaltered=answer is None or answers.is_unaltered(answer),
        may_release=request.person.role is Role.APPROVER,
        queries=[(kind.value, say(one.title)) for kind, one in QUERIES.items()],
        year=today.year,
    )


def _answer(request: PageRequest, inquiry: InquiryRow | None) -> InquiryAnswer | None:
    if inquiry is None:
        return None
    with request.reading() as connection:
        return answer_queries.frozen_answer(connection, inquiry.id)


def _evidence(request: PageRequest, inquiry: InquiryRow | None) -> list[ShownEvidence]:
    if inquiry is None:
        return []
    with request.reading() as connection:
        call = request.call(connection)
        return [
            shown_evidence(request, call, one)
            for one in kept_evidence.kept(call, inquiry.id)
        ]


PAGES: Final = {
    "inquiries": page,
    "inquiry.new": new,
    "inquiry.add": add,
    "inquiry": one,
    "inquiry.save": save,
    "inquiry.act": act,
}
