"""A hand-over is taken back while the new owner has not heard of it."""

from datetime import timedelta
from functools import partial

import pytest

from vorlauf.db.post_snapshots import NOTICE
from vorlauf.editing.owner_undo import take_back, together
from vorlauf.editing.owners import HandOver, hand_over
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.steps import coordinator_of

DAY = timedelta(days=1)


@pytest.fixture
def give(desk):
    """Return a function by which Ada hands posts to Ben."""

    def act(*numbers, days=0, to="ben"):
        first = desk.directory.agency.office.day_of(desk.now) + days * DAY
        by = overseer(desk.directory, "ada")
        wanted = HandOver(numbers=numbers, to=to, by=by, first_day=first, note="Bitte.")
        return desk.ask(hand_over, wanted)

    return act


@pytest.fixture
def take(desk):
    """Return a function by which somebody takes hand-overs back."""

    def act(*numbers, actor="ada"):
        by = overseer(desk.directory, actor)
        return desk.ask(partial(take_back, by=by), numbers)

    return act


def owner(desk, number):
    return coordinator_of(desk.post(number), desk.directory).key


def waiting(desk, recipient):
    rows = desk.rows(NOTICE, recipient=recipient)
    return sorted(row.purpose for row in rows if row.state == "queued")


def test_everything_is_as_before_and_nobody_gets_a_mail(desk, a_post, give, take):
    number = a_post("smi", texts={})
    mails, steps = waiting(desk, "ada"), desk.post(number).steps
    give(number)

    done = take(number)

    assert (done, owner(desk, number)) == ([number], "ada")
    assert (waiting(desk, "ben"), waiting(desk, "ada")) == ([], mails)
    assert desk.post(number).steps == steps
    (line,) = [one for one in desk.file(number) if one.event == "undo"]
    assert '"event":"hand_over"' in line.details


def test_a_hand_over_that_begins_later_is_taken_back(desk, a_post, give, take):
    number = a_post("smi")
    give(number, days=3)
    give(number, days=5, to="ben")

    take(number)

    assert desk.post(number).next_owner == "ben"
    assert desk.post(number).next_owner_from.day != 5
    with pytest.raises(RefusedError, match="no hand-over that can be taken back"):
        take(number)


def test_what_has_left_stays(desk, a_post, give, take, post_round):
    number = a_post("smi", texts={})
    give(number)
    post_round(desk.now + DAY)

    with pytest.raises(RefusedError, match="a mail of the hand-over has left"):
        take(number)

    assert owner(desk, number) == "ben"


def test_only_who_handed_over_takes_back(a_post, give, take):
    number = a_post("smi")
    give(number)

    with pytest.raises(RefusedError, match="somebody else"):
        take(number, actor="ben")


def test_what_was_handed_over_at_once_is_found_by_one_of_it(desk, a_post, give):
    first, second, other = a_post("smi"), a_post("smf"), a_post("smi")
    give(first, second)

    assert desk.ask(together, second) == [first, second]
    assert desk.ask(together, other) == [other]


def test_a_post_that_moved_on_is_not_given_back(desk, a_post, give, take):
    number = a_post("smi")
    give(number)
    desk.do(number, "withdraw", "ben", comment="Doch nicht.")

    with pytest.raises(RefusedError, match="has changed since"):
        take(number)


def test_without_a_post_nothing_is_taken_back(take):
    with pytest.raises(BadInputError, match="at least one"):
        take()
