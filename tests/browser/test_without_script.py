"""The whole work without our script: signing in, finding, deciding, writing."""

import pytest

from states.post import PostState
from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.fixture
def plain(seat):
    """Somebody whose browser runs no script."""

    def sit(person="petzold"):
        return seat(person, java_script_enabled=False)

    return sit


def post_of(site, number):
    with reading(site.engine) as connection:
        return post_snapshots.post_of(connection, number)


def test_signing_in_and_out_without_script(plain):
    somebody = plain(person="")
    somebody.go("/calendar")

    somebody.click("[name=person][value=petzold]")
    assert somebody.here == "/calendar"
    somebody.click("footer [action='/sign-out'] button")

    assert somebody.here == "/sign-in"


def test_filtering_and_saving_the_filter_without_script(plain):
    somebody = plain()
    page = somebody.go("/posts")

    page.locator(".v-filter [name=house]").select_option("smf")
    somebody.click(".v-filter button")
    assert "SMF" in page.locator("tbody tr").first.inner_text()
    page.locator(".v-views summary").click()
    page.locator(".v-views [name=name]").fill("Alles von uns")
    somebody.click(".v-views [action='/views'] button")

    page.locator(".v-views summary").click()
    assert page.get_by_role("link", name="Alles von uns").is_visible()


def test_a_card_is_moved_without_script_and_moved_back(plain, site, campaign):
    number = campaign.names["draft"]
    somebody = plain()
    page = somebody.go("/board")

    page.locator(f"#p{number} summary").click()
    somebody.click(f"#p{number} [formaction$=request_assets]")
    assert page.locator(f"[data-state=asset_requested] #p{number}").is_visible()
    somebody.click(".v-said .v-undo button")

    assert post_of(site, number).state is PostState.DRAFT


def test_many_posts_are_reminded_without_script(plain, campaign):
    asked = [p.number for p in campaign.posts if p.state is PostState.ASSET_REQUESTED]
    somebody = plain()
    page = somebody.go("/posts?state=asset_requested")

    for number in asked[:3]:
        page.locator(f"#p{number} [type=checkbox]").check()
    page.locator("[name=act]").select_option("remind")
    somebody.click(".v-bulk button")
    somebody.click(".v-bulk-form button")

    assert page.locator("tbody tr").count() == 3


def test_editing_and_commenting_without_script(plain, site, campaign):
    number = campaign.names["draft"]
    somebody = plain()
    page = somebody.go(f"/posts/{number}/edit")

    page.locator("input[name=title]").fill("Ein neuer Titel")
    somebody.click("[action$='/edit'] button")
    page.locator("[action$='/comments'] textarea").fill("Nur der Titel ist neu.")
    somebody.click("[action$='/comments'] button")

    assert post_of(site, number).title == "Ein neuer Titel"
    assert "Nur der Titel ist neu." in somebody.text


def test_a_move_with_a_reason_without_script(plain, site, campaign):
    number = campaign.names["reviewed"]
    somebody = plain()
    page = somebody.go(f"/posts/{number}/moves/withdraw")

    somebody.click("[action$='/withdraw'] button")
    assert page.locator("#errors").is_visible()
    page.locator("[name=comment]").fill("Die Veranstaltung fällt aus.")
    somebody.click("[action$='/withdraw'] button")

    assert post_of(site, number).state is PostState.WITHDRAWN
