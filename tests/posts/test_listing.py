"""Listing: what people ask the store, on both databases."""

from datetime import timedelta

import pytest
from desk import BARE
from sqlalchemy import update

from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.posts import listing


@pytest.fixture
def ask(engine):
    """Return a function that asks the store one of its lists."""

    def answer(question, *arguments, **more):
        with reading(engine) as connection:
            return question(connection, *arguments, **more)

    return answer


def test_posts_come_by_slot_and_can_be_narrowed_down(ask, desk, a_post, slot):
    later = a_post("smi", slot_at=slot + timedelta(days=7), **BARE)
    sooner = a_post("smf", "smi")
    desk.do(later, "submit")

    both = ask(listing.posts)
    reviewed = ask(listing.posts, state=PostState.MINISTRY_REVIEW)
    of_smf = ask(listing.posts, house="smf")

    assert [row.number for row in both] == [sooner, later]
    assert both[0].houses == ("smf", "smi")
    assert [row.number for row in reviewed] == [later]
    assert [(row.number, row.houses) for row in of_smf] == [(sooner, ("smf", "smi"))]


def test_what_is_late_comes_the_longest_overdue_first(ask, desk, a_post, slot):
    later = a_post("smi", slot_at=slot + timedelta(days=7), **BARE)
    sooner = a_post("smi", **BARE)
    for number in (later, sooner):
        desk.do(number, "submit")
    (step,) = desk.post(sooner).steps

    at_the_end = ask(listing.overdue, step.due_at)
    late = ask(listing.overdue, step.due_at + timedelta(days=30))

    assert at_the_end == []
    assert [row.number for row in late] == [sooner, later]
    assert (late[0].house, late[0].asked, late[0].kind) == ("smi", "ines", "review")


def test_what_will_go_out_comes_by_its_instant(ask, desk, a_post):
    number = a_post("smi", **BARE)
    desk.do(number, "submit")

    every = ask(listing.planned)
    now = ask(listing.planned, until=desk.now)

    assert [row.due_at for row in every] == sorted(row.due_at for row in every)
    assert ask(listing.planned, most=2) == every[:2]
    assert [(row.purpose, row.recipient) for row in now] == [("review_request", "ines")]


def test_what_was_decided_is_planned_no_more(ask, desk, a_post):
    number = a_post("smi", **BARE)
    desk.do(number, "withdraw", comment="Absage")

    assert ask(listing.planned) == []


def test_what_has_come_to_an_end_comes_newest_first(ask, desk, a_post):
    desk.do(a_post("smi", "smf", **BARE), "submit")
    requests = desk.rows(NOTICE, purpose="review_request")
    with writing(desk.engine) as connection:
        for minutes, row in enumerate(requests):
            connection.execute(
                update(NOTICE)
                .where(NOTICE.c.id == row.id)
                .values(
                    state="sent" if minutes else "dead",
                    settled_at=desk.now + timedelta(minutes=minutes),
                    error=None if minutes else "550 No such mailbox",
                )
            )

    both = ask(listing.settled, 9, states=(NoticeState.SENT, NoticeState.DEAD))
    dead = ask(listing.settled, 9, states=(NoticeState.DEAD,))

    assert [row.state for row in both] == ["sent", "dead"]
    assert [(str(row.error), row.subject) for row in dead] == [
        ("550 No such mailbox", "")
    ]


def test_the_file_of_a_post_is_its_own(ask, desk, a_post):
    first, second = a_post("smi"), a_post("smf")
    desk.do(second, "withdraw", comment="Absage")

    lines = ask(listing.file_of, desk.post(second).id)

    assert [line.event for line in lines] == ["add", "withdraw"]
    assert lines[-1].comment == "Absage"
    assert len(ask(listing.file_of, desk.post(first).id)) == 1


def test_every_state_is_counted(ask, desk, a_post):
    desk.do(a_post("smi"), "withdraw", comment="Absage")
    a_post("smi")

    counts = ask(listing.counts)

    assert list(counts) == list(PostState)
    assert counts[PostState.DRAFT] == counts[PostState.WITHDRAWN] == 1
    assert sum(counts.values()) == 2
