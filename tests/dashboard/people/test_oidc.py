"""Signing in by OpenID Connect, at a real provider on loopback."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey
from providers import CLIENT, SECRET, STRANGE_KEY, provider

from dashboard.clients import oidc as door
from dashboard.clients.oidc import Provider
from dashboard.people.oidc import COOKIE
from vorlauf.accounts import invitations
from vorlauf.db.engine import writing
from vorlauf.errors import SettingsError
from vorlauf.settings import Settings
from vorlauf.supervisor import free_port

REFUSED = "Anmelden mit Landes-Anmeldung hat nicht funktioniert"
LIES = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another"},
    "no audience": {"aud": None},
    "one audience of several, signed for another": {
        "aud": [CLIENT, "another"],
        "azp": "another",
    },
    "expired": {"exp": 1_700_000_000},
    "without an end": {"exp": None},
    "not yet": {"nbf": 4_000_000_000},
    "another issuer": {"iss": "https://another.example.org"},
    "no issuer": {"iss": None},
    "no address": {"email": None},
    "an odd address": {"email": ["ada@example.org"]},
    "an address that nobody has verified": {"email_verified": False},
    "the same in words": {"email_verified": "false"},
    "odd words": {"email_verified": []},
}


@pytest.fixture
def kind_of_database():
    """Whatever the database, this is the same; one of them is enough."""
    return "sqlite"


@pytest.fixture(scope="module")
def land():
    with provider() as served:
        yield served


@pytest.fixture(autouse=True)
def fresh(land):
    """Every test finds the provider as it was."""
    unchanged = type(land)(issuer=land.issuer)
    vars(land).update(vars(unchanged))


@pytest.fixture
def dashboard(dashboard, land):
    """The dashboard with this provider; Ada is invited."""
    origin = dashboard.wiring.settings.dashboard_url
    dashboard.parts.provider = Provider.from_url(land.url, origin)
    with writing(dashboard.desk.engine) as connection:
        desk = dashboard.desk
        invitations.grant(desk.call(connection), "ada")
        land.email = desk.directory.people["ada"].email
    return dashboard


def back_from(browser, begin="/sign-in/oidc"):
    """Go to the provider, sign in there; return where it sends the reader."""
    away = browser.get(begin).headers["location"]
    return httpx.get(away, trust_env=False, timeout=60).headers["location"]


def refused(browser, back):
    page = browser.see(back)
    assert page.status == 502
    assert REFUSED in page.text
    assert browser.get("/").status_code == 303
    return True


def test_whoever_is_invited_is_signed_in_and_goes_where_they_wanted(dashboard):
    stranger = dashboard.stranger()

    back = back_from(stranger, "/sign-in/oidc?next=/posts")
    arrived = stranger.get(back)

    assert (arrived.status_code, arrived.headers["location"]) == (303, "/posts")
    assert stranger.get("/posts").status_code == 200
    assert COOKIE not in stranger.client.cookies


def test_the_case_of_an_address_means_nothing(dashboard, land):
    land.email = land.email.upper()
    stranger = dashboard.stranger()

    assert stranger.get(back_from(stranger)).status_code == 303


def test_the_page_has_the_button_with_the_name_of_the_provider(dashboard):
    page = dashboard.stranger().see("/sign-in")

    assert "Anmelden mit Landes-Anmeldung" in page.text
    assert "/sign-in/oidc" in [link.partition("?")[0] for link in page.links]


def test_what_is_asked_of_the_provider_holds_no_secret(dashboard):
    stranger = dashboard.stranger()
    response = stranger.get("/sign-in/oidc")
    asked = parse_qs(urlsplit(response.headers["location"]).query)
    kept = stranger.client.cookies[COOKIE].partition(".")[0]

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["https://vorlauf.example.org/sign-in/oidc/back"]
    assert not [word for word in (kept, SECRET) if word in str(asked)]
    for word in ("HttpOnly", "SameSite=lax", "Secure", "Path=/sign-in/oidc"):
        assert word in response.headers["set-cookie"]


@pytest.mark.parametrize("lie", LIES)
def test_whatever_is_not_true_lets_nobody_in(dashboard, land, lie):
    land.lie = LIES[lie]
    stranger = dashboard.stranger()

    assert refused(stranger, back_from(stranger))


@pytest.mark.parametrize("forged", ["none", "HS256", "another key"])
def test_a_forged_signature_lets_nobody_in(dashboard, land, forged):
    if forged == "another key":
        land.key = STRANGE_KEY
    elif forged == "HS256":
        land.alg, land.key = forged, OctKey.import_key(SECRET.ljust(32, "x"))
    else:
        land.alg = forged
    stranger = dashboard.stranger()

    assert refused(stranger, back_from(stranger))


def test_another_state_lets_nobody_in(dashboard):
    stranger = dashboard.stranger()
    back = back_from(stranger)

    assert refused(stranger, back.replace("state=", "state=x"))


def test_what_another_browser_has_begun_lets_nobody_in(dashboard):
    attacker, victim = dashboard.stranger(), dashboard.stranger()
    back = back_from(attacker)

    assert refused(victim, back)


def test_a_code_is_good_for_one_sign_in(dashboard):
    stranger = dashboard.stranger()
    cookie_before = back_from(stranger), stranger.client.cookies[COOKIE]
    stranger.get(cookie_before[0])
    again = dashboard.stranger()
    again.client.cookies.set(COOKIE, cookie_before[1], domain="vorlauf.example.org")

    assert refused(again, cookie_before[0])


@pytest.mark.parametrize(
    "odd", ["", "?state=", "?code=x", "?error=access_denied&state=y", "?state=%C3%A4"]
)
def test_an_odd_way_back_lets_nobody_in(dashboard, odd):
    stranger = dashboard.stranger()
    stranger.get("/sign-in/oidc")

    assert refused(stranger, f"/sign-in/oidc/back{odd}")


@pytest.mark.parametrize("who", ["nobody@example.org", "ines", "a mailbox"])
def test_whom_nobody_has_invited_is_told_so(dashboard, land, who):
    people = dashboard.desk.directory.people
    land.email = people[who].email if who in people else who
    stranger = dashboard.stranger()

    page = stranger.see(back_from(stranger))

    assert page.status == 403
    assert f"kennt Sie als {land.email}" in page.text


def test_a_disabled_account_stays_so(dashboard):
    desk = dashboard.desk
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ben")
        invitations.disable(desk.call(connection), "ada", "ben")
    stranger = dashboard.stranger()

    page = stranger.see(back_from(stranger))

    assert (page.status, "niemand eingeladen" in page.text) == (403, True)


def test_a_way_back_to_somewhere_else_is_not_taken(dashboard):
    stranger = dashboard.stranger()

    back = back_from(stranger, "/sign-in/oidc?next=https://evil.example.org")

    assert stranger.get(back).headers["location"] == "/"


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(dashboard, land):
    land.methods = ["client_secret_post"]
    stranger = dashboard.stranger()

    assert stranger.get(back_from(stranger)).status_code == 303


@pytest.mark.parametrize(
    "odd",
    [
        {"issuer": "https://another.example.org"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_an_odd_provider_is_not_followed(dashboard, land, odd):
    land.discovery = odd

    assert refused(dashboard.stranger(), "/sign-in/oidc")


def test_a_provider_that_is_down_is_a_sentence(dashboard):
    url = f"http://a:b@127.0.0.1:{free_port()}/x?name=Landes-Anmeldung"
    dashboard.parts.provider = Provider.from_url(url, "https://vorlauf.example.org")

    assert refused(dashboard.stranger(), "/sign-in/oidc")


def test_a_provider_that_fails_on_the_way_back_is_a_sentence(dashboard, land):
    stranger = dashboard.stranger()
    back = back_from(stranger)
    land.is_open = False

    assert refused(stranger, back)


@pytest.mark.parametrize("path", ["/sign-in/oidc", "/sign-in/oidc/back?code=x&state=y"])
def test_without_a_provider_there_is_no_such_page(dashboard, path):
    dashboard.parts.provider = None

    assert dashboard.stranger().get(path).status_code == 404
    assert "oidc" not in dashboard.stranger().see("/sign-in").html


def test_without_the_extra_there_is_no_provider(monkeypatch, land, caplog):
    settings = replace(Settings.from_environment({}), oidc_url=land.url)
    monkeypatch.setattr(door, "find_spec", lambda _: None)

    assert Provider.of(settings) is None
    assert "vorlauf[oidc]" in caplog.text


def test_the_setting_names_issuer_client_and_secret(land):
    settings = Settings.from_environment({"VORLAUF_OIDC_URL": land.url})

    made = Provider.of(settings)

    assert (made.issuer, made.client, made.secret) == (land.issuer, CLIENT, SECRET)
    assert SECRET not in repr(made)
    assert "heim" not in repr(settings)


@pytest.mark.parametrize(
    "odd",
    [
        "https://id.example.org",
        "https://vorlauf@id.example.org",
        "https://:geheim@id.example.org",
        "http://vorlauf:geheim@id.example.org",
        "https://vorlauf:geheim@id.example.org?colour=red",
        "https://vorlauf:geheim@id.example.org/x#y",
        "https://vorlauf:ge@heim@id.example.org",
    ],
)
def test_a_setting_that_cannot_be_read_is_a_sentence_without_the_secret(odd):
    with pytest.raises(
        SettingsError, match="VORLAUF_OIDC_URL cannot be read"
    ) as caught:
        Settings.from_environment({"VORLAUF_OIDC_URL": odd})

    assert "heim" not in str(caught.value)
