"""Every route, every role, own and foreign: the one table, asked over HTTP."""

import pytest
from everybody import LIMITED, PEOPLE
from starlette.routing import Mount, Route

from dashboard.app import views
from dashboard.permissions import PAGES, AddressTarget
from states.post import Role

ALLOWED = {200, 204, 303, 404, 409, 422, 502, 503}


def ids(entry):
    return f"{entry.method} {entry.path}"


GUARDED = [entry for entry in PAGES if entry.who is not None]
ABOUT_SOMETHING = [
    one for one in GUARDED if one.about in {AddressTarget.POST, AddressTarget.HOUSE}
]


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def posts(a_post):
    """A post of `smi`, one of `smf` without graphics: own and foreign to Ines."""
    return {
        "own": a_post("smi"),
        "foreign": a_post("smf", wants_graphics=False),
    }


def address(entry, posts, whose):
    houses = {"own": "smi", "foreign": "smf"}
    return (
        entry.path.replace("{number}", posts[whose])
        .replace("{house}", houses[whose])
        .replace("{trigger}", "withdraw")
        .replace("{version}", "1")
        .replace("{step}", "1")
        .replace("{key}", "1")
        .replace("{notice}", "1")
        .replace("{name}", "remind")
        .replace("{act}", "run")
    )


def ask(browser, entry, where):
    return browser.get(where) if entry.method == "GET" else browser.post(where, {})


def test_every_route_has_an_entry_and_every_entry_a_page(dashboard):
    routes = [route for route in dashboard.app.routes if isinstance(route, Route)]
    found = {
        (method, route.path) for route in routes for method in route.methods - {"HEAD"}
    }

    assert found == {(entry.method, entry.path) for entry in PAGES}
    assert set(views()) == {entry.name for entry in PAGES}
    mounts = {route.path for route in dashboard.app.routes if isinstance(route, Mount)}
    assert mounts == {"/static", "/api/v1"}


def test_no_two_entries_have_one_name_or_one_address():
    assert len({entry.name for entry in PAGES}) == len(PAGES)
    assert len({(entry.method, entry.path) for entry in PAGES}) == len(PAGES)


def test_a_stranger_has_to_sign_in_first(dashboard, posts):
    stranger, wrong = dashboard.stranger(), []

    for entry in GUARDED:
        answer = ask(stranger, entry, address(entry, posts, "own"))
        expected = 303 if entry.method == "GET" else 401
        if answer.status_code != expected:
            wrong.append((ids(entry), answer.status_code))

    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_who_is_not_named_may_not(role, dashboard, posts):
    browser, wrong = dashboard.as_(PEOPLE[role]), []

    for entry in GUARDED:
        answer = ask(browser, entry, address(entry, posts, "own"))
        expected = ALLOWED if role in entry.who else {403}
        if answer.status_code not in expected:
            wrong.append((ids(entry), answer.status_code))

    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_what_is_foreign_does_not_exist_for_whoever_sees_only_their_own(
    role, dashboard, posts
):
    browser, wrong = dashboard.as_(PEOPLE[role]), []

    for entry in ABOUT_SOMETHING:
        foreign = ask(browser, entry, address(entry, posts, "foreign"))
        if foreign.status_code not in _expected_of_foreign(entry, role):
            wrong.append((ids(entry), foreign.status_code))

    assert wrong == []


def _expected_of_foreign(entry, role):
    if role not in entry.who:
        return {403}
    return {404} if role in LIMITED else ALLOWED


@pytest.mark.parametrize("role", LIMITED)
def test_foreign_and_absent_look_alike(role, dashboard, posts):
    browser, absent = dashboard.as_(PEOPLE[role]), {"foreign": "2023-999"}
    told = []

    for entry in ABOUT_SOMETHING:
        if entry.about is AddressTarget.POST and role in entry.who:
            foreign = ask(browser, entry, address(entry, posts, "foreign")).text
            nowhere = ask(browser, entry, address(entry, absent, "foreign")).text
            if foreign != nowhere.replace("2023-999", posts["foreign"]):
                told.append(ids(entry))

    assert told == []
