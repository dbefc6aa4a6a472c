"""Edits: what a save changes, and what it voids, on both databases."""

import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from desk import BARE

from states.post import PostState
from vorlauf.db.post_snapshots import NOTICE, STEP, VERSION
from vorlauf.errors import BadInputError, ConflictError, RefusedError

BERLIN = ZoneInfo("Europe/Berlin")
WAY = {
    "ministry_review": [("submit", "ada")],
    "staatskanzlei_approval": [("submit", "ada"), ("endorse", "ines")],
    "scheduled": [("submit", "ada"), ("endorse", "ines"), ("approve", "clara")],
}


@pytest.fixture
def post_in(desk, a_post):
    """Return a function that brings a post to a state."""

    def bring(state):
        number = a_post("smi", **BARE)
        for trigger, actor in WAY[state]:
            desk.do(number, trigger, actor)
        return number

    return bring


@pytest.mark.parametrize("state", WAY)
@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_the_same_words_in_another_form_void_nothing(desk, post_in, state, form):
    number = post_in(state)
    desk_before = desk.save(number, texts={"xing": "Für die #Öffentlichkeit."})
    before = desk.post(number), desk.file(number)
    typed = unicodedata.normalize(form, "\ufeffFür die #Öffent\u00adlich\u200bkeit.")

    saved = desk.save(number, texts={"xing": typed})

    assert desk_before.changed == ("text:xing",)
    assert desk.post(number).content.texts["xing"] == "Für die #Öffentlichkeit."
    assert saved.changed == ()
    assert (desk.post(number), desk.file(number)) == before


@pytest.mark.parametrize("state", WAY)
def test_a_save_without_a_change_voids_nothing(desk, post_in, state):
    number = post_in(state)
    before = desk.post(number), desk.file(number)
    same = before[0].content.texts["xing"] + "\r\n"

    saved = desk.save(number, texts={"xing": same}, title=" Ein Tag bei der Feuerwehr ")

    assert saved.changed == ()
    assert (desk.post(number), desk.file(number)) == before


@pytest.mark.parametrize("state", WAY)
def test_a_change_voids_every_decision_and_asks_anew(desk, post_in, state):
    number = post_in(state)
    old = {step.id for step in desk.post(number).steps}

    saved = desk.save(number, texts={"xing": "Neu."}, comment="Tippfehler")

    post = desk.post(number)
    assert (saved.version, saved.state) == (2, PostState.MINISTRY_REVIEW)
    assert desk.open_steps(number) == {("review", "smi")}
    assert post.state is PostState.MINISTRY_REVIEW
    assert {row.outcome for row in desk.rows(STEP) if row.id in old} == {"void"}
    assert not [row for row in desk.rows(NOTICE, state="queued") if row.step_id in old]
    *_, line = desk.file(number)
    assert line.event == ("save" if state == "ministry_review" else "revise")
    assert '"changed":["text:xing"]' in line.details


def test_a_new_title_is_no_new_version(desk, post_in):
    number = post_in("scheduled")

    saved = desk.save(number, title="Zwei Tage bei der Feuerwehr")

    assert (saved.version, saved.changed) == (1, ("title",))
    assert desk.post(number).state is PostState.SCHEDULED


def test_every_version_is_kept_with_its_author(desk, a_post):
    number = a_post("smi", **BARE)
    desk.save(number, "ben", link="https://example.org/")

    with desk.engine.connect() as connection:
        rows = connection.execute(VERSION.select().order_by(VERSION.c.number)).all()

    assert [(row.number, row.author) for row in rows] == [(1, "ada"), (2, "ben")]


def test_a_later_hour_of_the_same_day_moves_the_request_to_publish(desk, post_in):
    number = post_in("scheduled")
    earlier = datetime(2023, 11, 21, 9, 0, tzinfo=BERLIN)

    desk.save(number, slot_at=earlier)

    requests = desk.rows(NOTICE, purpose="publish_request")
    assert [row.state for row in requests] == ["cancelled", "queued"]
    assert requests[-1].due_at == earlier - timedelta(minutes=10)
    assert desk.post(number).state is PostState.SCHEDULED
    assert [step.due_at for step in desk.post(number).steps] == [earlier]


def test_another_day_is_a_new_version_and_moves_what_is_due(desk, a_post, slot):
    number = a_post("smi")
    desk.do(number, "request_assets")
    (before,) = desk.post(number).steps

    desk.save(number, slot_at=slot + timedelta(days=14))

    (after,) = desk.post(number).steps
    # Two weeks, less the one day that Buß- und Bettag no longer takes.
    assert after.due_at == before.due_at + timedelta(days=13)
    queued = desk.rows(NOTICE, step_id=before.id, state="queued")
    assert queued[0].purpose == "material_request"
    assert queued[1].due_at > before.due_at


def test_a_draft_whose_slot_moves_is_requested_later(desk, a_post, slot):
    number = a_post("smi")
    before = desk.post(number).request_by

    desk.save(number, slot_at=slot + timedelta(days=7))

    assert desk.post(number).request_by == before + timedelta(days=7)


def test_whoever_saves_second_is_told_so(desk, a_post):
    number = a_post("smi")
    desk.save(number, title="Erste", seen_row_version=1)

    with pytest.raises(ConflictError, match="Somebody else has changed"):
        desk.save(number, "ben", title="Zweite", seen_row_version=1)


def test_only_a_coordinator_saves(desk, post_in):
    with pytest.raises(RefusedError, match="saving is for a coordinator"):
        desk.save(post_in("ministry_review"), "ines", texts={"xing": "Neu."})


def test_what_is_withdrawn_is_kept_as_it_is(desk, a_post):
    number = a_post("smi")
    desk.do(number, "withdraw", comment="Absage")

    with pytest.raises(RefusedError, match="what it says is kept"):
        desk.save(number, title="Anders")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"texts": {"linkdin": "x"}}, "no channel 'linkdin'.*linkedin"),
        ({"texts": {"xing": "\0"}}, "The text for xing holds characters"),
        ({"title": "  "}, "The title has 0 characters"),
        ({"title": "a\nb"}, "The title holds a line break"),
        ({"title": "\x1b[2J"}, "The title holds a line break or a control"),
        ({"title": "x" * 201}, "The title has 201 characters"),
        ({"title": "\ud800"}, "The title holds characters"),
        ({"link": "\udc80"}, "is no web address"),
        ({"link": "javascript:alert(1)"}, "is no web address"),
        ({"comment": "\0", "title": "y"}, "The comment holds characters"),
    ],
)
def test_what_cannot_be_saved_is_said_plainly(desk, a_post, wrong, sentence):
    with pytest.raises(BadInputError, match=sentence):
        desk.save(a_post("smi"), **wrong)
