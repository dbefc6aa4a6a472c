"""Filling: open topics get slots by their days, the agreed split and every rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from vorlauf.db.engine import reading, writing
from vorlauf.errors import BadInputError, ConflictError
from vorlauf.plan.check import check_plan
from vorlauf.plan.proposals.filling import FillWish, fill, take_topics
from vorlauf.plan.topics import topic_changes, topic_queries
from vorlauf.plan.topics.topic_changes import NewTopic
from vorlauf.plan.topics.topic_rows import TopicWords

YEAR = FillWish(year=2024)


def topic(**words):
    return NewTopic(words=TopicWords(**words))


@pytest.fixture
def keep(desk):
    def make(*topics):
        with writing(desk.engine) as connection:
            topic_changes.add(desk.call(connection), topics, "ada")

    return make


@pytest.fixture
def filled(desk):
    def make(wish=YEAR):
        with reading(desk.engine) as connection:
            return fill(desk.call(connection), wish, "ada")

    return make


@pytest.fixture
def agreed(desk):
    """Let two houses share the posts evenly, and one post be enough for a week."""
    campaign = replace(desk.directory.campaign, posts_per_week=1, house_spacing=2)
    houses = {
        key: replace(house, campaign=campaign, share=1 if key in {"smi", "smf"} else 0)
        for key, house in desk.directory.houses.items()
    }
    desk.directory = replace(desk.directory, campaign=campaign, houses=houses)


@pytest.mark.usefixtures("agreed")
def test_topics_get_slots_by_their_days_and_the_split_and_every_rule_is_kept(
    desk, keep, filled
):
    keep(
        *(topic(title=f"Innen {n}", houses=("smi",)) for n in range(3)),
        topic(title="Geld", houses=("smf",)),
        topic(title="Frühling", houses=("smf",), season="03-01/03-15"),
        topic(title="Zu spät", houses=("smi",), until=date(2024, 1, 1)),
    )

    found = filled()

    assert {one.title for one in found.placed} == {
        "Innen 0",
        "Innen 1",
        "Innen 2",
        "Geld",
        "Frühling",
    }
    at = {one.title: one.slot_at.date() for one in found.placed}
    assert date(2024, 3, 1) <= at["Frühling"] <= date(2024, 3, 15)
    assert len({day.isocalendar()[:2] for day in at.values()}) == 5
    assert [one.title for one in found.placed] == sorted(at, key=at.__getitem__)
    assert all(one.because for one in found.placed)
    (geld,) = [one for one in found.placed if one.title == "Geld"]
    assert any("agreed are 50 %" in str(why) for why in geld.because)

    shown = {one.key: one.slot_at for one in found.placed[:3]}
    with writing(desk.engine) as connection:
        numbers = take_topics(desk.call(connection), FillWish(year=2024), shown, "ada")
    assert [desk.post(n).slot_at for n in numbers] == list(shown.values())
    with reading(desk.engine) as connection:
        plan = check_plan(desk.call(connection), 2024)
        open_ones = [
            one.title
            for one in topic_queries.all_topics(connection, desk.directory)
            if one.state == "open"
        ]
    assert (plan.posts, plan.troubled, plan.overloads, plan.clashes) == (3, [], [], [])
    assert len(open_ones) == 3


@pytest.mark.usefixtures("agreed")
def test_what_finds_no_slot_names_the_rules_and_what_has_changed_is_not_taken(
    desk, keep, filled
):
    week = date(2024, 3, 4)
    keep(
        *(
            topic(
                title=f"Eng {n}",
                houses=("smi",),
                not_before=week,
                until=week + timedelta(days=4),
            )
            for n in range(2)
        )
    )

    quarter = FillWish(year=2024, quarter=1)
    found = filled(quarter)

    (placed,), (left,) = found.placed, found.left
    said = {str(one.rule): len(one.days) for one in left.obstacles}
    assert said["The week of 2024-03-04 has a post already."] == 5
    assert filled(FillWish(year=2024, quarter=2)).placed == []
    assert len(filled(FillWish(year=2024, most=1)).placed) == 1
    for key, slot_at in ((placed.key, placed.slot_at + timedelta(1)), (999, week)):
        with (
            pytest.raises(ConflictError, match="something else is proposed"),
            writing(desk.engine) as connection,
        ):
            take_topics(desk.call(connection), quarter, {key: slot_at}, "ada")
    for wish in (FillWish(quarter=1), FillWish(year=2024, quarter=5)):
        with pytest.raises(BadInputError, match="one of its quarters"):
            filled(wish)
