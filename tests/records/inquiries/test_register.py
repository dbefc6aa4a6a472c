"""The register of inquiries: what is kept of a question, and until when it is due."""

import json
import threading
from dataclasses import replace
from datetime import date

import pytest

from states.inquiries import CLOCKS, InquiryClock, InquiryKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.records.inquiries import register
from vorlauf.records.inquiries.inquiry_rows import InquiryWords, SingleQuestion
from vorlauf.records.inquiries.inquiry_words import warnings_of
from vorlauf.records.inquiries.register import SeenInquiry

ASKED = InquiryWords(
    drs="8/1234",
    topic="Beiträge in sozialen Netzwerken",
    asked_by="Erika Muster",
    predecessor="8/1200",
    house="sk",
    file_number="0141.50/7",
    dispatched=date(2023, 5, 2),
    received=date(2023, 5, 4),
    questions=(SingleQuestion(words="Wie viele Beiträge erschienen?"),),
)
ONE = SeenInquiry(key=1, actor="ada")


@pytest.fixture
def do(desk):
    def act(what, *words):
        with writing(desk.engine) as connection:
            return what(desk.call(connection), *words)

    return act


@pytest.fixture
def kept(do):
    return do(register.add, ASKED, "ada")


def test_the_clock_of_a_minor_inquiry_runs_from_its_dispatch(desk):
    assert register.last_day_of(ASKED, desk.directory) == date(2023, 5, 30)
    longer = replace(ASKED, extended=14)
    assert register.last_day_of(longer, desk.directory) == date(2023, 6, 13)
    fixed = replace(ASKED, answer_on=date(2023, 5, 11))
    assert register.last_day_of(fixed, desk.directory) == date(2023, 5, 11)


def test_a_period_is_a_setting_with_its_source(desk):
    clocks = {**CLOCKS, InquiryKind.MINOR: InquiryClock(days=21, source="§ 1 GO")}
    directory = replace(desk.directory, clocks=clocks)

    assert register.last_day_of(ASKED, directory) == date(2023, 5, 23)


def test_what_is_unusual_is_said_and_kept_all_the_same(desk, do):
    many = replace(ASKED, questions=ASKED.questions * 6, extended=15)
    said = [str(one) for one in warnings_of(many, desk.directory)]
    assert said == [
        "It has 6 questions; of its kind there may be 5.",
        "It is extended by 15 days; of its kind there may be 14.",
    ]
    assert do(register.add, many, "ada").questions == many.questions


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (InquiryKind.TRANSPARENCY, "No period is set for this kind"),
        (InquiryKind.QUESTION_TIME, "Write the day of the question time"),
    ],
)
def test_a_kind_without_a_period_has_no_deadline_and_says_so(desk, kind, sentence):
    words = replace(ASKED, kind=kind)

    assert register.last_day_of(words, desk.directory) is None
    assert sentence in str(warnings_of(words, desk.directory)[0])


@pytest.mark.usefixtures("kept")
def test_a_change_is_logged_and_taken_back(desk, do):
    saved = do(register.edit, ONE, {"extended": 14, "house": "smi"})
    assert (saved.extended, saved.house, saved.row_version) == (14, "smi", 2)
    back = do(register.undo, ONE)
    assert back.words == ASKED
    assert do(register.undo, ONE).extended == 14

    with reading(desk.engine) as connection:
        assert register.found(desk.call(connection), 1).row_version == 4
    with pytest.raises(ConflictError, match="Somebody else has changed inquiry 1"):
        do(register.edit, replace(ONE, seen=1), {"extended": 7})


def test_an_answer_that_is_written_at_the_same_time_is_not_lost(desk, do):
    questions = tuple(SingleQuestion(words=words) for words in ("Wann?", "Wo?"))
    do(register.add, replace(ASKED, questions=questions), "ada")

    def answer(call, number):
        register.edit(call, ONE, register.answered(call, 1, {number: "So."}))

    thread = threading.Thread(target=lambda: do(answer, 2))
    with writing(desk.engine) as connection:
        answer(desk.call(connection), 1)
        thread.start()
        thread.join(0.3)  # so long it would have read what is about to change
    thread.join()

    with reading(desk.engine) as connection:
        found = register.found(desk.call(connection), 1)
    assert [one.answer for one in found.questions] == ["So.", "So."]


@pytest.mark.usefixtures("kept")
def test_words_of_questions_can_be_erased_from_the_log(desk, do):
    named = (SingleQuestion(words="Was kostete Frau Muster?"),)
    do(register.edit, ONE, {"questions": named})
    do(register.undo, ONE)

    rows = [row for row in desk.rows(table_of(Audit)) if row.event != "inquiry_add"]
    place = "details.inquiry_before.questions[0].words"
    assert [row.event for row in rows] == ["inquiry_edit", "inquiry_undo"]
    assert [place in json.loads(row.salts) for row in rows] == [True, True]


def test_a_new_one_that_is_taken_back_has_no_reason_in_any_language(do, kept):
    undone = do(register.undo, ONE)
    assert (kept.state, undone.state, undone.reason) == ("open", "dropped", "")


@pytest.mark.usefixtures("kept")
def test_a_withdrawn_inquiry_is_dropped_and_put_back(do):
    assert do(register.drop, ONE, "Zurückgezogen.").state == "dropped"
    with pytest.raises(RefusedError, match="Inquiry 1 is dropped"):
        do(register.edit, ONE, {"extended": 7})
    assert do(register.restore, ONE).state == "open"


def test_all_faults_are_named_at_once(do):
    wrong = replace(ASKED, topic=" ", house="smo", received=date(2023, 5, 1))

    with pytest.raises(BadInputError) as refused:
        do(register.add, wrong, "ada")

    assert "Write what the inquiry is about." in str(refused.value)
    assert "It was received before it was dispatched" in str(refused.value)
    assert "There is no house 'smo'" in str(refused.value)


def test_only_coordinators_keep_the_register(do):
    with pytest.raises(RefusedError, match="is no coordinator"):
        do(register.add, ASKED, "ines")
