"""New posts: new posts with their slots, one or a whole year of them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from desk import BARE

from states.post import PostState
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.directory.model import Blackout
from vorlauf.editing.new_posts import NewPost, add, year_plan
from vorlauf.errors import BadInputError, NotFoundError, RefusedError

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YEAR = datetime(2022, 12, 31, 12, tzinfo=UTC)


def test_a_new_post_is_a_draft_with_one_step_and_one_line(desk, a_post, slot):
    number = a_post("smi", "smf", "smi", texts={})

    post = desk.post(number)
    assert (number, post.state, post.row_version) == ("2023-001", PostState.DRAFT, 1)
    assert (post.houses, post.slot_at) == (("smf", "smi"), slot)
    assert desk.open_steps(number) == {("draft", "agentur")}
    (line,) = desk.file(number)
    assert (line.event, line.source, line.dest, line.actor) == (
        "add",
        "",
        "draft",
        "Ada Lorenz",
    )


@pytest.mark.parametrize(
    ("wishes", "owed"),
    [
        ({"texts": {}}, {("draft", "agentur")}),
        ({"texts": {"xing": "Nur einer."}}, {("draft", "agentur")}),
        ({}, set()),
        ({"wants_assets": False}, set()),
        (BARE, {("submit", "agentur")}),
    ],
)
def test_a_draft_owes_what_the_timetable_will_not_do(desk, a_post, wishes, owed):
    assert desk.open_steps(a_post("smi", **wishes)) == owed


def test_a_draft_that_is_written_is_handed_on_without_a_mail(desk, a_post):
    number = a_post("smi", texts={}, **BARE)

    desk.save(number, texts=dict.fromkeys(("instagram", "linkedin", "xing"), "Da."))

    assert desk.open_steps(number) == {("submit", "agentur")}
    assert {row.purpose for row in desk.rows(NOTICE, state="queued")} == {"reminder"}


def test_the_slowest_house_decides_when_material_is_requested(desk, a_post):
    alone, together = desk.post(a_post("smi")), desk.post(a_post("smi", "smf"))

    assert together.request_by < alone.request_by


def test_a_post_that_needs_no_material_requests_none(desk, a_post):
    assert desk.post(a_post("smi", **BARE)).request_by is None


def test_a_graphic_alone_is_requested_by_the_timetable_too(desk, a_post):
    number = a_post("smi", wants_assets=False)

    desk.advance(desk.post(number).request_by)

    assert desk.open_steps(number) == {("graphics", "grafik")}


def test_numbers_run_in_each_year_of_the_slot(a_post, slot):
    later = slot.replace(year=2024, month=2, day=1)

    given = [a_post(), a_post(slot_at=later), a_post(), a_post(slot_at=later)]

    assert given == ["2023-001", "2024-001", "2023-002", "2024-002"]


@pytest.mark.parametrize(
    ("wrong", "error", "sentence"),
    [
        ({"houses": ("smx",)}, NotFoundError, "There is no house 'smx'"),
        ({"houses": ("grafik",)}, BadInputError, "grafik is an agency"),
        ({"author": "ines"}, RefusedError, "Ines Iser is no coordinator"),
        ({"author": "Adele"}, NotFoundError, "There is nobody called 'Adele'"),
        ({"title": ""}, BadInputError, "The title has 0 characters"),
        ({"texts": {"myspace": "x"}}, BadInputError, "There is no channel 'myspace'"),
        ({"link": "\0"}, BadInputError, "is no web address"),
    ],
)
def test_what_cannot_be_planned_is_refused(a_post, wrong, error, sentence):
    with pytest.raises(error, match=sentence):
        a_post(**wrong)


def test_a_post_names_a_house(engine, directory, now, slot):
    new = NewPost(title="Ohne", author="ada", houses=(), slot_at=slot)

    with (
        pytest.raises(BadInputError, match="“Ohne” names no house"),
        writing(engine) as connection,
    ):
        add(Call(connection, directory, now), [new])


def test_one_that_cannot_be_planned_keeps_all_out(desk, directory, now, slot):
    good = NewPost(title="Gut", author="ada", houses=("smi",), slot_at=slot)
    bad = replace(good, slot_at=now - timedelta(days=1))
    with pytest.raises(BadInputError), writing(desk.engine) as connection:
        add(Call(connection, directory, now), [good, bad])

    assert [desk.rows(table) for table in (POST, STEP, NOTICE)] == [[], [], []]


def test_a_year_of_226_posts_is_spread_over_its_working_days(directory):
    posts = year_plan(directory, 2023, 226, author="ada", after=NEW_YEAR)

    days = Counter(post.slot_at.astimezone(BERLIN).date() for post in posts)
    assert (len(posts), len(days), max(days.values())) == (226, 226, 1)
    houses = Counter(post.houses for post in posts)
    assert max(houses.values()) - min(houses.values()) <= 1
    calendar = directory.agency.office.calendar
    assert all(calendar.is_working_day(day) for day in days)


def test_a_year_leaves_its_blackouts_out(directory):
    june = Blackout(first=date(2023, 6, 1), last=date(2023, 6, 30), reason="Wahl")
    campaign = replace(directory.campaign, blackouts=(june,))
    quiet = replace(directory, campaign=campaign)

    posts = year_plan(quiet, 2023, 226, author="ada", after=NEW_YEAR)

    months = {post.slot_at.astimezone(BERLIN).month for post in posts}
    assert (len(posts), months) == (226, set(range(1, 13)) - {6})


def test_nothing_new_is_planned_in_a_blackout_but_what_is_planned_stays(desk, a_post):
    number = a_post("smi")
    day = desk.post(number).content.slot_date
    mourning = Blackout(first=day, last=day, reason="Trauer")
    campaign = replace(desk.directory.campaign, blackouts=(mourning,))
    desk.directory = replace(desk.directory, campaign=campaign)

    desk.save(number, title="Neuer Titel")

    assert desk.post(number).title == "Neuer Titel"
    with pytest.raises(BadInputError, match=r"nothing is published .*\(Trauer\)"):
        a_post("smi")


def test_each_house_gets_its_agreed_share_all_year_round(directory):
    shares = {"sk": 0, "smi": 3, "smf": 1}
    houses = {
        key: replace(house, share=shares.get(key, 0))
        for key, house in directory.houses.items()
    }

    posts = year_plan(
        replace(directory, houses=houses), 2023, 226, author="ada", after=NEW_YEAR
    )

    for half in (posts[:100], posts[100:200]):
        assert Counter(post.houses[0] for post in half) == {"smi": 75, "smf": 25}


def test_several_posts_of_a_day_have_hours_of_their_own(directory):
    posts = year_plan(directory, 2023, 747, author="ada", after=NEW_YEAR)

    assert len({post.slot_at for post in posts}) == 747


@pytest.mark.parametrize(
    ("year", "posts", "sentence"),
    [
        (2023, 748, "748 posts do not fit into the 249 working days"),
        (2023, 0, "write a number from 1 to 747"),
        (2022, 1, "The year 2022 has no working day left"),
        (1990, 1, "The year 1990 cannot be planned"),
        (0, 1, "The year 0 cannot be planned"),
        (2100, 1, "The year 2100 cannot be planned"),
    ],
)
def test_a_year_that_cannot_be_planned_is_refused(directory, year, posts, sentence):
    with pytest.raises(BadInputError, match=sentence):
        year_plan(directory, year, posts, author="ada", after=NEW_YEAR)
