"""Being away, said by a link, on both databases."""

import json
from datetime import timedelta

import pytest
from answers import Links

from vorlauf.db.engine import reading
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.link_actions.absence import away
from vorlauf.scheduling.absences import absences

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def words(links, asked):
    (number,) = asked("smi")
    return links.issue(number, "ines")


@pytest.fixture
def leave(desk, links, words):
    def act(name="Ines Iser", days=5):
        first = desk.now.date()
        last = first + timedelta(days=days)
        return links.act(away, links.open(words), first, last, name)

    return act


def known(desk):
    with reading(desk.engine) as connection:
        return absences(connection, desk.now.date())


def test_the_recipient_is_away_and_the_file_says_by_which_door(desk, leave):
    absence = leave()

    assert [one.person for one in known(desk)] == [absence.person] == ["ines"]
    line = desk.rows(AUDIT)[-1]
    details = json.loads(line.details)
    assert (line.event, line.actor_key) == ("absence", "ines")
    assert (details["door"], details["issued_to"]) == ("link", "ines")


def test_nobody_is_put_away_by_whoever_got_the_link(desk, leave):
    with pytest.raises(RefusedError, match="was sent to Ines Iser, who alone"):
        leave("Erika Muster")

    assert known(desk) == []


def test_by_a_link_nobody_is_away_for_more_than_three_weeks(desk, leave):
    with pytest.raises(BadInputError, match="lasts 21 days at most"):
        leave(days=21)
    assert known(desk) == []

    leave(days=20)

    assert len(known(desk)) == 1


def test_days_are_checked_as_ever(leave):
    with pytest.raises(BadInputError, match="ends before it begins"):
        leave(days=-1)
    leave()
    with pytest.raises(ConflictError, match="is away from"):
        leave()
