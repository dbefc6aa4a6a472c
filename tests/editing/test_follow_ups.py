"""Follow-up notes: who reads them, and on which day they come back."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from vorlauf.db.post_snapshots import NOTICE
from vorlauf.editing import follow_ups
from vorlauf.editing.comments import readable_lines
from vorlauf.editing.follow_ups import NewFollowUp
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.posts.follow_up_queries import FOLLOW_UP, FOLLOW_UP_EVENTS
from vorlauf.workflow.manual_actions import overseer

WORDS = "angerufen, meldet sich Do"
DAY = timedelta(days=1)


@pytest.fixture
def note(desk):
    """Return a function by which Ada writes a note on a post for some days ahead."""

    def write(number, days=1, words=WORDS, actor="ada"):
        day = desk.directory.agency.office.day_of(desk.now) + days * DAY
        by = overseer(desk.directory, actor)
        wanted = NewFollowUp(number=number, day=day, words=words, by=by)
        return desk.ask(follow_ups.write, wanted)

    return write


@pytest.fixture
def change(desk):
    """Return a function by which somebody puts a note off, or is done without a day."""

    def act(number, key, day=None, actor="ben"):
        by = overseer(desk.directory, actor)
        if day is None:
            return desk.ask(lambda call, _: follow_ups.finish(call, number, key, by), 0)
        return desk.ask(
            lambda call, _: follow_ups.put_off(call, number, key, day, by), 0
        )

    return act


def lines(desk, number):
    return [one for one in desk.file(number) if one.event in FOLLOW_UP_EVENTS]


def test_a_note_is_kept_once_and_the_log_proves_its_words(desk, a_post, note):
    number = a_post("smi")

    first, again = note(number, words=f"  {WORDS} "), note(number)

    assert first.note == again.note
    assert (first.note.words, first.owner.key) == (WORDS, "ada")
    (line,) = lines(desk, number)
    assert WORDS not in f"{line.comment} {line.details}"
    details = json.loads(line.details)
    assert details["sha256"] == sha256(WORDS.encode()).hexdigest()
    assert details["follow_up_day"] == first.note.day.isoformat()


def test_only_coordinators_and_auditors_read_that_there_is_one(desk, a_post, note):
    number = a_post("smi")
    note(number)

    for person in desk.directory.people.values():
        read = readable_lines(lines(desk, number), person.role)
        assert bool(read) is (person.role in {"coordinator", "auditor"})


def test_nobody_gets_a_mail(desk, hand_to_review, note):
    number = hand_to_review("smi")
    before = len(desk.rows(NOTICE))

    note(number)

    assert len(desk.rows(NOTICE)) == before


def test_a_note_is_put_off_done_and_waits_again(desk, a_post, note, change):
    number = a_post("smi")
    made = note(number).note

    change(number, made.id, made.day + DAY)
    for _ in range(2):
        done = change(number, made.id)
    (row,) = desk.rows(FOLLOW_UP)
    change(number, made.id, made.day)

    assert (row.done_by, row.day) == (done.note.done_by, made.day + DAY)
    assert [one.event for one in lines(desk, number)] == [
        "follow_up",
        "follow_up_moved",
        "follow_up_done",
        "follow_up_moved",
    ]
    (row,) = desk.rows(FOLLOW_UP)
    assert (row.done_by, row.done_at, row.day) == ("", None, made.day)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"days": -1}, "is over"),
        ({"days": 401}, "more than a year ahead"),
        ({"words": "  "}, "0 characters"),
        ({"words": "x" * 501}, "501 characters"),
        ({"words": "a\nb"}, "line break"),
    ],
)
def test_what_cannot_be_a_note_is_refused_in_a_sentence(
    desk, a_post, note, wrong, said
):
    with pytest.raises(BadInputError, match=said):
        note(a_post("smi"), **wrong)

    assert not desk.rows(FOLLOW_UP)


def test_others_write_none_and_a_note_is_of_its_post(a_post, note, change):
    number, other = a_post("smi"), a_post("smf")
    made = note(number).note

    with pytest.raises(RefusedError):
        note(number, actor="ines")
    with pytest.raises(NotFoundError, match="no follow-up note"):
        change(other, made.id)
