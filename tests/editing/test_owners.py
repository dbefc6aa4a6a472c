"""Owners: which coordinator looks after a post, and handing it over."""

from datetime import timedelta

import pytest

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.editing.owners import HandOver, hand_over, hand_over_due, posts_of
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.steps import coordinator_of

DAY = timedelta(days=1)


@pytest.fixture
def give(desk):
    """Return a function by which Ada hands posts over."""

    def act(*numbers, to="ben", actor="ada", days=None, note="Ruft Do an."):
        first = desk.directory.agency.office.day_of(desk.now)
        wanted = HandOver(
            numbers=numbers,
            to=to,
            by=overseer(desk.directory, actor),
            first_day=None if days is None else first + days * DAY,
            note=note,
        )
        return desk.ask(hand_over, wanted)

    return act


def due(desk):
    with writing(desk.engine) as connection:
        return hand_over_due(desk.call(connection))


def owner(desk, number):
    return coordinator_of(desk.post(number), desk.directory).key


def test_a_post_is_its_authors_until_it_is_handed_over(desk, a_post, give):
    number = a_post("smi")

    before, done = owner(desk, number), give(number)

    assert (before, owner(desk, number)) == ("ada", "ben")
    assert (done.to.key, done.numbers, done.unchanged) == ("ben", (number,), ())
    assert give(number).unchanged == (number,)


def test_the_new_owner_gets_the_note_and_is_asked(desk, a_post, give):
    number = a_post("smi", texts={})

    give(number)

    assert {step.asked for step in desk.post(number).steps} == {"ben"}
    told = desk.rows(NOTICE, purpose="comment_received")
    assert [row.recipient for row in told] == ["ben"]


def test_the_log_says_who_gave_what_to_whom(desk, a_post, give):
    number = a_post("smi")

    give(number)

    (line,) = [one for one in desk.file(number) if one.event == "hand_over"]
    assert (line.actor, line.comment) == ("Ada Lorenz", "Ruft Do an.")
    assert "Ben" in str(line.details)


def test_a_hand_over_can_begin_later(desk, a_post, give):
    number = a_post("smi")

    give(number, days=3)
    desk.now += 2 * DAY
    too_soon = due(desk)
    early = owner(desk, number)
    desk.now += DAY
    in_time = due(desk)

    assert (too_soon, early) == ([], "ada")
    assert (in_time, owner(desk, number)) == ([number], "ben")
    assert desk.post(number).next_owner == ""


def test_who_has_left_meanwhile_gets_nothing(desk, a_post, give):
    number = a_post("smi")
    give(number, days=3)
    desk.now += 3 * DAY
    desk.amend("people", "ben")

    done = due(desk)

    assert (done, owner(desk, number)) == ([], "ada")
    assert desk.post(number).next_owner_from is None


def test_an_owner_who_left_is_followed_by_the_author(desk, a_post, give):
    number = a_post("smi")
    give(number)

    desk.amend("people", "ben")

    assert owner(desk, number) == "ada"


def test_all_posts_of_somebody_can_be_found(desk, a_post, give):
    mine, given = a_post("smi"), a_post("smf")
    give(given)

    of_ada, of_ben = (desk.ask(posts_of, key) for key in ("ada", "ben"))

    assert (of_ada, of_ben) == ([mine], [given])


@pytest.mark.parametrize("person", ["ines", "clara"])
def test_only_coordinators_look_after_posts(a_post, give, person):
    number = a_post("smi")

    with pytest.raises(RefusedError, match="cannot look after posts"):
        give(number, to=person)


def test_no_post_and_a_day_that_is_over_are_refused(a_post, give):
    number = a_post("smi")

    with pytest.raises(BadInputError, match="at least one post"):
        give()
    with pytest.raises(BadInputError, match="is over"):
        give(number, days=-1)
