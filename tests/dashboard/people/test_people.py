"""The page of people: who may sign in, inviting them, and keeping them out."""

from datetime import timedelta

import pytest
from mailed_links import postbox_of

from dashboard.web.session_cookie import COOKIE


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def mailbox(dashboard):
    """The dashboard has a mail server; what arrives is here."""
    with postbox_of(dashboard) as box:
        yield box


def row_of(page, name):
    """Return what the table says about somebody."""
    _, _, after = page.html.partition(f">{name}</th>")
    return " ".join(after.partition("</tr>")[0].split())


def test_everybody_is_there_and_how_it_stands_with_them(dashboard):
    page = dashboard.as_("ada").see("/people")

    assert "kann sich anmelden" in row_of(page, "Ada Lorenz")
    assert "nicht eingeladen" in row_of(page, "Ines Iser")
    assert "Ansprechperson" in row_of(page, "Ines Iser")


def test_nobody_is_offered_to_switch_themselves_off(dashboard):
    dashboard.as_("ines")

    page = dashboard.as_("ada").see("/people")

    assert "Sperren" in row_of(page, "Ines Iser")
    assert "Sperren" not in row_of(page, "Ada Lorenz")


def test_an_invitation_arrives_and_lets_somebody_in(dashboard, mailbox):
    said = dashboard.as_("ada").send("/people/invite", {"person": "ines"})

    ((recipient, link),) = mailbox.links()
    entered = dashboard.stranger().post(link, {"is_me": "yes"})
    assert recipient == "ines@smi.example.org"
    assert "Ines Iser ist eingeladen" in said.text
    assert (entered.status_code, COOKIE in entered.cookies) == (303, True)


def test_an_invitation_that_cannot_be_mailed_is_handed_over(dashboard):
    ada = dashboard.as_("ada")

    page = ada.send("/people/invite", {"person": "ines"})

    _, _, link = page.html.partition("https://vorlauf.example.org")
    link = link.partition("<")[0]
    assert "aber die E-Mail wurde nicht versandt" in page.text
    assert "VORLAUF_MAIL_URL" in page.text
    assert dashboard.stranger().post(link, {"is_me": "yes"}).status_code == 303
    assert link not in ada.see("/people").html


def test_an_open_invitation_is_told_from_one_that_ran_out(dashboard, desk):
    dashboard.as_("ada").send("/people/invite", {"person": "ines"})

    before = row_of(dashboard.as_("ada").see("/people"), "Ines Iser")
    desk.now += timedelta(days=8)
    after = row_of(dashboard.as_("ada").see("/people"), "Ines Iser")

    assert "Link offen bis Mo 25.09.2023" in before
    assert "Link seit Mo 25.09.2023 abgelaufen" in after


def test_who_is_switched_off_is_out_at_once_and_can_come_back(dashboard):
    ada, ines = dashboard.as_("ada"), dashboard.as_("ines")

    said = ada.send("/people/disable", {"person": "ines"})
    gone = ines.get("/")
    ada.send("/people/invite", {"person": "ines"})

    assert "Ines Iser ist abgemeldet und kann sich nicht mehr anmelden." in said.text
    assert gone.headers["location"].startswith("/sign-in")
    assert "kann sich anmelden" in row_of(ada.see("/people"), "Ines Iser")
    assert dashboard.as_("ines").get("/").status_code == 200


@pytest.mark.parametrize(
    ("person", "status"), [("ada", 403), ("fay", 403), ("nobody", 404), ("", 404)]
)
def test_what_cannot_be_switched_off_has_a_sentence(person, status, dashboard, desk):
    desk.amend("people", "fay", functional=True)
    dashboard.wiring.directory = desk.directory

    page = dashboard.as_("ada").send("/people/disable", {"person": person})

    assert page.status == status
    assert dashboard.as_("ada").get("/people").status_code == 200


def test_who_has_left_the_file_is_named_and_offered_nothing(dashboard, desk):
    dashboard.as_("ines")
    desk.amend("people", "ines")
    dashboard.wiring.directory = desk.directory

    left = row_of(dashboard.as_("ada").see("/people"), "ines")

    assert "nicht mehr in stakeholders.toml" in left
    assert "Einladen" not in left


@pytest.mark.parametrize("person", ["ines", "gero", "clara", "olga"])
def test_only_coordinators_let_people_in(person, dashboard):
    browser = dashboard.as_(person)

    answers = [
        browser.get("/people"),
        browser.post("/people/invite", {"person": "frank"}),
        browser.post("/people/disable", {"person": "ada"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert "nicht eingeladen" in row_of(
        dashboard.as_("ada").see("/people"), "Frank Förster"
    )


def test_the_page_is_there_in_english(dashboard):
    ada = dashboard.as_("ada")
    ada.post("/me/preferences", {"language": "en"})

    page = ada.see("/people")

    assert "not invited" in row_of(page, "Ines Iser")
    assert "may sign in" in row_of(page, "Ada Lorenz")


def test_who_is_switched_off_is_said_to_leave_what_to_whom(dashboard, asked):
    ada, (number,) = dashboard.as_("ada"), asked("smi")

    before = row_of(ada.see("/people"), "Ines Iser")
    said = ada.send("/people/disable", {"person": "ines"})
    after = row_of(ada.see("/people"), "Ines Iser")

    assert "Was bei einer Sperrung aus offenen Vorgängen wird (1)" in before
    assert "Offene Vorgänge und wer jetzt gefragt ist (1)" in after
    for row in (before, after):
        assert f">{number}</a>" in row
        assert "Ministerium des Innern" in row
        assert "gefragt ist Ivo Jahn" in row
    assert "um die jetzt andere gebeten werden: 1." in said.text


def test_steps_that_have_nobody_are_named_before_and_after(dashboard, asked):
    ada = dashboard.as_("ada")
    asked("smi")
    ada.send("/people/disable", {"person": "ivo"})

    before = row_of(ada.see("/people"), "Ines Iser")
    said = ada.send("/people/disable", {"person": "ines"})

    assert "niemand ist zuständig" in before
    assert "für die niemand zuständig ist: 1." in said.text
