"""Answers: frozen with the state of the data, and released by a person."""

from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest
from sqlalchemy import update

from vorlauf.db.engine import reading, writing
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.records.inquiries import (
    answer_document,
    answer_queries,
    answers,
    kept_evidence,
    register,
)
from vorlauf.records.inquiries.evidence import EvidenceKind
from vorlauf.records.inquiries.evidence_values import EvidenceAsk
from vorlauf.records.inquiries.inquiry_rows import InquiryWords, SingleQuestion
from vorlauf.records.inquiries.register import SeenInquiry

YEAR = EvidenceAsk(first=date(2023, 1, 1), last=date(2023, 12, 31))
ASKED = InquiryWords(
    drs="8/1234",
    topic="Beiträge in sozialen Netzwerken",
    house="sk",
    file_number="0141.50/7",
    dispatched=date(2023, 9, 4),
    questions=(
        SingleQuestion(words="Wie viele Beiträge erschienen?", answer="Siehe Anlage."),
    ),
)
ONE = SeenInquiry(key=1, actor="ada")
CLARA = replace(ONE, actor="clara")


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def do(desk):
    def act(what, *words):
        with writing(desk.engine) as connection:
            return what(desk.call(connection), *words)

    return act


@pytest.fixture
def frozen(do):
    do(register.add, ASKED, "ada")
    do(kept_evidence.save, ONE, 1, EvidenceKind.POSTS, YEAR)
    return do(answers.freeze, ONE)


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    words = " ".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(words.split())


def test_a_frozen_answer_holds_whatever_happens_to_the_data(desk, do, frozen):
    with pytest.raises(RefusedError, match="Inquiry 1 is frozen"):
        do(register.edit, ONE, {"topic": "Anders"})
    with pytest.raises(RefusedError, match="Inquiry 1 is frozen"):
        do(kept_evidence.remove, ONE, 1)
    with reading(desk.engine) as connection:
        kept = answer_queries.frozen_answer(connection, 1)
    assert kept == frozen
    assert answers.is_unaltered(kept)
    assert kept.document["head"]["line"] == 2


def test_a_named_approver_releases_what_they_have_read(do, frozen):
    with pytest.raises(RefusedError, match="is no approver"):
        do(answers.release, ONE, frozen.sha256)
    with pytest.raises(ConflictError, match="not the one that was read"):
        do(answers.release, CLARA, "0" * 64)
    released = do(answers.release, CLARA, frozen.sha256)
    assert released.released_by == "Clara Müller"
    with pytest.raises(RefusedError, match="Inquiry 1 is released"):
        do(answers.thaw, ONE)


def test_one_that_is_thawed_is_frozen_anew(desk, do, frozen):
    assert do(answers.thaw, ONE).state == "open"
    do(register.edit, ONE, {"topic": "Beiträge"})
    desk.now += timedelta(hours=1)
    again = do(answers.freeze, ONE)
    assert again.sha256 != frozen.sha256


def test_each_question_needs_an_answer(do):
    questions = (SingleQuestion(words="Was?"), SingleQuestion(words="Wo?", answer="x"))
    do(register.add, replace(ASKED, questions=questions), "ada")
    with pytest.raises(RefusedError, match="have no answer yet: 1"):
        do(answers.freeze, ONE)


def test_an_answer_that_was_altered_is_not_released(desk, do, frozen):
    desk.is_filled = True
    table = answer_queries.ANSWER
    with desk.engine.begin() as connection:
        connection.execute(
            update(table).values(document={**frozen.document, "drs": "1"})
        )
    with pytest.raises(ConflictError, match="not the one that was read"):
        do(answers.release, CLARA, frozen.sha256)


def test_the_document_has_the_form_of_the_ministries(desk, frozen):
    with reading(desk.engine) as connection:
        call = desk.call(connection)
        first = answer_document.pdf(call, frozen.document, frozen)
        assert first == answer_document.pdf(call, frozen.document, frozen)
        inquiry = register.found(call, 1)
        assert answer_document.xlsx(call, inquiry)[:2] == b"PK"
        drafted = answer_document.pdf(call, answer_document.draft(call, inquiry), None)
    said = text_of(first)
    assert (
        "namens und im Auftrag der Sächsischen Staatsregierung beantworte ich die "
        "Kleine Anfrage wie folgt:" in said
    )
    for part in ("Drs.-Nr.: 8/1234", "Frage 1", "Anlage 1: Beiträge je Monat"):
        assert part in said
    assert "Stand des Verlaufs beim Festschreiben: Zeile 2" in said
    assert frozen.sha256[:20] in said.replace(" ", "")
    assert "Entwurf, Stand" in text_of(drafted)
