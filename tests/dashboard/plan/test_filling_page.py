"""Filling a plan from topics in a browser, by a program and on the command line."""

import pytest
from programs import program_of

from vorlauf.db.engine import writing
from vorlauf.plan.topics import topic_changes
from vorlauf.plan.topics.topic_changes import NewTopic
from vorlauf.plan.topics.topic_rows import TopicWords


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def topics(desk):
    """Keep two topics; return their keys."""
    words = [TopicWords(title=f"Thema {n}", houses=("smi",)) for n in range(2)]
    with writing(desk.engine) as connection:
        new = [NewTopic(words=one) for one in words]
        return [one.id for one in topic_changes.add(desk.call(connection), new, "ada")]


def test_topics_are_shown_with_their_slots_and_drafts_made_of_those_ticked(
    dashboard, topics
):
    ada = dashboard.as_("ada")
    assert "/plan/filling?year=2024" in ada.see("/plan?year=2024").links
    page = ada.see("/plan/filling?year=2024&quarter=1")
    assert "Thema 1" in page.html
    fields = dict(page.form("/plan/filling").fields)
    kept = {name: value for name, value in fields.items() if name != "take"}

    done = ada.send("/plan/filling", kept | {"take": str(topics[0])})

    assert "Aus einem Thema wurde ein Entwurf." in done.html
    again = ada.see("/plan/filling?year=2024&quarter=1")
    assert ("Thema 0" in again.html, "Thema 1" in again.html) == (False, True)
    assert ada.post("/plan/filling", kept).status_code == 422
    old = kept | {"take": str(topics[0])}
    assert ada.post("/plan/filling", old).status_code == 409


def test_a_whole_filling_is_taken_back_while_nobody_has_worked_on_it(
    dashboard, desk, topics
):
    ada, path = dashboard.as_("ada"), "/plan/filling?year=2024&quarter=1"
    fields = dict(ada.see(path).form("/plan/filling").fields)
    made = ada.send("/plan/filling", fields | {"take": [*map(str, topics)]})
    numbers = [n for n in ("2024-001", "2024-002") if f"/posts/{n}" in made.links]
    back = {"year": "2024", "quarter": "1", "made": numbers}
    before = desk.post(numbers[1]).state

    desk.save(numbers[0], title="Ein anderer Titel")
    refused = ada.post("/plan/filling/back", back)
    desk.save(numbers[0], title="Thema 0")
    done = ada.send("/plan/filling/back", back | {"made": numbers[1:]})

    assert (len(numbers), refused.status_code) == (2, 409)
    assert (before, desk.post(numbers[1]).state) == ("draft", "withdrawn")
    assert desk.post(numbers[0]).state == "draft"
    assert "1 Entwurf wurde zurückgenommen" in done.html
    assert "Thema 1" in done.html


def test_a_program_takes_what_was_proposed(dashboard, desk, topics):
    program = program_of(dashboard, "ada")
    found = program.get("/plan/filling?year=2024").json()
    slots = {str(one["key"]): one["slot_at"] for one in found["placed"]}
    assert sorted(map(int, slots)) == sorted(topics)

    done = program.send("/plan/filling", {"year": 2024, "topics": slots}).json()

    assert len(done["numbers"]) == 2
    assert {desk.post(number).title for number in done["numbers"]} == {
        "Thema 0",
        "Thema 1",
    }
