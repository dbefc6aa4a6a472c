"""Sign-in: by password, by mailed link, as a demonstration; and being out again."""

from datetime import timedelta
from pathlib import Path

import pytest
from dashboards import Dashboard, Page
from mailed_links import postbox_of

from dashboard.web.request import LANGUAGE
from dashboard.web.session_cookie import COOKIE
from vorlauf.accounts import invitations, passwords, sessions
from vorlauf.accounts.passwords import PasswordChange
from vorlauf.db.engine import reading, writing

PASSWORD = "fünf Krähen im Nebel"
EMAIL = "ines@smi.example.org"
# What whoever opens a mailed link chooses there.
ME = {"is_me": "yes"}
WRONG = "Diese Adresse und dieses Passwort gehören nicht zusammen"


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases; so are passwords, and slow."""
    return "sqlite"


@pytest.fixture
def ines(desk):
    """Give Ines an account and a password; return what she types."""
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ines")
        cookie = sessions.begin(connection, "ines", way="link", device="", now=desk.now)
        visit = sessions.current(desk.call(connection), cookie)
        sessions.end_all(connection, "ines", desk.now)
    passwords.change(
        desk.engine, desk.directory, visit, PasswordChange(new=PASSWORD), desk.now
    )
    return {"email": EMAIL, "password": PASSWORD}


@pytest.fixture
def mailbox(dashboard):
    """The dashboard has a mail server; what arrives is here."""
    with postbox_of(dashboard) as box:
        yield box


@pytest.fixture
def link(dashboard, ines, mailbox):  # noqa: ARG001
    """The path of a link that Ines has asked for."""
    dashboard.stranger().post("/sign-in/link", {"email": EMAIL})
    ((_, path),) = mailbox.links()
    return path


def is_in(browser):
    return browser.get("/me").status_code == 200


def test_a_password_leads_to_the_page_that_was_asked_for(dashboard, ines):
    browser = dashboard.stranger()
    asked = browser.get("/calendar?month=2023-11").headers["location"]
    form = browser.see(asked).form("/sign-in")

    answer = browser.post("/sign-in", {**dict(form.fields), **ines})

    assert answer.headers["location"] == "/calendar?month=2023-11"
    assert is_in(browser)


@pytest.mark.parametrize(
    "typed",
    [
        {"email": EMAIL, "password": "falsch"},
        {"email": EMAIL, "password": ""},
        {"email": "frank@smf.example.org", "password": PASSWORD},
        {"email": "niemand@example.org", "password": PASSWORD},
        {"email": "", "password": ""},
    ],
    ids=str,
)
@pytest.mark.usefixtures("ines")
def test_whatever_is_wrong_one_sentence_says_it(typed, dashboard):
    page = dashboard.stranger().send("/sign-in", typed)

    assert page.status == 403
    assert WRONG in page.text
    fields = dict(page.form("/sign-in").fields)
    assert (fields["email"], fields["password"]) == (typed["email"], "")


def test_after_too_many_wrong_passwords_the_right_one_waits(dashboard, desk, ines):
    browser = dashboard.stranger()
    for _ in range(5):
        browser.post("/sign-in", {**ines, "password": "falsch"})

    locked = browser.send("/sign-in", ines)
    desk.now += timedelta(minutes=2)
    later = browser.post("/sign-in", ines)

    assert (locked.status, WRONG in locked.text) == (403, True)
    assert later.status_code == 303


def test_a_link_comes_by_mail_and_lets_in_once(dashboard, link, mailbox):
    first, second = dashboard.stranger(), dashboard.stranger()

    answers = [one.post(link, ME) for one in (first, second)]

    assert [recipient for recipient, _ in mailbox.mails] == [EMAIL]
    assert [answer.status_code for answer in answers] == [303, 410]
    assert "Dieser Link gilt nicht mehr" in Page(answers[1]).text
    assert (is_in(first), is_in(second)) == (True, False)


def test_looking_at_a_link_changes_nothing(dashboard, desk, link):
    stranger = dashboard.stranger()

    looks = [stranger.get(link), stranger.get(link), stranger.client.head(link)]

    assert [look.status_code for look in looks] == [200] * 3
    assert all("set-cookie" not in look.headers for look in looks)
    assert "Dieser Link meldet Ines Iser an." in Page(looks[0]).text
    with reading(desk.engine) as connection:
        assert sessions.of(connection, "ines", desk.now) == []
    assert stranger.post(link, ME).status_code == 303


def test_the_form_of_the_page_uses_the_link(dashboard, link):
    stranger = dashboard.stranger()
    form = stranger.see(f"{link}?next=/board").form(link)

    answer = stranger.post(form.action, dict(form.fields) | ME)

    assert answer.headers["location"] == "/board"
    assert is_in(stranger)


@pytest.mark.parametrize(
    ("choice", "status", "words"),
    [
        ({}, 422, "Bitte wählen Sie eine der beiden Antworten."),
        ({"is_me": "on"}, 422, "Bitte wählen Sie eine der beiden Antworten."),
        ({"is_me": "no"}, 200, "Niemand wurde angemeldet."),
    ],
    ids=str,
)
def test_nobody_is_signed_in_who_does_not_say_so(
    dashboard, link, choice, status, words
):
    robot, reader = dashboard.stranger(), dashboard.stranger()
    form = robot.see(link).form(link)

    page = robot.send(form.action, dict(form.fields) | choice)

    assert (page.status, words in page.text, is_in(robot)) == (status, True, False)
    assert reader.post(link, ME).status_code == 303


def test_a_link_that_is_too_old_says_what_to_do(dashboard, desk, link):
    desk.now += timedelta(minutes=20)

    pages = [
        Page(dashboard.stranger().get(link)),
        Page(dashboard.stranger().post(link, ME)),
    ]

    for page in pages:
        assert page.status == 410
        assert "/sign-in" in page.links


def test_a_newer_link_leaves_the_older_one_until_one_is_used(dashboard, link, mailbox):
    dashboard.stranger().post("/sign-in/link", {"email": EMAIL})
    newer = mailbox.links()[-1][1]
    before = [dashboard.stranger().get(one).status_code for one in (link, newer)]

    dashboard.stranger().post(link, ME)

    assert before == [200, 200]
    assert dashboard.stranger().get(newer).status_code == 410


@pytest.mark.parametrize("token", ["x", "A" * 43, "ä", "%00", "x" * 3000, "oidc2"])
def test_a_link_of_nobody_is_like_one_that_is_used(token, dashboard):
    assert dashboard.stranger().get(f"/sign-in/{token}").status_code == 410
    assert dashboard.stranger().post(f"/sign-in/{token}", ME).status_code == 410


@pytest.mark.parametrize("email", ["niemand@example.org", "frank@smf.example.org"])
@pytest.mark.usefixtures("ines")
def test_whether_there_is_an_account_is_not_said(email, dashboard, mailbox):
    told = dashboard.stranger().send("/sign-in/link", {"email": email})
    known = dashboard.stranger().send("/sign-in/link", {"email": EMAIL})

    assert [recipient for recipient, _ in mailbox.mails] == [EMAIL]
    assert told.status == known.status == 200
    assert told.text == known.text.replace(EMAIL, email)


def test_without_an_address_no_link_can_be_asked_for(dashboard, mailbox):
    page = dashboard.stranger().send("/sign-in/link", {"email": " ", "next": "/board"})

    assert page.status == 422
    assert "Geben Sie Ihre E-Mail-Adresse" in page.text
    assert ("next", "/board") in page.form("/sign-in").fields
    assert mailbox.mails == []


@pytest.mark.usefixtures("ines")
def test_without_a_mail_server_the_page_is_the_same(dashboard, caplog):
    page = dashboard.stranger().send("/sign-in/link", {"email": EMAIL})

    assert page.status == 200
    assert "VORLAUF_MAIL_URL" in caplog.text


def test_outside_of_a_demonstration_no_click_signs_in(dashboard):
    browser = dashboard.stranger()

    assert browser.post("/sign-in/demo", {"person": "ada"}).status_code == 404
    assert "/sign-in/demo" not in browser.get("/sign-in").text


def test_in_a_demonstration_one_click_signs_in(desk, tmp_path):
    browser = Dashboard(desk, tmp_path, is_demo=True).stranger()
    page = browser.see("/sign-in?next=/board")
    offered = [value for form in page.forms for name, value in form.buttons if name]

    answer = browser.post("/sign-in/demo", {"person": "clara", "next": "/board"})

    assert [key for key in offered if key in desk.directory.people] == [
        "ada",
        "clara",
        "ines",
        "ivo",
        "gero",
        "olga",
    ]
    assert answer.headers["location"] == "/board"
    assert "Clara Müller" in browser.see("/me").text


@pytest.mark.parametrize("person", ["ben", "nobody", ""])
def test_a_demonstration_lets_in_only_whom_it_offers(person, desk, tmp_path):
    browser = Dashboard(desk, tmp_path, is_demo=True).stranger()

    assert browser.post("/sign-in/demo", {"person": person}).status_code == 404


def test_whoever_is_signed_in_goes_on_from_there(dashboard):
    ada = dashboard.as_("ada")

    assert ada.get("/sign-in").headers["location"] == "/"
    assert ada.get("/sign-in?next=/board").headers["location"] == "/board"


def test_whoever_signs_out_is_out_and_told_so(dashboard):
    ada = dashboard.as_("ada")

    page = ada.send("/sign-out")

    assert "Sie sind abgemeldet." in page.text
    assert COOKIE not in ada.client.cookies
    assert not is_in(ada)


def test_signing_out_clears_what_the_browser_has_stored(dashboard):
    answer = dashboard.as_("ada").post("/sign-out")

    assert answer.headers["clear-site-data"] == '"storage"'


def test_a_stranger_chooses_the_language(dashboard):
    stranger = dashboard.stranger()
    german = stranger.see("/sign-in?next=/board")
    form = german.form("/language")

    answer = stranger.post("/language", {**dict(form.fields), "language": "en"})

    assert answer.headers["location"] == "/sign-in?next=/board"
    assert "E-mail address" in stranger.see("/sign-in").text
    assert stranger.client.cookies[LANGUAGE] == "en"


def test_a_language_that_is_none_is_not_kept(dashboard):
    stranger = dashboard.stranger()

    stranger.post("/language", {"language": "xx"})

    assert LANGUAGE not in stranger.client.cookies


def test_the_language_of_the_account_goes_before_the_cookie(dashboard):
    fay = dashboard.as_("fay")
    fay.client.cookies.set(LANGUAGE, "de", domain="vorlauf.example.org")

    assert 'lang="en"' in fay.see("/").html


def test_whoever_is_idle_for_two_hours_signs_in_anew(dashboard, desk):
    ada = dashboard.as_("ada")
    desk.now += timedelta(hours=2)

    assert ada.get("/board").headers["location"] == "/sign-in?next=%2Fboard"


def test_who_has_left_the_file_is_out_at_once(dashboard, desk, ines):
    browser = dashboard.stranger()
    browser.post("/sign-in", ines)
    before = is_in(browser)
    desk.amend("people", "ines")
    dashboard.wiring.directory = desk.directory

    assert (before, is_in(browser)) == (True, False)
    assert dashboard.stranger().send("/sign-in", ines).status == 403


def test_no_line_of_the_log_holds_a_link(dashboard, link, caplog):
    dashboard.stranger().post(link, ME)

    assert link not in caplog.text
    assert Path(link).name not in caplog.text
