"""The register: all posts in a table, sorted, narrowed down, page by page."""

import pytest
from desk import BARE
from statements import selects

from benchmarks import pages_data


def numbers(page):
    """Return the posts of the table in their order."""
    found = [link.removeprefix("/posts/") for link in page.links]
    return [
        number for number in found if number in page.ids or f"p{number}" in page.ids
    ]


def test_a_row_says_state_slot_houses_and_who_is_asked(dashboard, hand_to_review):
    number = hand_to_review("smi", "smf")

    page = dashboard.as_("ada").see("/posts")

    assert numbers(page) == [number]
    for word in (
        "Prüfung im Ressort",
        "Di 21.11.2023, 10:00",
        "SMF SMI",
        "alle Kanäle",
    ):
        assert word in page.text


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("sort=title", "BAC"),
        ("sort=title&dir=desc", "CAB"),
        ("sort=number&dir=desc", "CBA"),
        ("sort=nonsense", "ABC"),
    ],
)
def test_a_column_sorts_the_rows(dashboard, a_post, query, order):
    titles = {"A": "Mitte", "B": "Anfang", "C": "Zuletzt"}
    made = {name: a_post("smi", title=title) for name, title in titles.items()}

    page = dashboard.as_("ada").see(f"/posts?{query}")

    assert numbers(page) == [made[name] for name in order]


def test_the_sorted_column_says_so_and_turns_round(dashboard, a_post):
    a_post("smi")

    page = dashboard.as_("ada").see("/posts?sort=title&house=smi")

    assert page.html.count('aria-sort="ascending"') == 1
    assert "/posts?house=smi&sort=title&dir=desc" in page.links


@pytest.mark.slow
def test_fifty_rows_make_a_page(dashboard, a_post):
    made = [a_post("smi", title=f"Beitrag {n:02}", **BARE) for n in range(51)]
    ada = dashboard.as_("ada")

    assert len(numbers(ada.see("/posts"))) == 50
    assert numbers(ada.see("/posts?page=2&sort=number")) == made[50:]
    assert ada.get("/posts?page=9").headers["location"] == "/posts?page=2"
    assert len(numbers(ada.see("/posts?page=-1"))) == 50


def test_tabs_count_what_the_filter_leaves(dashboard, a_post, hand_to_review):
    a_post("smf")
    hand_to_review("smi")

    page = dashboard.as_("ada").see("/posts?house=smi")

    assert "Alle 1 Entwurf 0 Material angefragt 0 Prüfung im Ressort 1" in page.text


def test_other_houses_posts_appear_in_no_row_and_no_number(dashboard, a_post):
    own, foreign = a_post("smi"), a_post("smf", title="Geheimes der Finanzen")

    page = dashboard.as_("ines").see("/posts")

    assert numbers(page) == [own]
    assert foreign not in page.html
    assert "Alle 1 Entwurf 1" in page.text


def test_only_those_who_decide_on_many_can_tick(dashboard, a_post):
    a_post("smi")

    assert 'name="post"' in dashboard.as_("clara").see("/posts").html
    for person in ("ines", "olga", "gero"):
        assert 'name="post"' not in dashboard.as_(person).see("/posts").html


def test_an_empty_register_says_so(dashboard, a_post):
    ada = dashboard.as_("ada")
    assert "Es gibt noch keine Beiträge." in ada.see("/posts").text
    a_post("smi")

    assert "Zu diesem Filter passt kein Beitrag." in ada.see("/posts?q=nichts").text


@pytest.mark.slow
def test_a_full_register_stays_small_and_asks_little(dashboard, desk):
    pages_data.fill(desk.engine, 3_000, 2_000, past_days=365)
    desk.is_filled = True
    desk.now, desk.directory = pages_data.NOW, pages_data.directory()
    person = next(p for p in desk.directory.people.values() if p.role == "coordinator")
    dashboard.wiring.directory = desk.directory
    client = dashboard.as_(person.key)
    client.get("/posts")  # reads the open posts once

    with selects(desk.engine) as asked:
        page = client.see("/posts?q=Feuerwehr&sort=due")

    assert page.status == 200
    assert len(numbers(page)) == 50
    # Each of the fifty rows has a menu of its own with the reminders it offers.
    assert len(page.html.encode()) <= 76_000
    assert len(asked) <= 8
