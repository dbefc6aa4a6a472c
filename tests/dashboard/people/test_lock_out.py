"""Strangers who keep trying: nobody is kept out, and no mailbox is flooded."""

from datetime import timedelta

import pytest
from dashboards import Dashboard
from mailed_links import postbox_of

from dashboard.web.session_cookie import COOKIE, KNOWN
from vorlauf.accounts import invitations, password_hashing
from vorlauf.db import accounts
from vorlauf.db.engine import writing

PASSWORD = "fünf Krähen im Nebel"
EMAIL = "ines@smi.example.org"
TYPED = {"email": EMAIL, "password": PASSWORD}
WRONG = {"email": EMAIL, "password": "geraten"}
ME = {"is_me": "yes"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases; the rules are tried on both."""
    return "sqlite"


@pytest.fixture
def with_password(desk):
    """Ines and Ivo have an account and a password."""
    with writing(desk.engine) as connection:
        for person in ("ines", "ivo"):
            invitations.grant(desk.call(connection), person)
            hashed = password_hashing.hashed(PASSWORD)
            accounts.set_password(connection, person, hashed, desk.now)


@pytest.fixture
def mailbox(dashboard):
    with postbox_of(dashboard) as box:
        yield box


@pytest.fixture
def hers(dashboard, with_password):  # noqa: ARG001
    """The browser in which Ines has signed in before, and out again."""
    browser = dashboard.stranger(source="198.51.100.7")
    assert browser.post("/sign-in", TYPED).status_code == 303
    browser.post("/sign-out")
    return browser


def is_in(browser):
    return browser.get("/me").status_code == 200


def attack(dashboard, number):
    """Try both doors from an address of one's own."""
    stranger = dashboard.stranger(source=f"203.0.113.{number % 250}")
    return (
        stranger.post("/sign-in", WRONG).status_code,
        stranger.post("/sign-in/link", {"email": EMAIL}).status_code,
    )


@pytest.mark.slow
def test_whoever_has_signed_in_before_gets_in_by_both_doors(
    dashboard, desk, hers, mailbox
):
    for number in range(60):
        assert attack(dashboard, number) == (403, 200)
        desk.now += 2 * MINUTE
        if number % 10 == 9:
            assert hers.post("/sign-in", TYPED).status_code == 303
            assert is_in(hers)
            hers.post("/sign-out")
            hers.post("/sign-in/link", {"email": EMAIL})
            assert hers.post(mailbox.links()[-1][1], ME).status_code == 303
            hers.post("/sign-out")


@pytest.mark.slow
@pytest.mark.usefixtures("with_password")
def test_at_another_browser_there_is_always_a_link_in_the_mailbox(
    dashboard, desk, mailbox
):
    for number in range(60):
        attack(dashboard, number)
        desk.now += 2 * MINUTE
        assert dashboard.stranger().get(mailbox.links()[-1][1]).status_code == 200

    elsewhere = dashboard.stranger(source="198.51.100.8")
    assert (
        elsewhere.post("/sign-in", TYPED).status_code == 403
    )  # strangers have to wait
    assert elsewhere.post(mailbox.links()[-1][1], ME).status_code == 303
    assert len(mailbox.mails) <= 10  # in two hours


def test_the_cookie_of_a_known_browser_opens_nothing(dashboard, hers):
    cookie = hers.client.cookies[KNOWN]
    stranger = dashboard.stranger()
    stranger.client.cookies.set(KNOWN, cookie, domain="vorlauf.example.org")
    stranger.client.cookies.set(COOKIE, cookie, domain="vorlauf.example.org")

    assert stranger.get("/me").status_code == 303
    assert stranger.post("/sign-in", WRONG).status_code == 403


def test_the_cookie_of_a_known_browser_is_for_this_site_and_no_script(hers):
    del hers.client.cookies[KNOWN]
    answer = hers.post("/sign-in", TYPED)

    (cookie,) = [
        one for one in answer.headers.get_list("set-cookie") if one.startswith(KNOWN)
    ]
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=34560000"):
        assert word in cookie
    assert EMAIL not in cookie


def test_a_known_browser_has_its_own_wait_for_its_own_guesses(dashboard, hers):
    for _ in range(5):
        hers.post("/sign-in", WRONG)

    assert hers.post("/sign-in", TYPED).status_code == 403
    assert dashboard.stranger().post("/sign-in", TYPED).status_code == 303


@pytest.mark.slow
@pytest.mark.usefixtures("with_password")
def test_from_one_source_so_many_guesses_are_enough_whoever_they_are_at(
    dashboard, desk
):
    def guess(number, source="203.0.113.5"):
        typed = {"email": f"x{number}@example.org", "password": "x"}
        return dashboard.stranger(source=source).send("/sign-in", typed)

    statuses = [guess(number).status for number in range(31)]
    page = guess(31)

    assert statuses == [403] * 30 + [429]
    assert page.response.headers["retry-after"] == "600"
    assert "Aus Ihrem Netz kamen zu viele falsche Passwörter" in page.text
    assert guess(32, source="203.0.113.6").status == 403
    assert guess(33, source="127.0.0.1").status == 403
    desk.now += 10 * MINUTE
    assert guess(34).status == 403


@pytest.mark.slow
def test_whoever_is_known_is_not_counted_with_their_network(dashboard, hers):
    hers.client.cookies.set("x", "y", domain="vorlauf.example.org")
    for _ in range(31):
        dashboard.stranger(source="198.51.100.7").post("/sign-in", WRONG)

    other = {"email": "ivo@smi.example.org", "password": "geraten"}
    assert hers.post("/sign-in", TYPED).status_code == 303
    assert hers.post("/sign-in", other).status_code == 429


@pytest.mark.usefixtures("with_password")
def test_from_one_source_so_many_links_are_enough(dashboard, mailbox):
    def ask(email):
        stranger = dashboard.stranger(source="2001:db8:1:2::1")
        return stranger.post("/sign-in/link", {"email": email}).status_code

    statuses = [ask(f"x{number}@example.org") for number in range(30)]

    assert (statuses, ask(EMAIL)) == ([200] * 30, 429)
    assert mailbox.mails == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trusted", "header", "expected"),
    [
        ((), "203.0.113.9", [403] * 31),
        (("127.0.0.1",), "203.0.113.9", [403] * 30 + [429]),
        (("127.0.0.1",), "{n}.0.0.1, 203.0.113.9", [403] * 30 + [429]),
        (("127.0.0.1", "10.0.0.0/8"), "203.0.113.9, 10.1.2.3", [403] * 30 + [429]),
        (("127.0.0.1",), "203.0.113.9, 10.1.2.{n}", [403] * 31),
        (("127.0.0.1",), "2001:db8:1:2::{n}", [403] * 30 + [429]),
        (("127.0.0.1",), "2001:db8:1:{n}::1", [403] * 31),
        (("192.0.2.1",), "203.0.113.9", [403] * 31),
    ],
)
def test_an_address_is_believed_if_a_trusted_proxy_says_it(
    desk, tmp_path, trusted, header, expected
):
    proxied = Dashboard(desk, tmp_path, set_to={"trusted_proxies": trusted})

    statuses = [
        proxied.stranger(**{"X-Forwarded-For": header.format(n=number + 1)})
        .post("/sign-in", {"email": "x@example.org", "password": "x"})
        .status_code
        for number in range(31)
    ]

    assert statuses == expected
