"""The guard of visits: cookies, where one is led, what is kept, and who counts."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from dashboards import Page
from sqlalchemy import select

from dashboard.web.request import LANGUAGE, SAID
from dashboard.web.session_cookie import COOKIE
from vorlauf.accounts import invitations, password_hashing, passwords, sessions
from vorlauf.accounts.passwords import PasswordChange
from vorlauf.db.account_tables import Visit
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import table_of

VISIT = table_of(Visit)

PASSWORD = "fünf Krähen im Nebel"
LEAVING = [
    "//evil.example",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "HTTPS://vorlauf.example.org@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "/%0d%0aSet-Cookie: a=b",
    "/\r\nSet-Cookie: a=b",
    "/\nLocation: https://evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\x00/evil.example",
    "/\u2028/evil.example",
    "/\uff0eevil.example",
    "",
    "?",
    "#",
]


@pytest.fixture
def somebody(desk):
    """Ada with a password of her own."""
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ada")
        cookie = sessions.begin(connection, "ada", way="link", device="", now=desk.now)
        visit = sessions.current(desk.call(connection), cookie)
    wish = PasswordChange(new=PASSWORD)
    passwords.change(desk.engine, desk.directory, visit, wish, desk.now)
    return {"email": "ada@agentur.example.org", "password": PASSWORD}


def stays_here(location):
    is_path = location.startswith("/") and not location.startswith(("//", "/\\"))
    return is_path and location.isascii() and location.isprintable()


@pytest.mark.parametrize("wish", LEAVING, ids=ascii)
def test_nobody_is_led_away(wish, dashboard):
    ada = dashboard.as_("ada")
    answers = [
        ada.get("/sign-in", params={"next": wish}),
        ada.post("/language", {"language": "de", "next": wish}),
        ada.post("/stay", {"next": wish}),
        ada.post("/me/preferences", {"language": "de", "next": wish}),
    ]

    assert [answer.status_code for answer in answers] == [303] * 4
    for answer in answers:
        assert stays_here(answer.headers["location"])
        assert "evil" not in answer.headers["location"].partition("?")[0][:3]
        assert set(answer.cookies) <= {LANGUAGE, SAID}


def test_signing_in_leads_on_within_and_never_away(dashboard, somebody):
    for wish in ("/posts?state=draft", *LEAVING):
        answer = dashboard.stranger().post("/sign-in", {**somebody, "next": wish})
        assert answer.status_code == 303
        assert stays_here(answer.headers["location"])
        is_within = wish.startswith(("/posts", "/%0d"))
        assert (answer.headers["location"] == "/") != is_within


def test_no_line_break_gets_into_a_header(dashboard):
    ada = dashboard.as_("ada")
    break_ = "de\r\nSet-Cookie: evil=1"

    for path, data in [
        ("/language", {"language": break_}),
        ("/me/preferences", {"language": break_, "theme": break_}),
        ("/sign-in/link", {"email": break_}),
        ("/me/tokens", {"label": break_}),
    ]:
        answer = ada.post(path, data)
        assert answer.status_code < 500
        assert "evil" not in str(answer.headers)


def test_the_cookie_of_a_visit_is_for_us_alone(dashboard, somebody):
    answer = dashboard.stranger().post("/sign-in", somebody)

    crumbs = answer.headers.get_list("set-cookie")[0].split("; ")
    assert crumbs[0].startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} == set(crumbs[1:])


def test_every_other_cookie_is_closed_as_well(dashboard):
    ada = dashboard.as_("ada")
    told = ada.post("/stay").headers["set-cookie"]
    chosen = ada.post("/language", {"language": "en"}).headers["set-cookie"]

    for cookie in (told, chosen):
        assert {"HttpOnly", "SameSite=lax", "Secure"} <= set(cookie.split("; "))


def test_signing_in_makes_a_new_cookie_whatever_came_before(dashboard, somebody):
    browser = dashboard.stranger()
    browser.client.cookies.set(COOKIE, "A" * 43, domain="vorlauf.example.org")

    browser.post("/sign-in", somebody)
    first = {cookie.value for cookie in browser.client.cookies.jar}
    browser.post("/sign-in", somebody)
    second = {cookie.value for cookie in browser.client.cookies.jar}

    assert "A" * 43 not in second
    assert first != second


def test_signing_out_ends_the_visit_on_the_server(dashboard, desk):
    ada = dashboard.as_("ada")
    kept = ada.client.cookies[COOKIE]

    gone = ada.post("/sign-out")
    ada.client.cookies.set(COOKIE, kept, domain="vorlauf.example.org")

    assert gone.status_code == 303
    assert ada.get("/me").headers["location"].startswith("/sign-in")
    with reading(desk.engine) as connection:
        assert sessions.of(connection, "ada", desk.now) == []


def list_of(desk):
    with reading(desk.engine) as connection:
        return connection.execute(select(VISIT)).all()


@pytest.mark.parametrize(
    "cookie", ["", "x", "A" * 43, "A" * 5000, "%00", "é", '"', "a b", "=" * 43]
)
def test_an_odd_cookie_is_nobodys(cookie, dashboard):
    answer = dashboard.stranger().get(
        "/me", headers={"Cookie": f"{COOKIE}={cookie}".encode("latin-1")}
    )

    assert answer.status_code == 303


def test_a_look_at_the_head_of_a_page_changes_nothing(dashboard, desk):
    ada = dashboard.as_("ada")
    before = list_of(desk)

    for path in ("/", "/me", "/sign-in", "/changes", "/posts", "/sign-in/abc"):
        answer = ada.client.head(path)
        assert answer.status_code < 500
        assert answer.content == b""

    assert list_of(desk) == before


def test_what_was_typed_when_the_visit_ended_can_be_sent_again(dashboard, desk, a_post):
    number, text = a_post("smi"), "Zeile eins\nZeile „zwei“ <b>"
    where = f"/posts/{number}/moves/withdraw"
    ada = dashboard.as_("ada")
    desk.now += timedelta(hours=3)

    page = ada.send(where, {"comment": text, "seen": "1"})
    assert (page.status, desk.post(number).state) == (401, "draft")
    assert "Zeile „zwei“ <b>" in page.text
    again = dashboard.as_("ada").send(where, dict(page.form(where).fields))

    assert (again.status, desk.post(number).state) == (200, "withdrawn")
    assert desk.file(number)[-1].comment == text


def test_a_password_is_never_sent_back(dashboard, desk):
    ada = dashboard.as_("ada")
    desk.now += timedelta(hours=3)

    page = ada.send("/me/password", {"new_password": "geheim 123", "old_password": ""})

    assert page.status == 401
    assert "geheim" not in page.html


def test_the_same_click_twice_is_done_once(dashboard, desk, a_post):
    number = a_post("smi")
    ada = dashboard.as_("ada")
    wish = {"seen": "1", "version": "1", "comment": "Fällt aus."}
    where = f"/posts/{number}/moves/withdraw"

    first, second = ada.post(where, wish), ada.post(where, wish)

    assert first.status_code == 303
    assert second.status_code in {303, 409}
    assert [line.event for line in desk.file(number)].count("withdraw") == 1


def test_whoever_comes_second_hears_of_it(dashboard, desk, a_post):
    number = a_post("smi")
    where = f"/posts/{number}/moves/withdraw"
    first = dashboard.as_("ada").post(where, {"seen": "1", "comment": "Fällt aus."})
    second = dashboard.as_("ben").send(where, {"seen": "1", "comment": "Zu teuer."})

    assert (first.status_code, second.status) == (303, 409)
    assert "Zu teuer." in second.html
    said = [line.event for line in desk.file(number)]
    assert said == ["add", "withdraw", "comment"]


def test_what_is_foreign_looks_as_what_is_not_there(dashboard, a_post):
    foreign = a_post("smf", wants_graphics=False)
    ines = dashboard.as_("ines")

    for path in ("/posts/{}", "/posts/{}/versions/1", "/posts/{}/moves/endorse"):
        there = ines.get(path.format(foreign))
        nowhere = ines.get(path.format("2023-999"))
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert there.text.replace(foreign, "") == nowhere.text.replace("2023-999", "")
        assert there.headers == nowhere.headers


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"said": 5, "said_tone": {}},
        {"said": "<script>alert(1)</script>", "said_tone": "evil"},
        {"said": "x", "said_tone": '" onload="x', "undo_number": '"><b>'},
        {"said": "x" * 2000},
        {"said": "\ud800"},
        {"said": "x", "undo_number": "../../evil"},
        {"said": "x", "undo_until": "x", "undo_seen": None, "undo_number": "\0"},
    ],
    ids=ascii,
)
def test_a_forged_cookie_says_nothing_that_acts(told, dashboard):
    packed = urlsafe_b64encode(json.dumps(told).encode()).decode()

    page = said(dashboard.as_("ada"), packed)

    assert page.status == 200
    assert "<script>alert" not in page.html
    assert 'onload="x' not in page.html
    assert '"><b>' not in page.html
    assert not any("evil" in form.action for form in page.forms)


@pytest.mark.parametrize("packed", ["x", "%", "====", "é", "W" * 4000, "W1tb" * 900])
def test_a_broken_cookie_says_nothing(packed, dashboard):
    assert said(dashboard.as_("ada"), packed).status == 200


def said(browser, packed):
    visit = browser.client.cookies[COOKIE]
    cookies = f"{COOKIE}={visit}; {SAID}={packed}".encode("latin-1")
    browser.client.cookies.clear()
    return Page(browser.get("/shortcuts", headers={"Cookie": cookies}))


def test_a_wrong_password_and_nobody_cost_and_say_the_same(
    dashboard, somebody, monkeypatch
):
    looks = []
    fits = password_hashing.fits
    monkeypatch.setattr(
        password_hashing, "fits", lambda *a: looks.append(1) or fits(*a)
    )
    pages = {}
    for email in (somebody["email"], "niemand@example.org", "ines@smi.example.org", ""):
        looks.clear()
        page = dashboard.stranger().send(
            "/sign-in", {"email": email, "password": "falsch"}
        )
        pages[email] = (page.status, len(looks), page.html.replace(f'"{email}"', '""'))

    assert len(set(pages.values())) == 1
    assert next(iter(pages.values()))[:2] == (403, 1)


def test_after_five_wrong_passwords_the_right_one_is_refused_in_the_same_words(
    dashboard, somebody
):
    wrong = {**somebody, "password": "falsch"}
    pages = [dashboard.stranger().send("/sign-in", wrong) for _ in range(5)]

    last = dashboard.stranger().send("/sign-in", somebody)

    assert {page.html for page in pages} == {last.html}


def test_whoever_asks_for_a_link_is_told_the_same_known_or_not(dashboard, somebody):
    ways = [
        dashboard.stranger().send("/sign-in/link", {"email": email})
        for email in (somebody["email"], "niemand@example.org")
    ]

    shown = {way.html.replace(somebody["email"], "niemand@example.org") for way in ways}
    assert len(shown) == 1
