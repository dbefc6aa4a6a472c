"""Two people at once, and a session that ends: nobody loses what they have."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from states.post import PostState
from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

REASON = "Die Veranstaltung fällt aus."


def post_of(site, number):
    with reading(site.engine) as connection:
        return post_snapshots.post_of(connection, number)


def request_assets(somebody, number):
    """Let somebody ask for the material of a post."""
    somebody.go(f"/posts/{number}")
    somebody.click("[action$='/request_assets'] button")


def look(somebody):
    """Let the browser's clock reach the next look for changes, after ten seconds."""
    somebody.page.clock.run_for(10_100)


def has_focus(locator):
    return locator.evaluate("node => node === document.activeElement")


def test_a_board_follows_what_others_do_at_its_next_look(seat, campaign):
    number = campaign.names["draft"]
    first, second = seat(clock=True), seat("oyelaran")
    page = first.go("/board")
    menu = page.locator(f"#p{campaign.names['number']} details")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    scrolled = page.evaluate("[document.scrollingElement.scrollTop, board.scrollLeft]")

    request_assets(second, number)
    look(first)

    moved = page.locator(f"[data-state=asset_requested] #p{number}")
    expect(moved).to_be_attached()
    assert menu.get_attribute("open") is not None
    assert has_focus(menu.locator("summary"))
    after = page.evaluate("[document.scrollingElement.scrollTop, board.scrollLeft]")
    assert after == scrolled


def test_ticks_and_the_place_on_the_page_stay(seat, campaign):
    number, ticked = campaign.names["draft"], campaign.names["reviewed"]
    first, second = seat(clock=True), seat("oyelaran")
    page = first.go("/posts")
    page.locator(f"#p{ticked} [type=checkbox]").check()
    before = page.evaluate("(scrollTo(0, 300), scrollY)")

    request_assets(second, number)
    look(first)

    expect(page.locator(f"#p{number}")).to_contain_text("Material angefragt")
    assert page.locator(f"#p{ticked} [type=checkbox]").is_checked()
    assert page.evaluate("scrollY") == before


def test_today_and_its_title_count_anew(seat):
    first, second = seat(clock=True), seat("oyelaran")
    page = first.go("/")
    late, title = page.locator("#at-risk .v-due-line__post").first, page.title()
    path = late.get_attribute("href")

    second.go(f"{path}/moves/withdraw").locator("textarea").fill(REASON)
    second.click("[action$='/withdraw'] button")
    look(first)

    expect(page.locator(f"#at-risk a[href='{path}']")).to_have_count(0)
    assert page.title() != title


def test_what_is_being_typed_is_left_alone(seat, campaign):
    number = campaign.names["number"]
    first, second = seat(clock=True), seat("oyelaran")
    page = first.go(f"/posts/{number}")
    field = page.locator("#comments textarea")
    field.press_sequentially("Noch nicht fert")

    second.go(f"/posts/{number}").locator("#comments textarea").fill(
        "Ich war schneller."
    )
    second.click("#comments form button")
    look(first)
    field.press_sequentially("ig")

    expect(page.locator("#history")).to_contain_text("Kommentar")
    assert field.input_value() == "Noch nicht fertig"
    assert has_focus(field)


def test_the_offer_to_undo_counts_down_and_goes(seat, site, campaign):
    number = campaign.names["draft"]
    somebody = seat()
    request_assets(somebody, number)
    offer = somebody.page.locator(".v-undo").first
    assert offer.is_visible()

    left = "node => +getComputedStyle(node).getPropertyValue('--v-left')"
    at = "(ms) => document.getAnimations().forEach((one) => (one.currentTime = ms))"
    stop = "() => document.getAnimations().forEach((one) => one.pause())"
    seconds = somebody.page.locator(".v-undo__left").first
    somebody.page.evaluate(stop)
    somebody.page.evaluate(at, 10_000)
    assert seconds.evaluate(left) == 19
    somebody.page.evaluate(at, 30_000)

    expect(offer).to_be_hidden()
    assert post_of(site, number).state is PostState.ASSET_REQUESTED


def test_undo_takes_the_move_back(seat, site, campaign):
    number = campaign.names["draft"]
    somebody = seat()
    request_assets(somebody, number)

    somebody.click(".v-undo button")

    assert post_of(site, number).state is PostState.DRAFT


def test_the_second_is_told_who_was_first_and_keeps_the_text(seat, campaign):
    number = campaign.names["reviewed"]
    first, second = seat(), seat("oyelaran")
    page = first.go(f"/posts/{number}/moves/withdraw")
    page.locator("textarea").fill(REASON)

    second.go(f"/posts/{number}/edit").locator("input[name=title]").fill("Neuer Titel")
    second.click("[action$='/edit'] button")
    second.click("[action$='/edit'] button")  # after the look at what comes of it
    first.click("[action$='/withdraw'] button")

    assert "Oyelaran" in first.text
    assert "Neuer Titel" in first.text
    assert page.locator("textarea").input_value() == REASON


def test_two_versions_of_a_text_are_shown_to_the_second(seat, site, campaign):
    number = campaign.names["draft"]
    first, second = seat(), seat("oyelaran")
    pages = [one.go(f"/posts/{number}/edit") for one in (first, second)]
    for page, text in zip(pages, ("Mein Text.", "Ihr Text."), strict=True):
        page.locator("textarea").first.fill(text)

    second.click("[action$='/edit'] button")
    first.click("[action$='/edit'] button")

    assert "Oyelaran" in first.text
    assert pages[0].locator("textarea").first.input_value() == "Mein Text."
    assert "Ihr Text." in post_of(site, number).content.texts.values()


def test_the_end_of_a_session_is_announced_and_can_be_put_off(seat, site):
    somebody = seat(clock=True)
    page = somebody.go("/")
    site.at += timedelta(hours=1, minutes=51)
    look(somebody)
    expect(page.locator("#ending")).to_be_visible()
    assert page.locator("#ending").inner_text().strip()

    page.locator("#ending button").click()

    expect(page.locator("#ending")).to_be_hidden()
    site.at += timedelta(hours=1, minutes=30)
    somebody.go("/")
    assert somebody.here == "/"


def test_a_session_that_ends_while_one_writes_costs_no_word(seat, site, campaign):
    number = campaign.names["draft"]
    somebody = seat()
    page = somebody.go(f"/posts/{number}/edit")
    page.locator("textarea").first.fill("Ein langer, mühsamer Text.")
    site.at += timedelta(hours=3)

    somebody.click("[action$='/edit'] button")
    assert "Ein langer, mühsamer Text." in somebody.text
    with page.context.expect_page() as opened:
        page.locator("a[href='/sign-in']").click()
    opened.value.locator("[name=person][value=petzold]").click()
    opened.value.wait_for_url("**/")
    somebody.click("form.v-held button")

    assert "Ein langer, mühsamer Text." in post_of(site, number).content.texts.values()
