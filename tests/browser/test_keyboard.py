"""The day of a coordinator without a mouse."""

import pytest
from playwright.sync_api import expect

from states.post import PostState
from vorlauf.accounts import preferences
from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading, writing

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

# More stops than any page has: whoever comes so far walks in circles.
MOST_STOPS = 500
WALKED = (
    "/",
    "/board",
    "/posts",
    "/calendar",
    "/houses/smf",
    "/flows",
    "/posts/{number}",
    "/posts/{number}/edit",
    "/posts/{number}/moves/override",
    "/absences",
    "/me",
)


def state_of(site, number):
    with reading(site.engine) as connection:
        return post_snapshots.post_of(connection, number).state


def tab_to(somebody, selector):
    """Press Tab until this has the focus."""
    for _ in range(MOST_STOPS):
        somebody.press("Tab")
        if somebody.page.evaluate(f"document.activeElement.matches('{selector}')"):
            return
    pytest.fail(f"{selector} is not reached by keyboard")


def test_the_first_stop_leads_past_the_navigation_to_the_content(seat):
    somebody = seat()
    page = somebody.go("/")

    somebody.press("Tab")
    assert page.locator(".v-skip").bounding_box()["y"] >= 0
    somebody.press("Enter", "Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_signing_in_and_out(seat):
    somebody = seat(person="")
    somebody.go("/sign-in")

    tab_to(somebody, "[name=person][value=petzold]")
    somebody.press("Enter")
    somebody.lands_on("/")
    tab_to(somebody, "#me > summary")
    somebody.press("Enter")
    tab_to(somebody, '[action="/sign-out"] button')
    somebody.press("Enter")

    somebody.lands_on("/sign-in")


def test_j_and_k_go_through_the_lines_and_o_opens_one(seat):
    somebody = seat()
    page = somebody.go("/")
    rows = page.locator("[data-row]:visible")
    links = [rows.nth(n).locator("a[href]").first for n in range(2)]

    somebody.press("j", "j")
    assert links[1].evaluate("node => node === document.activeElement")
    somebody.press("k")
    assert links[0].evaluate("node => node === document.activeElement")
    wanted = links[0].get_attribute("href")
    somebody.press("o")

    somebody.lands_on(wanted)


def test_keys_lead_to_the_places_and_to_their_own_list(seat):
    somebody = seat()
    somebody.go("/")

    for place, path in {
        "b": "/board",
        "k": "/calendar",
        "l": "/posts",
        "t": "/",
    }.items():
        somebody.press("g", place)
        somebody.lands_on(path)
    somebody.press("?")

    somebody.lands_on("/shortcuts")


def test_a_slash_searches_from_everywhere(seat):
    somebody = seat()
    somebody.go("/")

    somebody.press("/")
    somebody.page.keyboard.type("Nacht")
    somebody.press("Enter")

    somebody.lands_on("/posts?q=Nacht")
    assert "Nacht" in somebody.page.locator("#register tbody").inner_text()


def test_keys_rest_while_somebody_types(seat):
    somebody = seat()
    page = somebody.go("/posts")

    somebody.press("/")
    page.keyboard.type("jkxoc?/gb")

    assert page.evaluate("document.activeElement.value") == "jkxoc?/gb"
    assert somebody.here.startswith("/posts")


def test_keys_can_be_switched_off(seat, site):
    somebody = seat()
    with writing(site.engine) as connection:
        preferences.keep(connection, "petzold", shortcuts=False)
    page = somebody.go("/")

    somebody.press("j", "/", "g", "b", "?")

    assert page.evaluate("document.activeElement === document.body")
    assert somebody.here == "/"


def test_a_card_is_moved_from_its_menu(seat, site, campaign):
    number = campaign.names["draft"]
    somebody = seat()
    somebody.go("/board")

    tab_to(somebody, f"#p{number} summary")
    somebody.press("Enter")
    tab_to(somebody, f"#p{number} [formaction$=request_assets]")
    somebody.press("Enter")

    somebody.page.locator(f"[data-state=asset_requested] #p{number}").wait_for()
    assert state_of(site, number) is PostState.ASSET_REQUESTED


def test_a_card_that_cannot_be_moved_says_why(seat, site, campaign):
    number = campaign.names["number"]
    somebody = seat()
    page = somebody.go("/board")

    tab_to(somebody, f"#p{number} summary")
    somebody.press("Enter")
    tab_to(somebody, f"#p{number} [aria-disabled]")
    somebody.press("Enter")

    assert len(page.locator(f"#p{number} .v-why:visible").first.inner_text()) > 10
    assert state_of(site, number) is PostState.ASSET_REQUESTED


def test_escape_closes_a_menu_and_goes_back_to_where_it_was_opened(seat, campaign):
    number = campaign.names["draft"]
    somebody = seat()
    page = somebody.go("/board")

    tab_to(somebody, f"#p{number} summary")
    somebody.press("Enter", "Tab", "Escape")

    assert not page.locator(f"#p{number} details").get_attribute("open")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_move_with_a_reason_and_the_way_back(seat, site, campaign):
    number = campaign.names["reviewed"]
    somebody = seat()
    somebody.go("/posts")
    somebody.go(f"/posts/{number}")

    tab_to(somebody, 'a[href*="/moves/withdraw"]')
    somebody.press("Enter")
    somebody.lands_on(f"/posts/{number}/moves/withdraw")
    tab_to(somebody, "textarea")
    somebody.page.keyboard.type("Die Veranstaltung fällt aus.")
    tab_to(somebody, "main form button")
    somebody.press("Enter")
    somebody.lands_on(f"/posts/{number}")

    assert state_of(site, number) is PostState.WITHDRAWN
    assert somebody.page.locator("[role=status]").first.is_visible()


def test_c_writes_a_comment(seat, campaign):
    number = campaign.names["number"]
    somebody = seat()
    somebody.go(f"/posts/{number}")

    somebody.press("c")
    somebody.page.keyboard.type("Bitte bis Freitag, wenn es geht.")
    tab_to(somebody, '[action$="/comments"] button')
    somebody.press("Enter")

    somebody.page.get_by_text("Bitte bis Freitag, wenn es geht.").first.wait_for()
    assert somebody.page.locator("#comments textarea").input_value() == ""


def test_back_leads_back_through_filters(seat):
    somebody = seat()
    page = somebody.go("/posts")

    page.locator("main [type=search]").focus()
    page.keyboard.type("Nacht")
    somebody.lands_on("/posts?q=Nacht")
    page.go_back()
    somebody.lands_on("/posts")

    expect(page.locator("main [type=search]")).to_have_value("")


@pytest.mark.parametrize("path", WALKED)
def test_every_stop_can_be_seen_and_none_is_a_trap(campaign, seat, path):
    somebody = seat()
    somebody.go(path.format(**campaign.names))

    stops = somebody.stops(MOST_STOPS)

    assert len(stops) < MOST_STOPS, stops[-3:]
    # The button inside a date field draws its own focus, which no style tells of.
    seen = {stop["order"] for stop in stops if stop["isSeen"]}
    assert [stop["name"] for stop in stops if stop["order"] not in seen] == []
    order = [stop["order"] for stop in stops]
    assert order == sorted(order)
