"""A fresh link for a dead one, on both databases: to the address on file only."""

from datetime import timedelta

import pytest
from answers import MINT, Links

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, LinkEnd, table_of
from vorlauf.errors import RefusedError
from vorlauf.link_actions.renewal import renew
from vorlauf.links import link_queries
from vorlauf.links.verify import LinkState

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def ask(desk):
    def act(words):
        with writing(desk.engine) as connection:
            return renew(desk.call(connection), MINT, words)

    return act


@pytest.fixture
def end(desk, links):
    def act(words, how):
        key = links.open(words).link.id
        with writing(desk.engine) as connection:
            link_queries.end(connection, key, how, desk.now)

    return act


def told(desk):
    rows = desk.rows(NOTICE, purpose="link_renewed")
    return [(row.recipient, row.due_at, row.version) for row in rows]


@pytest.mark.parametrize("how", [LinkEnd.LOCKED, LinkEnd.REISSUED], ids=str)
def test_a_dead_link_is_replaced_by_another(links, asked, ask, end, how):
    desk, (number,) = links.desk, asked("smi")
    old = links.issue(number, "ines")
    end(old, how)

    renewed = ask(old)

    assert (renewed.number, renewed.name) == (number, "Ines Iser")
    assert told(desk) == [("ines", desk.now, 1)]
    fresh = links.issue(number, "ines")
    assert fresh != old
    assert links.open(fresh).state is LinkState.GOOD
    assert links.open(old).state is not LinkState.GOOD
    assert desk.rows(AUDIT)[-1].event == "renew_link"


def test_a_link_past_its_time_is_replaced_at_any_hour(desk, links, asked, ask):
    (number,) = asked("smi")
    old = links.issue(number, "ines")
    desk.now = links.open(old).link.ends_at + timedelta(seconds=1)
    assert links.open(old).state is LinkState.EXPIRED

    ask(old)

    assert told(desk) == [("ines", desk.now, 1)]
    assert links.open(old).state is LinkState.REISSUED


def test_for_an_old_version_there_is_a_link_to_the_new_one(desk, links, asked, ask):
    (number,) = asked("smi")
    old = links.issue(number, "ines")
    desk.save(number, texts={"xing": "Anders."})

    ask(old)

    assert told(desk) == [("ines", desk.now, 2)]
    assert links.open(links.issue(number, "ines")).state is LinkState.GOOD


def test_an_old_link_does_not_kill_the_one_that_is_good(desk, links, asked, ask):
    (number,) = asked("smi")
    old = links.issue(number, "ines")
    desk.save(number, texts={"xing": "Anders."})
    good = links.issue(number, "ines")

    ask(old)

    assert links.open(good).state is LinkState.GOOD


def test_there_are_three_a_day(desk, links, asked, ask, end):
    (number,) = asked("smi")
    old = links.issue(number, "ines")
    end(old, LinkEnd.LOCKED)
    for _ in range(3):
        ask(old)

    with pytest.raises(RefusedError, match="3 links were sent to you within a day"):
        ask(old)
    assert len(told(desk)) == 3
    desk.now += timedelta(days=1)
    ask(old)
    assert len(told(desk)) == 4


def test_where_nothing_is_asked_there_is_no_link(desk, links, asked, ask):
    (number,) = asked("smi")
    old = links.issue(number, "ines")
    links.say(old, "Ines Iser")

    with pytest.raises(RefusedError, match="nothing is asked of you here"):
        ask(old)
    assert told(desk) == []


def test_what_is_good_or_unknown_is_not_renewed(desk, links, asked, ask):
    (number,) = asked("smi")
    words = links.issue(number, "ines")

    assert ask("A" * 64) is None
    with pytest.raises(RefusedError, match="this link is good"):
        ask(words)
    assert told(desk) == []
