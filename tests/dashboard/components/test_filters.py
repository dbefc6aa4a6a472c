"""The filters of an address: what makes sense, what does not, and what is kept."""

from urllib.parse import urlencode

import pytest
from desk import BARE

from dashboard.components.filters import Month, month_of


@pytest.fixture
def two_posts(a_post):
    """A post of `smi` about firemen, and one of `smf` about taxes."""
    firemen = a_post("smi", title="Ein Tag bei der Feuerwehr", **BARE)
    taxes = a_post("smf", title="Die Übersicht der Steuern", **BARE)
    return firemen, taxes


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"house": "smi"}, [True, False]),
        ({"q": "ÜBERSICHT"}, [False, True]),
        ({"q": "feuer", "house": "smf"}, [False, False]),
        ({"month": "2023-11"}, [True, True]),
        ({"month": "2023-12"}, [False, False]),
        ({"person": "ada"}, [True, True]),
        ({"person": "ines"}, [False, False]),
        ({"channel": "xing"}, [True, True]),
        ({"state": "draft"}, [True, True]),
        ({"state": "published"}, [False, False]),
        ({"late": "overdue"}, [False, False]),
        ({"late": "blocked"}, [False, False]),
    ],
)
def test_a_filter_shows_what_it_asks_for(dashboard, two_posts, query, found):
    for path in ("/posts", "/board"):
        page = dashboard.as_("ada").see(f"{path}?{urlencode(query)}")

        assert page.status == 200
        assert [f"/posts/{number}" in page.links for number in two_posts] == found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("house=nowhere", "Ein Ressort „nowhere“ gibt es nicht."),
        ("channel=fax", "Einen Kanal „fax“ gibt es nicht."),
        ("person=nobody", "Eine Person „nobody“ gibt es nicht."),
        ("month=2026-13", "„2026-13“ ist kein Monat"),
        ("month=1875-01", "„1875-01“ ist kein Monat"),
        ("month=%C2%B2026-01", "ist kein Monat"),
        ("late=perhaps", "„perhaps“ sagt nicht, wie spät ein Beitrag ist."),
        ("state=lost&state=draft", "Einen Zustand „lost“ gibt es nicht."),
        ("q=" + "x" * 101, "höchstens 100 Zeichen"),
        ("q=%00", "höchstens 100 Zeichen"),
        ("house=%00%1b", "gibt es nicht."),
        ("house=smi&house=smf", "Das erste gilt."),
    ],
)
def test_nonsense_is_named_and_left_out(dashboard, two_posts, query, sentence):
    for path in ("/posts", "/board"):
        page = dashboard.as_("ada").see(f"{path}?{query}")

        assert page.status == 200
        assert sentence in page.text
        assert f"/posts/{two_posts[0]}" in page.links


def test_a_filter_in_force_can_be_dropped_by_itself(dashboard):
    page = dashboard.as_("ada").see("/posts?house=smi&q=Feuer&sort=title")

    assert "/posts?q=Feuer&sort=title" in page.links
    assert "/posts?house=smi&sort=title" in page.links
    assert "/posts?sort=title" in page.links


def test_a_filter_is_saved_by_a_name_and_deleted_again(dashboard):
    ada = dashboard.as_("ada")
    wish = {"page": "board", "name": "Feuer und  Flamme", "query": "house=smi&x=1"}

    page = ada.send("/views", wish)
    assert "Der Filter ist gespeichert." in page.text
    assert "Feuer und Flamme" in page.text
    assert "/board?house=smi" in page.links
    assert "Feuer und Flamme" not in dashboard.as_("ben").see("/board").text

    page = ada.send(
        "/views/drop", {"page": "board", "name": "Feuer und Flamme", "next": "/board"}
    )
    assert "Der Filter ist gelöscht." in page.text
    assert "Feuer und Flamme" not in page.text


@pytest.mark.parametrize("wish", [{"page": "nowhere"}, {"page": "posts", "name": ""}])
def test_a_filter_that_cannot_be_saved_is_refused_with_a_sentence(dashboard, wish):
    page = dashboard.as_("ada").send("/views", wish)

    assert page.status == 422
    assert "Traceback" not in page.text


def test_a_contact_can_only_ask_for_houses_in_reach(dashboard):
    page = dashboard.as_("ines").see("/posts?house=smf")

    assert "Ein Ressort „smf“ gibt es nicht." in page.text
    assert "Ministerium der Finanzen" not in page.text


def test_months_follow_each_other_over_the_year():
    assert str(month_of("2026-11").later(2)) == "2027-01"
    assert str(Month(2026, 1).later(-1)) == "2025-12"
    assert month_of("2026-1") is None
