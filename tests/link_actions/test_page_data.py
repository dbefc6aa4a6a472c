"""What a link shows, on both databases: enough to decide, in few questions."""

import pytest
from answers import MINT, Links
from sqlalchemy import event

from states.post import StepKind
from vorlauf.db.engine import reading
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.editing.corrections import Correction, correct
from vorlauf.link_actions.page_data import link_page_data
from vorlauf.links.verify import open_link


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def look(desk, links):
    def act(words):
        with reading(desk.engine) as connection:
            return link_page_data(connection, links.open(words))

    return act


def test_the_first_time_there_is_nothing_before(links, hand_to_review, look):
    number = hand_to_review("smi", "smf")

    seen = look(links.issue(number, "ines"))

    assert (seen.before, seen.decided, seen.comments) == (None, (), ())
    assert [(part.kind, part.house) for part in seen.waiting] == [
        (StepKind.REVIEW, "smf")
    ]


def test_it_shows_what_the_house_saw_last_and_who_has_decided(
    desk, links, hand_to_review, look
):
    number = hand_to_review("smi", "smf")
    desk.save(number, texts={"xing": "Ein Tag im Dienst."})
    desk.do(number, "endorse", "frank")

    seen = look(links.issue(number, "ines"))

    assert seen.before.texts["xing"] == "Ein Tag bei der Feuerwehr."
    assert [(part.house, part.decided_by) for part in seen.decided] == [
        ("smf", "Frank Förster")
    ]
    assert seen.waiting == ()


def test_what_was_decided_before_a_correction_is_shown(
    desk, links, hand_to_review, look
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "frank")
    texts = {"xing": "Ein Tag bei der Feuerwher."}
    desk.ask(correct, Correction(number=number, actor="ben", texts=texts))

    seen = look(links.issue(number, "ines"))

    assert [(part.house, part.version) for part in seen.decided] == [("smf", 1)]


def test_what_is_internal_is_not_shown(desk, links, asked, look):
    (number,) = asked("smi")
    desk.ask(say, Remark(number, "ada", "Nur für uns.", internal=True))
    desk.ask(say, Remark(number, "ivo", "Für alle."))

    seen = look(links.issue(number, "ines"))

    assert [(one.author, one.text) for one in seen.comments] == [
        ("Ivo Jahn", "Für alle.")
    ]


def test_opening_and_looking_asks_little(desk, links, asked):
    (number,) = asked("smi")
    words = links.issue(number, "ines")
    questions = []

    def note(_connection, _cursor, statement, *_):
        questions.append(statement)

    with reading(desk.engine) as connection:
        event.listen(desk.engine, "before_cursor_execute", note)
        opened = open_link(desk.call(connection), MINT, words)
        opening = len(questions)
        link_page_data(connection, opened)
        event.remove(desk.engine, "before_cursor_execute", note)

    assert len(questions) - opening <= 6
    # Two of them ask whose the key is and who is disabled, at the moment of the answer.
    assert len(questions) <= 10
