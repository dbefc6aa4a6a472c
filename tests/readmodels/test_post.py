"""Post and pulse: the whole file of a post, and the sign that something changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import BARE
from sqlalchemy import event

from states.post import StepKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import post_of
from vorlauf.db.tables import Outcome
from vorlauf.errors import NotFoundError
from vorlauf.mail.queue.notice_list import NoticeFilter, notices
from vorlauf.posts.comment_queries import NewComment, add_comment, comments_of
from vorlauf.posts.listing import file_of
from vorlauf.readmodels import post
from vorlauf.readmodels.page_frame import pulse


@pytest.fixture
def ask(engine):
    """Return a function that asks one of the questions about a post."""

    def answer(question, *arguments, **more):
        with reading(engine) as connection:
            return question(connection, *arguments, **more)

    return answer


@pytest.fixture
def busy(desk, a_post, engine, now):
    """A post with two versions, a picture, a comment, and a decision on it."""
    number = a_post("smf", "smi", wants_graphics=False)
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines", alt_text="Ein Löschzug.")
    desk.supply(number, "smf", "frank", sha256="b" * 64)
    desk.do(number, "submit")
    desk.do(number, "endorse", "ines")
    comment = NewComment(
        post_id=desk.post(number).id,
        version=2,
        step_id=None,
        house="smi",
        author="Ines Iser",
        author_key="ines",
        address="ines@smi.example.org",
        text="Schön.",
        whole="Schön. Danke.",
        said_at=now,
    )
    with writing(engine) as connection:
        add_comment(connection, comment)
    return number


def test_the_file_of_a_post_holds_what_each_list_of_it_says(ask, busy):
    file = ask(post.post_file, busy)

    key, alone = file.post.id, ask(post_of, busy)
    assert replace(file.post, pictures=()) == replace(alone, pictures=())
    assert set(file.post.pictures) == set(alone.pictures)
    assert list(file.comments) == ask(comments_of, key)
    assert list(file.lines) == ask(file_of, key)
    assert list(file.notices) == ask(notices, NoticeFilter(number=busy))
    assert list(file.steps) == ask(post.steps_of, key)
    assert list(file.versions) == ask(post.versions_of, key)
    assert list(file.pictures) == ask(post.pictures_of, key)
    assert list(file.proofs) == ask(post.proofs_of, key)


def test_steps_say_how_they_ended(ask, busy):
    steps = ask(post.post_file, busy).steps

    reviews = {step.house: step for step in steps if step.kind is StepKind.REVIEW}
    assert reviews["smi"].outcome is Outcome.ENDORSED
    assert reviews["smi"].decided_by
    assert (reviews["smf"].outcome, reviews["smf"].closed_at) == (None, None)
    assert [step.id for step in steps] == sorted(step.id for step in steps)


def test_pictures_and_comments_say_from_whom_they_are(ask, busy, now):
    file = ask(post.post_file, busy)

    assert [(one.house, one.alt_text) for one in file.pictures] == [
        ("smi", "Ein Löschzug."),
        ("smf", "Ein Löschzug."),
    ]
    assert file.pictures[0].delivered_at == now
    assert [(one.author, one.text) for one in file.comments] == [
        ("Ines Iser", "Schön.")
    ]


def test_a_version_keeps_what_was_written_before(ask, desk, a_post):
    number = a_post("smi", **BARE)
    desk.save(number, texts={"xing": "Neu."})

    first, second = ask(post.post_file, number).versions

    assert (first.number, second.number) == (1, 2)
    assert first.content.texts["xing"] == "Ein Tag bei der Feuerwehr."
    assert second.content.texts["xing"] == "Neu."
    assert second.fingerprint == desk.post(number).fingerprint


def test_the_whole_file_takes_three_questions(engine, ask, busy):
    asked = []
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _k, words, *_: asked.append(words.lstrip("(")[:6]),
    )

    ask(post.post_file, busy)

    assert asked.count("SELECT") == 3


@pytest.mark.parametrize("number", ["2023-999", "", "\x00", "ü", "a\ud800"])
def test_a_post_that_is_not_there_is_not_found(ask, number):
    with pytest.raises(NotFoundError, match="There is no post"):
        ask(post.post_file, number)


def test_the_pulse_changes_with_every_act_and_every_mail(ask, a_post, desk, post_round):
    pulses = [ask(pulse), ask(pulse)]

    number = a_post("smi", **BARE)
    pulses.append(ask(pulse))
    desk.do(number, "submit")
    pulses.append(ask(pulse))
    post_round(desk.now + timedelta(minutes=1))
    pulses.append(ask(pulse))

    assert pulses[0] == pulses[1]
    assert len(set(pulses)) == len(pulses) - 1
