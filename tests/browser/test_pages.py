"""Every page in a real browser: accessible, as narrow as a phone, nothing foreign.

Zero violations of axe are no proof of accessibility; the walk by keyboard is another
part of it.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from every_page import LOOKS, NO_PAGES, PAGES, RUN, paths
from spoken import wrong_words
from starlette.routing import compile_path

from dashboard import permissions
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.db.tables import HoldScope
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.holds import place
from vorlauf.workflow.manual_actions import overseer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("whose", PAGES)
def test_every_page_is_accessible_and_fits(campaign, seat, whose, lang):
    somebody = seat(PAGES[whose][0], lang)
    wrong = []

    for path in paths(campaign, whose):
        wrong += faults_of(somebody, path)

    assert wrong == []
    assert somebody.faults == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_hold_is_accessible_and_fits(campaign, site, seat, lang):
    number = campaign.names["reviewed"]
    order = HoldOrder(scope=HoldScope.POSTS, numbers=(number,), reason="Trauerfall")
    with writing(site.engine) as connection:
        call = Call(connection, site.directory, site.at)
        place(call, order, overseer(site.directory, "petzold"))
    somebody = seat("petzold", lang)

    wrong = faults_of(somebody, "/holds/1") + faults_of(somebody, f"/posts/{number}")

    assert wrong == []
    assert somebody.faults == []
    assert wrong_words(somebody.go("/holds/1"), lang) == []


def faults_of(somebody, path):
    """Return what is not accessible on a page, and where it does not fit."""
    page, wrong = somebody.go(path), []
    page.evaluate(Axe().axe_script)
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(RUN, scheme)
        wrong += [f"{path}, {width}, {scheme}: {one}" for one in found]
        if somebody.overflow() > 0:
            wrong.append(f"{path}: {somebody.overflow()} px too wide at {width}")
    return wrong


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("whose", PAGES)
def test_every_page_speaks_one_language(campaign, seat, whose, lang):
    somebody = seat(PAGES[whose][0], lang)
    wrong = {}

    for path in paths(campaign, whose):
        page = somebody.go(path)
        if page.locator("html").get_attribute("lang") != lang:
            wrong[path] = "another language"
        elif path != "/api" and (words := wrong_words(page, lang)):
            wrong[path] = words

    assert wrong == {}


def test_no_page_is_left_out():
    shown = {path.partition("?")[0] for _, group in PAGES.values() for path in group}
    left_out = {
        entry.name
        for entry in permissions.PAGES
        if entry.method == "GET"
        and not any(compile_path(entry.path)[0].match(path) for path in shown)
    }

    assert left_out == NO_PAGES
