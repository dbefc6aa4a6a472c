"""Undo of an edit: version, decisions, steps and mails are as they were before."""

from datetime import timedelta
from itertools import product

import pytest
from desk import BARE
from living_rows import alive
from sqlalchemy import select

from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Version, table_of
from vorlauf.editing.corrections import Correction, correct
from vorlauf.errors import RefusedError
from vorlauf.posts import decision_queries, undo_queries
from vorlauf.workflow.undo import UNDO_FOR, undo

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
VERSION = table_of(Version)

ACTS = {
    "draft": [],
    "asked": [("request_assets", "ada")],
    "review": [("submit", "ada")],
    "half": [("submit", "ada"), ("endorse", "ines")],
    "scheduled": [
        ("submit", "ada"),
        ("endorse", "ines"),
        ("endorse", "frank"),
        ("approve", "clara"),
    ],
}
CASES = list(product(ACTS, ["text", "day", "hour", "title"]))


@pytest.fixture
def take_back(desk):
    def act(number, actor="ada", **more):
        desk.now += SECOND
        with writing(desk.engine) as connection:
            return undo(desk.call(connection), number, actor, **more)

    return act


@pytest.fixture
def edit(desk):
    """Return a function that saves as the dashboard does."""

    def act(number, **more):
        desk.now += SECOND
        return desk.save(number, hold=UNDO_FOR, **more)

    return act


@pytest.fixture
def scheduled(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    for who in ("ines", "frank"):
        desk.do(number, "endorse", who)
    desk.do(number, "approve", "clara")
    return number


def standing(desk, number):
    post = desk.post(number)
    with reading(desk.engine) as connection:
        said = decision_queries.standing(connection, post.id, post.version)
    return {(yes.kind.value, yes.house) for yes in said}


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_all_is_as_it_was_before_the_edit(desk, a_post, edit, take_back, case):
    state, change = case
    number = a_post("smi", "smf", **({} if state == "asked" else BARE))
    for trigger, who in ACTS[state]:
        desk.do(number, trigger, who)
    was, held = alive(desk), standing(desk, number)
    slot = desk.post(number).slot_at
    changed = {
        "text": {"texts": {"linkedin": "Ein Tag im Revier."}},
        "day": {"slot_at": slot + 7 * DAY},
        "hour": {"slot_at": slot + timedelta(hours=2)},
        "title": {"title": "Ein anderer Titel"},
    }
    edit(number, **changed[change])
    assert alive(desk) != was

    done = take_back(number)

    assert alive(desk) == was
    assert standing(desk, number) == held
    assert (done.dest, done.version) == (desk.post(number).state, 1)


def test_nobody_ever_hears_of_it(edit, take_back, post_round, desk, scheduled):
    post_round(desk.now + timedelta(hours=1))
    edit(scheduled, texts={"linkedin": "Ein Tag im Revier."})
    take_back(scheduled)

    heard = [to for to, _ in post_round(desk.now + timedelta(hours=2))]

    assert heard == []


def test_the_next_edit_gets_a_number_of_its_own_and_is_compared_with_what_was_seen(
    desk, edit, take_back, scheduled
):
    edit(scheduled, texts={"linkedin": "Ein Versehen."})
    take_back(scheduled)

    edit(scheduled, texts={"linkedin": "Ein Tag im Revier."})

    post = desk.post(scheduled)
    assert (post.version, post.state) == (3, PostState.MINISTRY_REVIEW)
    with reading(desk.engine) as connection:
        assert undo_queries.taken_back(connection, post.id) == {2}
        numbers = connection.execute(select(VERSION.c.number)).scalars().all()
    assert sorted(numbers) == [1, 2, 3]


def test_a_correction_is_taken_back_and_nobody_is_shown_it(
    desk, take_back, scheduled, post_round
):
    post_round(desk.now + timedelta(hours=1))
    was = alive(desk)
    desk.now += SECOND
    texts = {"linkedin": "Ein Tag bei der Feuerwehren."}
    wish = Correction(number=scheduled, actor="ben", texts=texts, hold=UNDO_FOR)
    desk.ask(correct, wish)

    take_back(scheduled, "ben")

    assert alive(desk) == was
    assert post_round(desk.now + timedelta(hours=2)) == []


def test_after_half_a_minute_an_edit_stays(desk, edit, take_back, scheduled):
    edit(scheduled, texts={"linkedin": "Ein Tag im Revier."})
    desk.now += UNDO_FOR

    with pytest.raises(RefusedError, match="30 seconds"):
        take_back(scheduled)

    assert desk.post(scheduled).version == 2


def test_the_log_says_which_version_holds_again(desk, edit, take_back, scheduled):
    edit(scheduled, texts={"linkedin": "Ein Tag im Revier."})
    take_back(scheduled)

    saved, undone = desk.file(scheduled)[-2:]

    assert (saved.event, saved.version) == ("revise", 2)
    assert (undone.event, undone.version) == ("undo", 1)
    assert (undone.source, undone.dest) == ("ministry_review", "scheduled")
