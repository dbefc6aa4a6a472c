"""Reserves in a browser, on Today, and by the API."""

import re
from datetime import date, timedelta

import pytest
from answer_pages import link_of
from programs import program_of

from dashboard.i18n.language import languages
from vorlauf.db.engine import writing
from vorlauf.plan.reserves.marking import Marking, mark

MINUTE = timedelta(minutes=1)
BARE = {"wants_assets": False, "wants_graphics": False}


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def late(desk, hand_to_review, a_post, slot):
    """Return a post that will miss its slot, and an approved reserve."""
    number, reserve = hand_to_review("smi"), a_post("smi", **BARE, title="Immer gut")
    with writing(desk.engine) as connection:
        mark(desk.call(connection), Marking(number=reserve, actor="ada"))
    desk.do(reserve, "submit")
    desk.do(reserve, "endorse", "ines")
    desk.do(reserve, "approve", "clara")
    desk.advance(desk.now + MINUTE)
    desk.now = slot - timedelta(days=1)
    return number, reserve


def submit(browser, page, action, **typed):
    """Send the form of a page that goes to this address."""
    return browser.send(action, dict(page.form(action).fields) | typed)


def test_a_draft_becomes_a_reserve_and_an_ordinary_post_again(dashboard, desk, a_post):
    number, ada = a_post("smi", **BARE), dashboard.as_("ada")
    assert f"/posts/{number}/reserve" in ada.see(f"/posts/{number}").links
    shown = ada.see(f"/posts/{number}/reserve?first=&last=2024-06-28")
    assert "Was daraus folgt" in shown.html
    assert not desk.post(number).is_reserve

    submit(ada, shown, f"/posts/{number}/reserve")

    assert (desk.post(number).is_reserve, desk.post(number).is_timeless) == (True, True)
    assert number in ada.see("/plan/reserves").html
    bad = ada.get(f"/posts/{number}/reserve?first=2024-07-01&last=2024-06-28")
    assert "enden, bevor sie beginnen" in bad.text
    page, slot = ada.see(f"/posts/{number}/reserve"), {"day": "2024-02-06"}
    submit(ada, page, f"/posts/{number}/reserve/end", **slot, hour="10:00")
    assert (desk.post(number).is_reserve, desk.post(number).is_timeless) == (
        False,
        False,
    )


def test_today_offers_a_reserve_and_the_swap_is_shown_made_and_taken_back(
    dashboard, desk, late, slot
):
    (number, reserve), ada = late, dashboard.as_("ada")
    assert f"/plan/swap?post={number}" in ada.see("/").links
    shown = ada.see(f"/plan/swap?post={number}&reserve={reserve}")
    assert "ohne Termin freigegeben" in shown.html
    assert desk.post(number).slot_at == slot

    submit(ada, shown, "/plan/swap")

    assert desk.post(reserve).slot_at == slot
    after = ada.see(f"/plan/reserves?late={number}&reserve={reserve}")
    submit(ada, after, "/plan/swap/back")
    assert desk.post(number).slot_at == slot
    assert desk.post(reserve).is_reserve


def test_a_program_lists_swaps_and_takes_back(dashboard, desk, late, slot):
    (number, reserve), program = late, program_of(dashboard, "ada")

    found = program.get("/plan/reserves").json()
    wish = {"late": number, "reserve": reserve}
    tried = program.send("/plan/swap", wish | {"dry_run": True}).json()
    assert desk.post(number).slot_at == slot
    done = program.send("/plan/swap", wish).json()

    assert [one["number"] for one in found["reserves"]] == [reserve]
    assert [one["number"] for one in found["late"]] == [number]
    assert tried == done
    assert desk.post(reserve).slot_at == slot
    assert program.send("/plan/swap/back", wish).json()["late"] == number
    assert desk.post(number).slot_at == slot


def test_no_page_invents_a_date_for_a_reserve(dashboard, desk, a_post):
    reserve = a_post("smi", **BARE, title="Immer gut")
    with writing(desk.engine) as connection:
        mark(desk.call(connection), Marking(number=reserve, actor="ada"))
    desk.do(reserve, "submit")

    seen = [
        dashboard.as_("ada").see(f"/posts/{reserve}").html,
        dashboard.as_("ines").see("/approvals").html,
        dashboard.stranger().get(link_of(dashboard, reserve, "smi")).text,
    ]

    for html in seen:
        assert "Ein Tag bei der Feuerwehr." in html
        previews = re.findall(r"v-channel__head.*?</header>", html, re.DOTALL)
        assert previews
        assert not [one for one in previews if re.search(r"\d\d\.\d\d\.\d{4}", one)]
    with pytest.raises(TypeError, match="no day"):
        languages(desk.directory.campaign.zone)["de"].day(None)


def test_the_date_a_reserve_is_to_be_ready_by_is_no_slot_on_any_page(
    dashboard, desk, a_post
):
    reserve = a_post("smi", **BARE, title="Immer gut")
    until = date(2024, 6, 28)
    with writing(desk.engine) as connection:
        marking = Marking(number=reserve, actor="ada", last_day=until)
        mark(desk.call(connection), marking)
    desk.do(reserve, "submit")
    words = languages(desk.directory.campaign.zone)["de"]
    ready = desk.post(reserve).slot_at

    asked = dashboard.stranger().get(link_of(dashboard, reserve, "smi")).text
    pages = [asked, dashboard.as_("ines").see("/approvals").html]
    pages += [dashboard.as_("ada").see(path).html for path in ("/board", "/posts")]

    for html in pages:
        assert "Reserve, ohne Termin" in html
        shown = words.moment(ready), words.long_day(ready)
        assert not [day for day in shown if day in html]
    assert "bis Fr 28.06.2024" in asked
    assert "Termin nicht zu halten" not in asked
    program = program_of(dashboard, "ada")
    (listed,) = program.get("/posts").json()["posts"]
    desk.now = ready + timedelta(days=2)
    alone = program.get(f"/posts/{reserve}").json()
    assert (listed["is_reserve"], alone["is_reserve"]) == (True, True)
    assert alone["slot_missed"] is False
