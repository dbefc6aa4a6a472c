"""The page of a mail: what for, to whom, its way; and sending it again."""

import pytest
from statements import selects
from worker import begin, lease, settle

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.posts import address_status


@pytest.fixture
def lost(desk, hand_to_review):
    """Return a function that loses the request of a post; its notice is returned."""

    def lose(state=NoticeState.DEAD):
        hand_to_review("smi")
        notices = lease(desk)
        begin(desk, notices)
        settle(desk, notices, state, error="550 No such <user>")
        return notices[0].id

    return lose


def test_a_mail_that_failed_says_why(dashboard, lost):
    page = dashboard.as_("ada").see(f"/mail/{lost()}")

    for words in (
        "Ines Iser, Ministerium des Innern",
        "550 No such <user>",
        "Ein Tag bei der Feuerwehr",
        "Mo 18.09.2023, 09:00",
    ):
        assert words in page.text
    assert "<user>" not in page.html


def test_a_mail_that_arrived_is_shown_with_its_text(dashboard, desk, asked, post_round):
    asked("smi")
    ((_, mail),) = post_round(desk.now)
    (notice, *_) = desk.rows(NOTICE, state="sent")

    page = dashboard.as_("ada").see(f"/mail/{notice.id}")

    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] in page.text
    assert all(" ".join(line.split()) in page.text for line in text.splitlines())
    assert f"/mail/{notice.id}/retry" not in [form.action for form in page.forms]


def test_what_was_in_the_same_mail_is_named(dashboard, desk, asked, post_round):
    numbers = asked("smi", "smi")
    post_round(desk.now)
    notices = desk.rows(NOTICE, state="sent")

    page = dashboard.as_("ada").see(f"/mail/{notices[0].id}")

    assert {notice.message_id for notice in notices} == {notices[0].message_id}
    assert all(f"/posts/{number}" in page.links for number in numbers)


@pytest.mark.parametrize("state", [NoticeState.DEAD, NoticeState.UNKNOWN])
def test_it_is_sent_again_and_said_when(state, dashboard, lost):
    ada, key = dashboard.as_("ada"), lost(state)
    form = ada.see(f"/mail/{key}").form(f"/mail/{key}/retry")

    page = ada.send(form.action, dict(form.fields))

    assert page.response.request.url.path == f"/mail/{key}"
    assert "Mo 18.09.2023, 09:00" in page.html.partition("v-said__text")[2][:200]
    assert form.action not in [one.action for one in page.forms]


def test_what_was_sent_is_not_sent_again(dashboard, desk, asked, post_round):
    asked("smi")
    post_round(desk.now)
    (notice, *_) = desk.rows(NOTICE, state="sent")

    page = dashboard.as_("ada").send(f"/mail/{notice.id}/retry")

    assert page.status == 403
    assert "wird nicht erneut" in page.text


def test_what_was_answered_meanwhile_is_not_sent_again(dashboard, desk, lost):
    key = lost()
    desk.do("2023-001", "endorse", "ines")
    ada = dashboard.as_("ada")

    assert f"/mail/{key}/retry" not in [f.action for f in ada.see(f"/mail/{key}").forms]
    assert ada.post(f"/mail/{key}/retry").status_code == 403


def test_to_an_address_that_rests_nothing_is_sent_again(dashboard, desk, lost):
    key = lost()
    with writing(desk.engine) as connection:
        address_status.suppress(connection, "ines@smi.example.org", "Ada", desk.now)

    page = dashboard.as_("ada").send(f"/mail/{key}/retry", {"next": "/"})

    assert page.status == 403
    assert "ines@smi.example.org" in page.text


@pytest.mark.parametrize(
    "key", ["0", "9999", "x", "9" * 12, "9" * 13, "²", "-1", "%00"]
)
def test_a_mail_that_is_not_there_is_not_found(key, dashboard):
    ada = dashboard.as_("ada")

    assert ada.get(f"/mail/{key}").status_code == 404
    assert ada.post(f"/mail/{key}/retry").status_code == 404


@pytest.mark.parametrize("person", ["ines", "gero", "clara", "olga"])
def test_only_coordinators_read_mails(person, dashboard, lost):
    browser, key = dashboard.as_(person), lost()

    assert browser.get(f"/mail/{key}").status_code == 403
    assert browser.post(f"/mail/{key}/retry").status_code == 403


def test_who_has_left_the_file_is_named_by_key(dashboard, desk, lost):
    key = lost()
    desk.amend("people", "ines")
    dashboard.wiring.directory = desk.directory

    assert "ines, Ministerium" in dashboard.as_("ada").see(f"/mail/{key}").text


def test_few_questions_are_asked_of_the_database(dashboard, desk, asked, post_round):
    asked("smi", "smi")
    post_round(desk.now)
    (notice, *_) = desk.rows(NOTICE, state="sent")
    ada = dashboard.as_("ada")
    ada.get("/")

    with selects(desk.engine) as seen:
        ada.get(f"/mail/{notice.id}")

    assert len(seen) <= 6


def test_the_page_is_there_in_english(dashboard, lost):
    ada = dashboard.as_("ada")
    ada.post("/me/preferences", {"language": "en"})

    page = ada.see(f"/mail/{lost()}")

    assert "Mail about 2023-001" in page.text
    assert "The server said" in page.text
