"""One's own settings: how pages look, the password, where one is signed in, tokens."""

import pytest
from dashboards import ADDRESS
from starlette.testclient import TestClient

from dashboard.web.session_cookie import COOKIE
from vorlauf.accounts import sessions
from vorlauf.db.engine import reading, writing

OLD, NEW = "fünf Krähen im Nebel", "sechs Dohlen im Regen"


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def arrived(dashboard, desk):
    """Return a function that lets Ada in by a mailed link, on another device."""

    def arrive(device, way="link"):
        browser = dashboard.as_("ada")
        with writing(desk.engine) as connection:
            sessions.end(connection, browser.client.cookies[COOKIE], desk.now)
            cookie = sessions.begin(
                connection, "ada", way=way, device=device, now=desk.now
            )
        browser.client.cookies.set(COOKIE, cookie, domain="vorlauf.example.org")
        return browser

    return arrive


def html_tag(page):
    return page.html.partition("<html")[2].partition(">")[0]


def is_in(browser):
    return browser.get("/me").status_code == 200


def asked_as_program(dashboard, secret):
    headers = {"Authorization": f"Bearer {secret}"}
    return TestClient(dashboard.app, ADDRESS).get("/api/v1/me", headers=headers)


def test_preferences_are_kept_and_shown(dashboard):
    ada = dashboard.as_("ada")
    wishes = {"language": "en", "theme": "dark", "shortcuts": "on"}

    page = ada.send("/me/preferences", wishes)

    assert "Saved." in page.text
    assert 'lang="en" data-theme="dark"' in html_tag(page)
    assert html_tag(page).endswith("data-shortcuts")
    fields = page.form("/me/preferences").fields
    assert set(wishes.items()) <= set(fields)


@pytest.mark.parametrize(("theme", "scheme"), [("", "light dark"), ("light", "light")])
def test_a_theme_can_be_taken_back(theme, scheme, dashboard):
    ada = dashboard.as_("ada")
    ada.post("/me/preferences", {"theme": "dark"})

    ada.post("/me/preferences", {"theme": theme})

    page = ada.see("/board")
    assert f'content="{scheme}"' in page.html
    assert ("data-theme" in html_tag(page)) == bool(theme)


def test_the_choice_below_every_page_changes_only_the_theme(dashboard):
    ada = dashboard.as_("ada")
    ada.post("/me/preferences", {"language": "en", "shortcuts": "on"})
    form = next(f for f in ada.see("/board").forms if f.action == "/me/preferences")

    page = ada.send(form.action, {**dict(form.fields), "theme": "dark"})

    assert page.response.request.url.path == "/board"
    assert (
        html_tag(page).split("data-pulse")[0].strip() == 'lang="en" data-theme="dark"'
    )
    assert "data-shortcuts" in html_tag(page)


def test_an_auditor_asks_for_the_head_of_the_log_and_for_no_more_of_it(dashboard):
    olga = dashboard.as_("olga")

    page = olga.send("/me/daily-head", {"daily_head": "on"})

    assert ("daily_head", "on") in page.form("/me/daily-head").fields
    # The choice below every page takes nothing of it away.
    olga.post("/me/preferences", {"theme": "dark"})
    assert ("daily_head", "on") in olga.see("/me").form("/me/daily-head").fields
    page = olga.send("/me/daily-head", {})
    assert "daily_head" not in dict(page.form("/me/daily-head").fields)


@pytest.mark.parametrize("key", ["ada", "ines"])
def test_nobody_but_auditors_is_offered_the_head_of_the_log(key, dashboard):
    person = dashboard.as_(key)

    assert "/me/daily-head" not in person.see("/me").html
    assert person.post("/me/daily-head", {"daily_head": "on"}).status_code in {403, 404}


@pytest.mark.parametrize("wish", [{"language": "xx"}, {"theme": "pink"}])
def test_what_is_no_choice_changes_nothing(wish, dashboard):
    ada = dashboard.as_("ada")

    assert ada.send("/me/preferences", wish).status == 422
    assert 'lang="de"' in html_tag(ada.see("/me"))


def test_a_new_password_ends_the_other_visits(arrived):
    here, elsewhere = arrived("hier"), arrived("woanders")

    page = here.send("/me/password", {"new_password": OLD})

    assert "Das Passwort ist gesetzt" in page.text
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_who_has_a_password_shows_it_before_another(arrived):
    arrived("hier").post("/me/password", {"new_password": OLD})
    ada = arrived("dort", "password")

    asked = dict(ada.see("/me").form("/me/password").fields)
    wrong = ada.send("/me/password", {"new_password": NEW, "old_password": "falsch"})
    right = ada.send("/me/password", {"new_password": NEW, "old_password": OLD})

    assert "old_password" in asked
    assert (wrong.status, right.status) == (403, 200)
    assert "Das bisherige Passwort" in wrong.text
    assert NEW not in wrong.html


@pytest.mark.parametrize("password", ["", "kurz", "a" * 12, "passwort1234", "x" * 300])
def test_a_password_that_is_none_has_a_sentence(password, arrived):
    ada = arrived("hier")

    page = ada.send("/me/password", {"new_password": password})

    assert page.status == 422
    assert "#new_password" in page.links
    assert "Bitte prüfen Sie Ihre Angaben" in page.text


def test_the_devices_are_named_and_can_be_signed_out(arrived, desk):
    here, _ = arrived("Firefox hier"), arrived("Chrome <b>dort</b>")
    page = here.see("/me")

    ended = here.send("/me/visits/end")

    assert "Firefox hier" in page.text
    assert "Chrome <b>dort</b>" in page.text
    assert "Chrome" not in ended.text
    assert "Sie sind überall sonst abgemeldet." in ended.text
    with reading(desk.engine) as connection:
        (left,) = sessions.of(connection, "ada", desk.now)
    assert left.device == "Firefox hier"


def test_a_token_is_shown_once_and_lets_a_program_in(dashboard):
    ada = dashboard.as_("ada")

    made = ada.send("/me/tokens", {"label": "Inventur"})
    secret = made.html.partition('<pre class="v-secret" tabindex="0">')[2]
    secret = secret.partition("<")[0]
    later = ada.see("/me")

    assert asked_as_program(dashboard, secret).status_code == 200
    assert "Inventur, erstellt am Mo 18.09.2023" in later.text
    assert secret not in later.html


def test_a_token_that_is_revoked_lets_nobody_in(dashboard):
    ada = dashboard.as_("ada")
    made = ada.send("/me/tokens", {"label": "Inventur"})
    secret = made.html.partition('tabindex="0">')[2].partition("<")[0]
    form = next(form for form in made.forms if form.action.endswith("/revoke"))

    page = ada.send(form.action)

    assert "Inventur" not in page.text
    assert asked_as_program(dashboard, secret).status_code == 401
    assert ada.post(form.action).status_code == 404


def test_a_token_with_a_label_that_is_none_keeps_what_was_typed(dashboard):
    page = dashboard.as_("ada").send("/me/tokens", {"label": "x" * 300})

    assert page.status == 422
    assert dict(page.form("/me/tokens").fields)["label"] == "x" * 300


@pytest.mark.parametrize(
    "key", ["1", "0", "x", "99999999999999999999", "\N{FULLWIDTH DIGIT ONE}", "-1"]
)
def test_a_token_of_somebody_else_is_not_there(key, dashboard):
    dashboard.as_("ines").post("/me/tokens", {"label": "Meins"})

    assert dashboard.as_("frank").post(f"/me/tokens/{key}/revoke").status_code == 404
    assert "Meins" in dashboard.as_("ines").see("/me").text


def test_the_page_is_there_in_english(dashboard):
    page = dashboard.as_("fay").see("/me")

    for words in ("How pages look", "Where you are signed in", "Tokens for programs"):
        assert words in page.text
