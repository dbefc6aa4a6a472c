"""Follow-up notes on the pages: written on a post, they come back on Today."""

from datetime import timedelta

import pytest
from today_page import filled, part

from vorlauf.editing.owners import HandOver, hand_over
from vorlauf.workflow.manual_actions import overseer

WORDS = "angerufen, meldet sich Do"
DAY = timedelta(days=1)


@pytest.fixture
def later(desk):
    """Return a function that says which day it is in some days, as forms have it."""

    def day(days):
        today = desk.directory.agency.office.day_of(desk.now)
        return (today + days * DAY).isoformat()

    return day


@pytest.fixture
def note(dashboard, later):
    """Return a function by which Ada writes a note on a post."""

    def write(number, days=1, **more):
        form = {"follow_up": WORDS, "follow_up_day": later(days), **more}
        return dashboard.as_("ada").post(f"/posts/{number}/follow-ups", data=form)

    return write


def test_a_note_comes_back_on_its_day_until_it_is_done(dashboard, desk, a_post, note):
    number = a_post("smi")
    client = dashboard.as_("ada")

    assert note(number).status_code == 303
    assert "follow-up" not in filled(client.see("/"))
    desk.now += DAY
    client = dashboard.as_("ada")
    said = part(client.see("/"), "follow-up")
    client.post(f"/posts/{number}/follow-ups/1", data={"next": "/"})

    assert WORDS in said
    assert "Erledigt" in said
    assert "Verschieben" in said
    assert "follow-up" not in filled(client.see("/"))
    assert "Wiedervorlage erledigt" in client.see(f"/posts/{number}").text


def test_a_note_that_is_put_off_waits_for_the_other_day(
    dashboard, desk, a_post, note, later
):
    number = a_post("smi")
    client = dashboard.as_("ada")
    note(number, days=0)

    answer = client.post(f"/posts/{number}/follow-ups/1", data={"day": later(2)})

    assert answer.status_code == 303
    assert "follow-up" not in filled(client.see("/"))
    desk.now += 2 * DAY
    assert WORDS in dashboard.as_("ada").see("/").text


def test_the_note_of_a_late_post_stands_with_the_post(
    dashboard, desk, hand_to_review, note
):
    number = hand_to_review("smi")
    note(number)
    desk.now = desk.post(number).steps[0].due_at + DAY

    page = dashboard.as_("ada").see("/")

    assert "follow-up" not in filled(page)
    assert WORDS in page.text


@pytest.mark.parametrize("person", ["ines", "ben"])
def test_others_do_not_find_it_on_today(dashboard, a_post, note, person):
    number = a_post("smi")
    note(number, days=0)

    assert "follow-up" not in filled(dashboard.as_(person).see("/"))
    post = dashboard.as_(person).see(f"/posts/{number}").text
    assert (WORDS in post) is (person == "ben")
    assert ("Wiedervorlage" in post) is (person == "ben")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"follow_up": " "}, "0 Zeichen"),
        ({"follow_up": "x" * 501}, "501 Zeichen"),
        ({"follow_up_day": "2023-01-02"}, "ist vorbei"),
        ({"follow_up_day": "Donnerstag"}, "2026-12-03"),
    ],
)
def test_what_is_no_note_comes_back_with_a_sentence(a_post, note, wrong, said):
    answer = note(a_post("smi"), **wrong)

    assert answer.status_code in {400, 422}
    assert said in answer.text


@pytest.mark.parametrize("key", ["7", "x", "99999999999999999999"])
def test_a_note_that_is_not_there_is_a_conflict(dashboard, a_post, key):
    number = a_post("smi")

    answer = dashboard.as_("ada").post(f"/posts/{number}/follow-ups/{key}", data={})

    assert answer.status_code == 409


def test_a_note_belongs_to_the_owner_whoever_wrote_it(dashboard, desk, a_post, note):
    number = a_post("smi")
    note(number, days=0)

    by = overseer(desk.directory, "ada")
    desk.ask(hand_over, HandOver(numbers=[number], to="ben", by=by))

    assert "follow-up" not in filled(dashboard.as_("ada").see("/"))
    assert WORDS in part(dashboard.as_("ben").see("/"), "follow-up")
