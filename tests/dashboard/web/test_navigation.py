"""What stands around every page: the way on, who is signed in, what was just done."""

import re
from urllib.parse import urlsplit

import pytest

# Written out; a place that is not named here has a test of its own.
PLACES = {
    "ada": [
        *("/", "/board", "/calendar", "/posts", "/plan", "/houses", "/flows"),
        "/people",
    ],
    "clara": ["/", "/approvals", "/board", "/calendar", "/posts", "/houses"],
    "olga": ["/", "/board", "/calendar", "/posts", "/houses", "/flows"],
    "ines": ["/", "/approvals", "/board", "/calendar", "/posts"],
    "gero": ["/", "/board", "/calendar", "/posts"],
}


NAMED = {path for paths in PLACES.values() for path in paths}


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def nav_of(page):
    html = page.html.partition("v-nav--wide")[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]*)"( aria-current="page")?>', html)


@pytest.mark.parametrize("person", PLACES)
def test_everybody_is_led_to_what_is_theirs(person, dashboard):
    browser = dashboard.as_(person)

    found = [href for href, _ in nav_of(browser.see("/"))]

    named = [path for href in found if (path := urlsplit(href).path) in NAMED]
    assert named == PLACES[person]
    assert [browser.get(href).status_code for href in found] == [200] * len(found)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/board", "/board"),
        ("/calendar?week=2023-W47", "/calendar"),
        ("/calendar/move?post=2023-001", "/calendar"),
        ("/posts/2023-001", "/posts"),
        ("/posts/new", "/posts"),
        ("/houses/smi", "/houses"),
        ("/me", None),
        ("/nothing", None),
    ],
)
def test_the_place_where_one_is_is_marked_once(path, place, dashboard, hand_to_review):
    hand_to_review("smi")

    stops = nav_of(dashboard.as_("ada").see(path))

    here = [urlsplit(href).path for href, current in stops if current]
    assert here == ([place] if place else [])


def test_a_stranger_is_led_nowhere(dashboard):
    page = dashboard.stranger().see("/sign-in")

    assert nav_of(page) == []
    assert "/me" not in page.links


def test_who_is_signed_in_is_named_with_role_and_house(dashboard):
    page = dashboard.as_("ines").see("/")

    assert "Ines Iser Ansprechperson, Ministerium des Innern" in page.text
    assert "Angemeldet als Ines Iser." in page.text
    assert "endet die Sitzung um 11:00 Uhr" in page.text


def test_an_auditor_is_not_led_to_absences(dashboard):
    assert "/absences" not in dashboard.as_("olga").see("/").links
    assert "/absences" in dashboard.as_("ines").see("/").links


def test_what_was_done_is_said_once(dashboard):
    ada = dashboard.as_("ada")
    ada.post("/stay", {"next": "/board"})

    pages = [ada.see("/board").html, ada.see("/board").html]

    assert ["v-said__text" in html for html in pages] == [True, False]
    assert "Sie bleiben angemeldet." in pages[0]


def test_what_was_done_waits_for_a_page(dashboard):
    ada = dashboard.as_("ada")
    ada.post("/stay")
    ada.get("/changes")
    ada.get("/health")

    assert "Sie bleiben angemeldet." in ada.see("/").text


def test_a_change_of_language_comes_back_to_the_same_page(dashboard):
    ada = dashboard.as_("ada")
    page = ada.see("/calendar?month=2023-11&house=smi")

    form = page.form("/language")
    english = ada.send(form.action, {**dict(form.fields), "language": "en"})

    assert str(english.response.request.url).endswith("?month=2023-11&house=smi")
    assert "November 2023" in english.text
    assert "Calendar" in english.text


def test_the_keys_are_told(dashboard):
    page = dashboard.as_("ines").see("/shortcuts")

    assert page.html.count("<kbd>") == 12
    assert "Tafel" in page.text


def test_whether_something_changed_can_be_asked(dashboard, hand_to_review):
    ada = dashboard.as_("ada")
    before = ada.get("/changes").json()
    hand_to_review("smi")
    after = ada.get("/changes").json()

    assert before["pulse"] != after["pulse"]
    assert before["ends_in"] == after["ends_in"] == 7200
    assert f'data-pulse="{after["pulse"]}"' in ada.see("/").html


@pytest.mark.parametrize("path", ["/nothing", "/posts/2023-999", "/houses/nowhere"])
def test_what_is_not_there_has_a_page_with_a_way_on(path, dashboard):
    page = dashboard.as_("ada").see(path)

    assert page.status == 404
    assert "/" in page.links
    assert "gibt es nichts" in page.text or "nichts zu sehen" in page.text.lower()
