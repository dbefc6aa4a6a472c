"""Drafts are their writer's: nobody else finds them, and nobody after signing out."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dashboard.web.session_cookie import COOKIE
from vorlauf.accounts import sessions
from vorlauf.db.engine import writing

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

DRAFT = "Ein vertraulicher Entwurf."
STORED = "() => JSON.stringify({...sessionStorage, ...localStorage})"


@pytest.fixture
def path(campaign):
    return f"/posts/{campaign.names['draft']}/edit"


def write(page):
    """Type a draft, as somebody does: letter by letter fires what the script hears."""
    page.locator("textarea").first.fill(DRAFT)
    assert DRAFT in page.evaluate(STORED)


def sign_out(somebody, page=None):
    """Sign out by the button below the page."""
    page = page or somebody.page
    with page.expect_navigation(url="**/sign-in"):
        page.locator("footer form[action='/sign-out'] button").click()


def sign_in(page, person):
    """Sign in as somebody of the demonstration, in the same tab."""
    with page.expect_navigation():
        page.locator(f"[name=person][value={person}]").click()


def first_text(page):
    return page.locator("textarea").first.input_value()


def test_a_draft_outlives_a_reload_and_the_end_of_a_session(seat, site, path):
    somebody = seat()
    page = somebody.go(path)
    write(page)
    site.at += timedelta(hours=3)

    somebody.go(path)
    sign_in(page, "petzold")
    somebody.go(path)

    assert first_text(page) == DRAFT


def test_nothing_is_left_of_a_draft_after_signing_out(seat, path):
    somebody = seat()
    page = somebody.go(path)
    write(page)

    sign_out(somebody)

    assert DRAFT not in page.evaluate(STORED)
    sign_in(page, "petzold")
    somebody.go(path)
    assert first_text(page) != DRAFT


def test_a_second_person_in_the_same_tab_does_not_find_it(seat, site, path):
    somebody = seat()
    page = somebody.go(path)
    write(page)
    site.at += timedelta(hours=3)

    # The first has left without signing out, and the next signs in beside that page.
    with writing(site.engine) as connection:
        cookie = sessions.begin(
            connection, "oyelaran", way="test", device="", now=site.at
        )
    page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": somebody.root}])
    somebody.go(path)

    assert first_text(page) != DRAFT
    assert DRAFT not in page.evaluate(STORED)


def test_signing_out_in_one_tab_forgets_the_draft_of_another(seat, path):
    somebody = seat()
    page = somebody.go(path)
    write(page)
    other = page.context.new_page()
    other.goto(f"{somebody.root}/board")

    sign_out(somebody, other)

    expect(page.locator("textarea").first).not_to_have_value(DRAFT)
    assert DRAFT not in page.evaluate(STORED)
