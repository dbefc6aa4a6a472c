"""Inquiry words: what somebody has written of an inquiry, checked and made tidy."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from states.inquiries import InquiryKind
from states.messages import Count, Message, Several, msg, phrase
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.records.inquiries.inquiry_rows import InquiryWords, SingleQuestion
from vorlauf.text import check_line, check_text

MOST_QUESTIONS: Final = 100
LONGEST_TEXT: Final = 10_000
MOST_DAYS: Final = 366
_LINES: Final = {
    "topic": (phrase("subject", "The topic"), 300),
    "drs": (phrase("subject", "The Drs. number"), 40),
    "predecessor": (phrase("subject", "The predecessor"), 40),
    "series": (phrase("subject", "The series"), 200),
    "asked_by": (phrase("subject", "The member"), 200),
    "file_number": (phrase("subject", "The file number"), 80),
}
_TEXTS: Final = {
    "preface": phrase("subject", "The preface"),
    "note": phrase("subject", "The note"),
}
_QUESTION: Final = phrase("subject", "A question or answer")
_DAYS: Final = ("dispatched", "received", "answer_on")


def tidy(words: InquiryWords, directory: Directory) -> InquiryWords:
    """Return what was written without blank edges, empty questions left out.

    Raises `BadInputError` with a sentence for each fault.
    """
    found = stripped(words)
    faults = tuple(sentence for _, sentence in faults_of(found, directory))
    if faults:
        raise BadInputError(msg("{sentences}", sentences=Several(faults, " ")))
    return found


def stripped(words: InquiryWords) -> InquiryWords:
    """Return what was written without blank edges."""
    texts = {name: getattr(words, name).strip() for name in (*_LINES, *_TEXTS)}
    questions = tuple(
        SingleQuestion(words=_unix(one.words).strip(), answer=_unix(one.answer).strip())
        for one in words.questions
        if one.words.strip() or one.answer.strip()
    )
    return replace(words, **texts, questions=questions)


def faults_of(words: InquiryWords, directory: Directory) -> list[tuple[str, Message]]:
    """Return what is wrong: the name of the part, and a sentence each."""
    return [
        *_faulty_lines(words),
        *_faulty_texts(words),
        *_faulty_days(words),
        *_faulty_house(words, directory),
    ]


def _faulty_lines(words: InquiryWords) -> Iterator[tuple[str, Message]]:
    for name, (what, longest) in _LINES.items():
        text = getattr(words, name)
        if name == "topic" and not text:
            yield name, msg("Write what the inquiry is about.")
        try:
            check_line(what, text)
        except VorlaufError as error:
            yield name, error.message
        if len(text) > longest:
            yield name, _too_long(what, longest)


def _faulty_texts(words: InquiryWords) -> Iterator[tuple[str, Message]]:
    texts = [(name, what, getattr(words, name)) for name, what in _TEXTS.items()]
    for one in words.questions:
        texts += [("questions", _QUESTION, text) for text in (one.words, one.answer)]
    for name, what, text in texts:
        try:
            check_text(what, text)
        except VorlaufError as error:
            yield name, error.message
        if len(text) > LONGEST_TEXT:
            yield name, _too_long(what, LONGEST_TEXT)
    if not all(one.words for one in words.questions):
        yield "questions", msg("An answer needs its question.")
    if len(words.questions) > MOST_QUESTIONS:
        yield (
            "questions",
            msg("Write at most {most} questions.", most=Count(MOST_QUESTIONS)),
        )


def _faulty_days(words: InquiryWords) -> Iterator[tuple[str, Message]]:
    for name in _DAYS:
        day = getattr(words, name)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield name, msg("{day} is too far away.", day=day)
    if words.dispatched and words.received and words.received < words.dispatched:
        yield "received", msg("It was received before it was dispatched; check both.")
    if not 0 <= words.extended <= MOST_DAYS:
        yield (
            "extended",
            msg("Write an extension of 0 to {most} days.", most=Count(MOST_DAYS)),
        )


def _faulty_house(
    words: InquiryWords, directory: Directory
) -> Iterator[tuple[str, Message]]:
    if words.house:
        try:
            directory.house(words.house)
        except VorlaufError as error:
            yield "house", error.message


def _too_long(what: Message, longest: int) -> Message:
    return msg(
        "{what} is longer than {longest} characters.", what=what, longest=Count(longest)
    )


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


# What is unusual, but kept: whoever answers has to know it.
def warnings_of(words: InquiryWords, directory: Directory) -> list[Message]:
    """Return what is unusual of an inquiry, which is kept all the same."""
    return list(_warnings(words, directory))


def _warnings(words: InquiryWords, directory: Directory) -> Iterator[Message]:
    clock = directory.clock(words.kind)
    most = clock.most_questions
    if most is not None and len(words.questions) > most:
        yield msg(
            "It has {count} questions; of its kind there may be {most}.",
            count=Count(len(words.questions)),
            most=Count(most),
        )
    if words.answer_on is None and clock.days is None:
        yield (
            msg("Write the day of the question time; it has no period of its own.")
            if words.kind is InquiryKind.QUESTION_TIME
            else msg(
                "No period is set for this kind: write its last day, or days under "
                "inquiries.{kind} in stakeholders.toml.",
                kind=words.kind.value,
            )
        )
    elif words.answer_on is None and words.dispatched is None:
        yield msg("The clock runs from the dispatch; write its day.")
    if words.extended > clock.extension_days:
        yield msg(
            "It is extended by {days} days; of its kind there may be {most}.",
            days=Count(words.extended),
            most=Count(clock.extension_days),
        )
