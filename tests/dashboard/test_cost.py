"""What pages cost: few questions to the database, few bytes for the browser."""

import pytest
from sqlalchemy import text
from statements import MOST_SELECTS, selects

from dashboard import permissions
from dashboard.web.templates import STATIC
from states.post import Role
from vorlauf.db.engine import make_engine, reading

MOST_BYTES = 60_000
MOST_BYTES_OF = {"vorlauf.css": 40_000, "vorlauf.js": 9_000} | {
    "calendar.css": 4_000,
    "material.css": 8_000,
    "upload.js": 6_600,
}
PLACES = {page.path: page.who for page in permissions.PAGES if page.place}
PAGES = (
    *PLACES,
    "/board?house=smi",
    "/posts?state=open",
    "/posts?house=smi&q=beitrag&sort=due",
    "/calendar?month=2023-11",
    "/calendar?week=2023-W47",
    "/houses/smi",
    "/posts/{number}",
    "/consents",
    "/me",
)
NOT_THEIRS = {path for path, who in PLACES.items() if Role.CONTACT not in who} | {
    "/consents"
}


@pytest.fixture
def campaign_of_some(a_post, hand_to_review):
    """Plan some posts, two of them in review; return the number of one of these."""
    for n in range(12):
        a_post("smi", "smf") if n % 2 else a_post("smi")
    hand_to_review("smi", "smf")
    return hand_to_review("smi")


@pytest.mark.parametrize("person", ["ada", "ines"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_little_and_weighs_little(
    dashboard, campaign_of_some, path, person
):
    client = dashboard.as_(person)
    client.get("/board")  # reads what has changed of open posts once
    # And once a day how long the houses have taken.
    client.get(f"/posts/{campaign_of_some}")

    with selects(dashboard.desk.engine) as asked:
        page = client.get(path.format(number=campaign_of_some))

    expected = 403 if person == "ines" and path in NOT_THEIRS else 200
    assert page.status_code == expected
    # The page of a post has its reminders, notes and whatever else lies at its slot.
    more = 2 if path == "/posts/{number}" else 0
    assert len(asked) <= MOST_SELECTS + more, asked
    assert len(page.content) <= MOST_BYTES


@pytest.mark.parametrize("name", MOST_BYTES_OF)
def test_a_file_for_the_browser_is_small(name):
    assert (STATIC / name).stat().st_size <= MOST_BYTES_OF[name]


@pytest.mark.postgres
def test_postgresql_compiles_nothing_and_keeps_what_the_address_says(
    postgres_engine,
):
    url = postgres_engine.url.update_query_dict(
        {"options": "-c statement_timeout=7000"}
    )
    ours = make_engine(url.render_as_string(hide_password=False))

    for _ in range(2):
        with reading(ours) as connection:
            said = (
                connection.scalar(text("SHOW jit")),
                connection.scalar(text("SHOW statement_timeout")),
            )
            assert said == ("off", "7s")
    ours.dispose()
