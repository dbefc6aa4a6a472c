"""Today: what is at risk, what is stuck, and which mails did not arrive."""

from datetime import timedelta

import pytest
from desk_of_people import disable
from today_page import change, filled, part
from worker import begin, lease, settle

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import POST, STEP
from vorlauf.db.tables import NoticeState
from vorlauf.posts import address_status

DAY = timedelta(days=1)


def test_what_will_be_late_is_at_risk(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    (step,) = desk.post(number).steps
    change(desk, STEP, STEP.c.id > 0, due_at=step.due_at + 3 * DAY)

    page = dashboard.as_("ada").see("/")

    assert filled(page) == ["at-risk"]
    assert number in part(page, "at-risk")
    assert "3 Arbeitstage zu knapp" in part(page, "at-risk")


def test_a_slot_that_has_passed_blocks(dashboard, desk, hand_to_review, slot):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.now = slot + DAY

    page = dashboard.as_("ada").see("/")

    assert number in part(page, "blocked")
    assert "Der Termin ist verstrichen" in part(page, "blocked")


def test_a_post_that_waits_for_nothing_is_blocked(dashboard, desk, a_post):
    number = a_post("smi")
    change(desk, POST, POST.c.number == number, request_by=None)

    page = dashboard.as_("ada").see("/")

    said = part(page, "blocked")
    assert f"{number} Ein Tag bei der Feuerwehr" in said
    assert "Niemand ist gefragt" in said


def test_an_address_that_takes_no_mail_blocks(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    with writing(desk.engine) as connection:
        address_status.suppress(connection, "Ines@smi.example.org", "Ada", desk.now)

    page = dashboard.as_("ada").see("/")

    assert number in part(page, "blocked")
    assert "die Adresse hat die Annahme verweigert" in part(page, "blocked")


def test_a_step_that_has_nobody_blocks(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    disable(desk, "ivo")
    disable(desk, "ines")

    page = dashboard.as_("ada").see("/")
    listed = dashboard.as_("ada").see("/posts?late=blocked")

    assert number in part(page, "blocked")
    assert "Niemand ist zuständig: Die gefragte Person ist gesperrt" in part(
        page, "blocked"
    )
    assert number in listed.text


def test_a_step_that_a_deputy_reads_blocks_nothing_and_waits_for_them(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    disable(desk, "ines")

    post = dashboard.as_("ada").see(f"/posts/{number}")

    assert "blocked" not in filled(dashboard.as_("ada").see("/"))
    assert number in part(dashboard.as_("ivo").see("/"), "mine")
    assert "gesperrt; Vertretung: Ivo Jahn" in post.text


def test_nothing_is_sent_to_a_deputy_whose_address_takes_no_mail(
    dashboard, desk, hand_to_review
):
    hand_to_review("smi")
    disable(desk, "ines")
    with writing(desk.engine) as connection:
        address_status.suppress(connection, "ivo@smi.example.org", "Ada", desk.now)

    said = part(dashboard.as_("ada").see("/"), "blocked")

    assert "die Adresse hat die Annahme verweigert" in said


@pytest.fixture
def lost(desk, hand_to_review):
    """The request of a post, which did not arrive."""
    hand_to_review("smi")
    notices = lease(desk)
    begin(desk, notices)
    settle(desk, notices, NoticeState.DEAD, error="550 No such <user>")
    return notices[0]


@pytest.mark.usefixtures("lost")
def test_a_mail_that_failed_is_for_coordinators(dashboard):
    ada, page = dashboard.as_("ada"), dashboard.as_("ines").see("/")

    said = part(ada.see("/"), "failed")

    assert "550 No such &lt;user&gt;" in said
    assert "Ines Iser, Ministerium des Innern" in said
    assert "failed" not in page.ids
    assert "550" not in page.text


def test_a_mail_that_failed_is_sent_again_from_here(dashboard, lost):
    ada = dashboard.as_("ada")
    form = ada.see("/").form(f"/mail/{lost.id}/retry")

    page = ada.send(form.action, dict(form.fields))

    assert page.response.request.url.path == "/"
    assert filled(page) == []


def test_nothing_is_sent_again_to_who_publishes(dashboard, desk, hand_to_review, slot):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.now = slot + DAY

    page = dashboard.as_("ben").see("/")

    assert number in part(page, "blocked")
    assert f"/posts/{number}/remind" not in [form.action for form in page.forms]


def test_mails_that_were_put_off_past_a_working_day_are_said_first(
    dashboard, desk, hand_to_review
):
    hand_to_review("smi")
    desk.now += 5 * DAY

    page = dashboard.as_("ada").see("/")

    assert "Über einen Arbeitstag hinaus aufgeschobene E-Mails: 1" in page.text
