"""Event feed: what the outside is told of the file, each line once."""

import pytest
from desk import BARE

from vorlauf.jobs.event_feed import reported, unreported


@pytest.fixture
def news(desk, a_post):
    number = a_post("smi", **BARE)
    desk.do(number, "submit")
    desk.do(number, "endorse", "ivo", comment="Für Frau Iser.")
    return unreported(desk.engine)


def test_every_line_is_told_in_order(news):
    assert [one.name for one in news] == [
        "vorlauf.post.add",
        "vorlauf.post.submit",
        "vorlauf.post.endorse",
    ]
    assert [one.position for one in news] == [1, 2, 3]
    assert {one.number for one in news} == {"2023-001"}


def test_houses_go_along_and_neither_names_nor_words(news):
    assert news[-1].payload == {
        "source": "ministry_review",
        "dest": "staatskanzlei_approval",
        "house": "smi",
        "capacity": "deputy",
    }


def test_what_was_told_is_not_told_again(desk, news):
    reported(desk.engine, news[:2])

    assert unreported(desk.engine) == news[2:]


def test_a_bookmark_never_goes_back(desk, news):
    reported(desk.engine, news)
    reported(desk.engine, news[:1])
    reported(desk.engine, [])

    assert unreported(desk.engine) == []


def test_a_line_has_the_same_identity_wherever_it_is_told(desk, news):
    assert unreported(desk.engine, most=2) == news[:2]
    assert len({one.id for one in news}) == 3
