"""The state machine as a picture: every way, every state, how many posts."""

import re

import pytest
from desk import BARE

from dashboard.flows.state_diagram import diagram
from states.moves import MOVES
from states.post import PostState, Trigger

EVERYWHERE = {Trigger.OVERRIDE, Trigger.WITHDRAW, Trigger.REOPEN}


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def test_every_way_of_the_table_is_drawn_and_no_other():
    ways = {
        (move.source, move.dest, move.trigger)
        for move in MOVES
        if move.trigger not in EVERYWHERE and move.source is not move.dest
    }
    drawn = [
        (arrow.source, arrow.dest, trigger)
        for arrow in diagram({}).arrows
        for trigger in arrow.triggers
    ]

    assert set(drawn) == ways
    assert len(drawn) == len(ways)


def test_every_trigger_of_the_table_is_named_somewhere():
    named = {
        trigger
        for arrow in diagram({}).arrows
        if arrow.is_named
        for trigger in arrow.triggers
    }

    assert named == {move.trigger for move in MOVES} - EVERYWHERE


def test_every_state_has_a_box_with_its_posts_and_its_link():
    counts = {state: n for n, state in enumerate(PostState)}

    boxes = diagram(counts).boxes

    assert [(box.state, box.posts, box.href) for box in boxes] == [
        (state, n, f"/posts?state={state.value}") for n, state in enumerate(PostState)
    ]


def test_boxes_lie_within_the_picture_and_side_by_side():
    picture = diagram({})

    for box in picture.boxes:
        assert 0 <= box.x <= picture.width - box.width
        assert 0 <= box.y <= picture.height - box.height
    assert len({(box.x, box.y) for box in picture.boxes}) == len(picture.boxes)


def test_every_arrow_lies_within_the_picture():
    picture = diagram({})

    for arrow in picture.arrows:
        path = re.findall(r"[MC ]\s*(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)", arrow.path)
        assert all(0 <= float(x) <= picture.width for x, _ in path)
        assert all(0 <= float(y) <= picture.height for _, y in path)


def test_the_page_has_the_numbers_and_the_links(dashboard, desk, a_post, asked):
    a_post("smi")
    asked("smi", "smf")
    desk.do(a_post("smi", **BARE), "withdraw", comment="Abgesagt.")

    page = dashboard.as_("ada").see("/flows")

    text = " ".join(
        re.sub(r"<[^>]*>", " ", page.html.partition('id="states"')[2]).split()
    )
    for words in (
        "Entwurf 1",
        "Prüfung im Ressort 2",
        "Eingeplant 0",
        "Zurückgezogen 1",
    ):
        assert words in text
    for state in PostState:
        assert f"/posts?state={state.value}" in page.links
        assert (
            dashboard.as_("ada").get(f"/posts?state={state.value}").status_code == 200
        )
