"""Somebody is disabled: no link of theirs opens anything, whatever it is for.

On both databases.
"""

import pytest
from answers import MINT, Links
from desk_of_people import disable, enable

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import LinkKind
from vorlauf.errors import RefusedError
from vorlauf.link_actions.forward import receivers
from vorlauf.link_actions.renewal import renew
from vorlauf.link_actions.revoke import take_back
from vorlauf.links.link_queries import LINK
from vorlauf.links.verify import LinkState


@pytest.fixture
def links(desk):
    return Links(desk)


def recipients(mails):
    return sorted(to for to, _ in mails)


@pytest.mark.parametrize("kind", LinkKind)
def test_no_kind_of_link_opens_anything_for_who_is_disabled(desk, links, asked, kind):
    (number,) = asked("smi")
    words = links.issue(number, "ines", kind=kind)

    disable(desk)

    opened = links.open(words)
    assert (opened.state, opened.recipient) == (LinkState.GONE, None)


def test_a_link_that_was_opened_before_decides_nothing_after(desk, links, asked):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))

    disable(desk)

    with pytest.raises(RefusedError, match="does not take part any more"):
        links.say_opened(opened, "Ines Iser")
    assert desk.open_steps(number) == {("review", "smi")}


def test_a_link_that_was_made_at_the_same_moment_is_dead_as_well(desk, links, asked):
    (number,) = asked("smi")
    disable(desk)

    words = links.issue(number, "ines")

    assert links.open(words).state is LinkState.GONE


def test_nobody_who_is_disabled_takes_a_decision_back(desk, links, asked):
    (number,) = asked("smi")
    links.say(links.issue(number, "ines"), "Ines Iser")
    receipt = links.open(links.receipt(number, "ines"))

    disable(desk)

    with pytest.raises(RefusedError, match="does not take part any more"):
        links.act(take_back, receipt, "Ines Iser")


def test_nobody_who_is_disabled_gets_a_new_link(desk, links, asked):
    (number,) = asked("smi")
    words = links.issue(number, "ines")
    disable(desk)

    with (
        pytest.raises(RefusedError, match="nothing is asked of you here"),
        writing(desk.engine) as connection,
    ):
        renew(desk.call(connection), MINT, words)
    assert desk.rows(NOTICE, purpose="link_renewed") == []


def test_a_name_that_was_shut_out_is_not_taken_by_a_forwarded_link(desk, links, asked):
    (number,) = asked("smi")
    disable(desk, "ines")
    words = links.issue(number, "ivo")

    with pytest.raises(RefusedError, match="Ines Iser does not take part any more"):
        links.say(words, "ines  ISER")


def test_nothing_is_passed_on_to_somebody_who_is_disabled(desk, links, asked):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))
    assert [one.person.key for one in receivers(desk.directory, opened)] == ["ivo"]

    disable(desk, "ivo")

    again = links.open(links.issue(number, "ines"))
    assert receivers(desk.directory, again) == ()


def test_the_link_of_the_deputy_is_good(desk, links, asked):
    (number,) = asked("smi")
    disable(desk)

    links.say(links.issue(number, "ivo"), "Ivo Jahn")

    line = desk.file(number)[-1]
    assert (line.actor, line.on_behalf_of) == ("Ivo Jahn", "Ines Iser")


def test_who_comes_back_gets_a_new_link_and_the_old_one_stays_dead(
    desk, links, asked, post_round
):
    (number,) = asked("smi")
    post_round(issuer=MINT)
    (old,) = desk.rows(LINK, recipient="ines")
    disable(desk)
    post_round(issuer=MINT)

    enable(desk)
    mails = post_round(issuer=MINT)

    assert recipients(mails) == ["ines"]
    *_, fresh = desk.rows(LINK, recipient="ines")
    assert (fresh.id > old.id, fresh.ended_at) == (True, None)
    assert [row.ended_how for row in desk.rows(LINK, id=old.id)] == ["reissued"]
    assert links.open(links.issue(number, "ines")).state is LinkState.GOOD
