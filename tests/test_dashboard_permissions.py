"""Every route × every role × own and foreign: the one table, asked over HTTP."""

import pytest
from starlette.routing import Mount, Route

from dashboard.app import views
from dashboard.permissions import PAGES, About
from states.post import Role

# Somebody of each role in the small campaign; the contact is that of `smi`.
PEOPLE = {
    Role.COORDINATOR: "ada",
    Role.GRAPHICS: "gero",
    Role.CONTACT: "ines",
    Role.APPROVER: "clara",
    Role.AUDITOR: "olga",
}
# What a post of another house, or another house, is to whoever sees only their own.
LIMITED = {Role.CONTACT, Role.GRAPHICS}
ALLOWED = {200, 204, 303, 404, 409, 422, 502, 503}


def ids(entry):
    return f"{entry.method} {entry.path}"


GUARDED = [entry for entry in PAGES if entry.who is not None]


@pytest.fixture
def posts(desk, a_post):
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


@pytest.mark.parametrize("entry", GUARDED, ids=ids)
def test_a_stranger_has_to_sign_in_first(entry, dashboard, posts):
    answer = ask(dashboard.stranger(), entry, address(entry, posts, "own"))

    if entry.method == "GET":
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("entry", GUARDED, ids=ids)
def test_who_is_not_named_may_not(entry, role, dashboard, posts):
    answer = ask(dashboard.as_(PEOPLE[role]), entry, address(entry, posts, "own"))

    if role in entry.who:
        assert answer.status_code in ALLOWED
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "entry",
    [entry for entry in GUARDED if entry.about in {About.POST, About.HOUSE}],
    ids=ids,
)
def test_what_is_foreign_does_not_exist_for_whoever_sees_only_their_own(
    entry, role, dashboard, posts
):
    browser = dashboard.as_(PEOPLE[role])

    foreign = ask(browser, entry, address(entry, posts, "foreign"))
    nowhere = ask(
        browser, entry, address(entry, {"own": "", "foreign": "2023-999"}, "foreign")
    )

    if role not in entry.who:
        assert foreign.status_code == 403
    elif role in LIMITED:
        assert foreign.status_code == 404
        if entry.about is About.POST:
            assert foreign.text == nowhere.text.replace("2023-999", posts["foreign"])
    else:
        assert foreign.status_code in ALLOWED
