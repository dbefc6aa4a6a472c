"""A save on the page of a post is taken back from the next page, as a move is."""

import pytest
from edit_forms import send_edit


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def saved(dashboard, hand_to_review):
    """Save another text of a post in review as Ada; return its number and the page."""
    number = hand_to_review("smi")
    page = send_edit(dashboard.as_("ada"), number, **{"text-xing": "Ein Versehen."})
    return number, page


def test_what_was_saved_is_taken_back_from_the_next_page(dashboard, desk, saved):
    number, page = saved
    action = f"/posts/{number}/undo"

    page = dashboard.as_("ada").send(action, dict(page.form(action).fields))

    assert f"Fassung 1 von {number} gilt wieder" in page.text
    assert desk.post(number).version == 1
    assert "Fassung 2" in page.text
    assert "zurückgenommen" in page.text


def test_the_version_that_follows_is_compared_with_the_one_that_held(
    dashboard, desk, saved
):
    number, page = saved
    action = f"/posts/{number}/undo"
    client = dashboard.as_("ada")
    client.send(action, dict(page.form(action).fields))
    desk.save(number, texts={"xing": "Ein Tag im Revier."})

    page = client.see(f"/posts/{number}/versions/3")

    assert "Geändert seit Fassung 1" in page.text
    assert "Versehen" not in page.text
