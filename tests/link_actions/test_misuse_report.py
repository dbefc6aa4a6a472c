"""Reporting that it was somebody else, on both databases."""

import json

import pytest
from answers import Links

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import BadInputError
from vorlauf.link_actions.misuse_report import report
from vorlauf.posts.comment_queries import comments_of

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def protest(links):
    def act(words, text="Das war ich nicht."):
        return links.act(report, links.open(words), text)

    return act


def test_what_was_not_hers_is_taken_back_and_the_coordinator_hears(
    desk, links, asked, protest
):
    (number,) = asked("smi")
    links.say(links.issue(number, "ines"), "Erika Muster")

    reported = protest(links.receipt(number, "ines"))

    assert reported.undone.dest is PostState.MINISTRY_REVIEW
    lines = desk.rows(AUDIT)[-3:]
    assert [line.event for line in lines] == ["comment", "disputed", "take_back"]
    assert all(line.actor_key == "ines" for line in lines)
    noted, undone = (json.loads(line.details) for line in lines[1:])
    assert noted["decided_by"] == "Erika Muster"
    assert undone["reason"] == "disputed"
    told = desk.rows(NOTICE, purpose="comment_received")
    assert [notice.recipient for notice in told] == ["ada"]
    with reading(desk.engine) as connection:
        (said,) = comments_of(connection, desk.post(number).id)
    assert (said.text, said.author) == ("Das war ich nicht.", "Ines Iser")


def test_what_cannot_be_taken_back_is_reported_all_the_same(
    desk, links, hand_to_review, protest
):
    number = hand_to_review("smi", "smf")
    links.say(links.issue(number, "ines"), "Ines Iser")
    words = links.receipt(number, "ines")
    desk.do(number, "endorse", "frank")

    reported = protest(words)

    assert reported.undone is None
    assert desk.rows(AUDIT)[-1].event == "disputed"
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


def test_without_words_nothing_is_reported(desk, links, asked, protest):
    (number,) = asked("smi")
    links.say(links.issue(number, "ines"), "Ines Iser")
    before = len(desk.rows(AUDIT))

    with pytest.raises(BadInputError, match="The comment has 0 characters"):
        protest(links.receipt(number, "ines"), "  ")

    assert len(desk.rows(AUDIT)) == before


def test_a_mailbox_reports_it_too(desk, links, asked, protest):
    desk.amend("people", "ines", functional=True, name="Poststelle SMI")
    (number,) = asked("smi")
    links.say(links.issue(number, "ines"), "Erika Muster")

    reported = protest(links.receipt(number, "ines"), "Bei uns war das niemand.")

    assert reported.undone.dest is PostState.MINISTRY_REVIEW
    assert desk.rows(AUDIT)[-1].actor == "Poststelle SMI"
