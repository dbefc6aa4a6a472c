"""The commands about the mail, in this process, with a real mail server."""

import re
import threading
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.request import urlopen

import pytest
from command_line import open_for
from moody import free_port

from notifications.delivery.capture_server import CaptureServer
from vorlauf import supervisor
from vorlauf.cli.help_texts import NOTICE_STATES, kinds
from vorlauf.db.engine import make_engine, writing
from vorlauf.db.tables import NoticeState
from vorlauf.mail.letters.previews import KINDS as EVERY_KIND
from vorlauf.posts.comment_queries import NewComment, add_comment

PETZOLD = ("--as", "petzold")


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def in_review(vorlauf):
    """Return the number of a post that the ministry is to endorse."""
    number = vorlauf.plan("--text", "linkedin=Ein Tag.", "--no-assets", "--no-graphics")
    vorlauf.move(number, "submit")
    return number


@pytest.fixture
def sent(vorlauf, in_review):
    """Return the number of a post whose request a real server has taken."""
    with CaptureServer(lambda *_: None) as catcher:
        vorlauf.set("VORLAUF_MAIL_URL", catcher.url)
        vorlauf("remind")
        yield in_review


@pytest.fixture
def given_up(vorlauf, in_review):
    """Return the key of a notice whose address gets nothing."""
    vorlauf("mail", "suppress", "haase@smi.example.org", *PETZOLD)
    vorlauf.set("VORLAUF_MAIL_URL", "smtp://127.0.0.1:9/?from=a@example.org")
    vorlauf("remind")
    return str(of(vorlauf, in_review, "review_request")["id"])


def of(vorlauf, number, purpose):
    rows = vorlauf("mail", "list", "--post", number, "--json").plain
    return next(row for row in rows if row["purpose"] == purpose)


def test_the_help_names_every_kind_and_every_state():
    assert kinds() == EVERY_KIND
    assert tuple(NoticeState) == NOTICE_STATES


def test_no_notice_is_said(vorlauf):
    assert vorlauf("mail", "list").out == "There is no such notice.\n"


def test_a_glance_shows_what_needs_an_eye_before_what_is_planned(vorlauf, given_up):
    page = vorlauf("mail", "list")

    parts = re.findall("Need a person|Sent last|Planned next", page.out)
    assert (page.code, parts) == (0, ["Need a person", "Planned next"])
    assert "Nothing is sent to" in page.out.partition("Planned next")[0]
    assert f" {given_up} " in page.out


def test_what_was_sent_is_listed_with_its_subject(vorlauf, sent):
    page = vorlauf("mail", "list", "--state", "sent").out

    assert sent in page
    assert "Cornelia Haase" in page
    assert "Mon 2023-09-18 09:00" in page


def test_the_list_can_be_narrowed_down(vorlauf, in_review):
    words = ("--to", "haase", "--post", in_review, "--days", "0", "--json")

    (row,) = vorlauf("mail", "list", *words).plain

    assert (row["purpose"], row["recipient_name"]) == (
        "review_request",
        "Cornelia Haase",
    )


def test_what_is_unknown_to_the_list_is_refused(vorlauf):
    assert "no post 9" in vorlauf("mail", "list", "--post", "9").refusal
    assert "nobody called" in vorlauf("mail", "list", "--to", "x").refusal
    assert "did you mean" in vorlauf("mail", "list", "--state", "sentt").refusal


def test_a_notice_is_shown_with_its_way_and_its_text(vorlauf, sent):
    key = str(of(vorlauf, sent, "review_request")["id"])

    page = vorlauf("mail", "show", key).out

    assert f"review_request about {sent}" in page
    assert "Got by   Cornelia Haase at haase@smi.example.org" in page
    assert "1 answered, 0 in doubt" in page
    assert "Jana Petzold" in page.partition("Tries")[2]


def test_the_mail_itself_is_written_octet_for_octet(vorlauf, sent):
    row = of(vorlauf, sent, "review_request")

    mail = message_from_bytes(
        vorlauf("mail", "show", str(row["id"]), "--eml").out.encode(), policy=default
    )

    assert mail["Message-ID"] == row["message_id"]
    assert mail["Subject"] == row["subject"]


def test_what_is_not_written_yet_has_no_mail(vorlauf, in_review):
    key = str(of(vorlauf, in_review, "review_request")["id"])

    assert "Got by" not in vorlauf("mail", "show", key).out
    assert vorlauf("mail", "show", key, "--json").plain["text"] == ""
    refusal = vorlauf("mail", "show", key, "--eml").refusal
    assert "`vorlauf mail preview review_request` shows" in refusal


def test_a_notice_that_does_not_exist_is_a_sentence(vorlauf):
    assert "no notice 7" in vorlauf("mail", "show", "7").refusal


def test_what_was_given_up_goes_out_after_the_cure(vorlauf, in_review, given_up):
    refused = vorlauf("mail", "retry", given_up, *PETZOLD).refusal
    vorlauf("mail", "suppress", "haase@smi.example.org", *PETZOLD, "--lift")

    answer = vorlauf("mail", "retry", given_up, *PETZOLD, "--comment", "Angerufen.")

    assert "--lift" in refused
    assert answer.out == (
        f"Notice {given_up}, review_request to Cornelia Haase about {in_review}, "
        "goes out with the next sweep.\n"
    )
    assert of(vorlauf, in_review, "review_request")["state"] == "queued"
    file = vorlauf("post", "show", in_review, "--json").plain["file"]
    assert "mail_retry" in {line["event"] for line in file}


def test_what_goes_out_again_arrives_written_anew(vorlauf, in_review, given_up):
    vorlauf("mail", "suppress", "haase@smi.example.org", *PETZOLD, "--lift")
    vorlauf("mail", "retry", given_up, *PETZOLD)
    arrived = []

    with CaptureServer(lambda recipient, _: arrived.append(recipient)) as catcher:
        vorlauf.set("VORLAUF_MAIL_URL", catcher.url)
        vorlauf("remind")

    assert "haase@smi.example.org" in arrived
    row = of(vorlauf, in_review, "review_request")
    assert (row["state"], row["attempts"], row["error"]) == ("sent", 1, "")


def test_what_was_sent_is_not_sent_again_by_this(vorlauf, sent):
    key = of(vorlauf, sent, "review_request")["id"]

    refusal = vorlauf("mail", "retry", str(key), *PETZOLD).refusal

    assert f"Notice {key} is not sent again: it was sent;" in refusal


def test_only_coordinators_touch_the_mail(vorlauf, given_up):
    for words in (("retry", given_up), ("suppress", "a@example.org")):
        refusal = vorlauf("mail", *words, "--as", "haase").refusal
        assert "Cornelia Haase is no coordinator" in refusal


def test_an_address_rests_and_is_listed(vorlauf):
    before = vorlauf("mail", "addresses")
    said = vorlauf("mail", "suppress", "haase@smi.example.org", *PETZOLD)
    other = vorlauf("mail", "suppress", "x@example.org", *PETZOLD)

    assert before.out == "No address has refused mail.\n"
    assert "haase@smi.example.org (Cornelia Haase)" in said.out
    assert "(nobody in stakeholders.toml)" in other.out
    assert "gets nothing, by Jana Petzold" in vorlauf("mail", "addresses").out
    listed = vorlauf("mail", "addresses", "--json").plain
    assert {one["address"] for one in listed} == {
        "haase@smi.example.org",
        "x@example.org",
    }


def test_an_address_that_is_none_is_refused(vorlauf):
    refusal = vorlauf("mail", "suppress", "a@b.de,c@d.de", *PETZOLD).refusal

    assert refusal == (
        "The address 'a@b.de,c@d.de' holds a comma or a semicolon, one address may "
        "stand here."
    )


def test_a_reminder_by_hand_says_when_it_goes_out(vorlauf, sent, now):
    vorlauf.at(now + timedelta(hours=3))
    today = vorlauf("mail", "remind", sent, *PETZOLD)
    vorlauf.at(now + timedelta(days=1, hours=12))
    tonight = vorlauf("mail", "remind", sent, *PETZOLD)

    assert today.out == (
        "smi: a reminder to Cornelia Haase goes out with the next sweep.\n"
    )
    assert "goes out Wed 2023-09-20 09:00, for the house takes no mail" in tonight.out


def test_a_flood_is_refused_with_who_was_told_when(vorlauf, sent, now):
    vorlauf.at(now + timedelta(hours=1))

    refusal = vorlauf("mail", "remind", sent, *PETZOLD).refusal

    assert "Cornelia Haase heard of this on 2023-09-18 at 09:00" in refusal


def test_a_preview_is_a_file_and_sends_nothing(vorlauf, in_review):
    words = ("mail", "preview", "review-request", "--post", in_review, "--to", "haase")

    answer = vorlauf(*words)

    file = vorlauf.folder / f"review_request-{in_review}.eml"
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["From"].addresses[0].addr_spec == "vorlauf@preview.invalid"
    assert answer.out.startswith(f"{file.name}: “{mail['Subject']}” to haase@")
    assert of(vorlauf, in_review, "review_request")["state"] == "queued"


def test_a_preview_can_go_where_it_is_told(vorlauf, in_review):
    vorlauf.set("VORLAUF_MAIL_URL", "smtp://127.0.0.1:9/?from=plan@example.org")
    words = ("mail", "preview", "reminder", "--post", in_review, "--to", "haase")

    shown = vorlauf(*words, "--out", "-", "--lang", "en").out
    vorlauf(*words, "--out", "mail.eml")

    assert "From: plan@example.org" in shown
    assert "Dear Cornelia Haase" in shown
    assert (vorlauf.folder / "mail.eml").is_file()
    assert not list(vorlauf.folder.glob("reminder*"))


def test_what_cannot_be_previewed_is_a_sentence(vorlauf, in_review):
    words = ("mail", "preview", "published", "--post", in_review, "--to", "haase")

    assert "has not been published" in vorlauf(*words).refusal
    nowhere = vorlauf(*words[:2], "reminder", *words[3:], "--out", "no/where.eml")
    assert nowhere.refusal == "no/where.eml: No such file or directory."


def test_the_page_of_a_post_shows_its_notices_with_their_results(vorlauf, sent):
    page = vorlauf("post", "show", sent)

    notices = page.out.partition("Notices")[2].partition("File")[0]
    assert re.search("review_request .* Cornelia Haase .* sent ", notices)
    assert re.search("reminder .* queued ", notices)
    states = {
        n["state"] for n in vorlauf("post", "show", sent, "--json").plain["notices"]
    }
    assert {"sent", "queued"} <= states


def test_the_page_of_a_post_shows_what_was_said_about_it(vorlauf, in_review, now):
    comment = NewComment(
        post_id=1,
        version=1,
        step_id=None,
        house="smi",
        author="Cornelia Haase",
        author_key="haase",
        address="haase@smi.example.org",
        text="Bitte\nkürzer.",
        whole="Bitte\nkürzer.\n> Guten Tag",
        said_at=now,
    )
    with (
        closed(make_engine("sqlite:///var/vorlauf.db")) as engine,
        writing(engine) as connection,
    ):
        add_comment(connection, comment)

    page = vorlauf("post", "show", in_review).out
    (said,) = vorlauf("post", "show", in_review, "--json").plain["comments"]

    assert "Cornelia Haase (smi), on version 1:\n  Bitte\n  kürzer.\n" in page
    assert (said["author"], said["text"]) == ("Cornelia Haase", "Bitte\nkürzer.")


@contextmanager
def closed(engine):
    yield engine
    engine.dispose()


def test_the_figures_are_printed(vorlauf, sent):
    answer = vorlauf("metrics")

    assert answer.code == 0
    assert 'vorlauf_steps_open{kind="review"} 1.0' in answer.out
    assert sent not in answer.out


def test_serving_shows_the_figures_where_it_is_told(vorlauf, sent, monkeypatch):
    looks = []

    def look(*_, **__):
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            looks.append(answer.read().decode())

    port = free_port()
    vorlauf.set("VORLAUF_METRICS_PORT", port)
    monkeypatch.setattr(supervisor, "serve", look)
    monkeypatch.setattr(supervisor, "stop_on_signals", threading.Event)

    answer = vorlauf("serve")

    assert f"http://127.0.0.1:{port}/metrics" in answer.out
    assert "vorlauf_notices{" in looks[0]
    assert sent not in looks[0]


def test_a_preview_answers_where_the_mail_would(vorlauf, in_review):
    url = f"maildir://{vorlauf.folder}/Maildir?address=antwort@example.org"
    vorlauf.set("VORLAUF_INBOX_URL", url)
    words = ("mail", "preview", "reminder", "--post", in_review, "--to", "haase")

    shown = vorlauf(*words, "--out", "-").out

    (reply_to,) = message_from_bytes(shown.encode(), policy=default)[
        "Reply-To"
    ].addresses
    assert reply_to.addr_spec == "antwort@example.org"


def test_the_doctor_says_that_mails_were_put_off_for_days(vorlauf, in_review):
    findings = {one["what"]: one for one in vorlauf("doctor", "--json").plain}

    assert not findings["notices"]["ok"]
    assert "put off past a working day" in findings["notices"]["words"]
    assert f"The longest: {in_review} to haase" in findings["notices"]["words"]


def test_what_is_ahead_names_the_deputy_of_whoever_will_be_away(vorlauf):
    file = vorlauf.folder / "stakeholders.toml"
    known = "[people.lindner]\n"
    file.write_text(file.read_text().replace(known, f'{known}deputy = "haase"\n'))
    wishes = ("--text", "linkedin=Ein Tag.", "--no-assets", "--no-graphics")
    number = vorlauf.plan(*wishes, house="polizei")
    vorlauf.move(number, "submit")
    vorlauf("absence", "set", "lindner", "2023-11-01", "2023-11-30", *PETZOLD)

    listed = vorlauf("mail", "list", "--post", number)
    rows = vorlauf("mail", "list", "--post", number, "--json").plain
    ahead = [row for row in rows if row["recipient"] == "lindner"]
    theirs = [row for row in ahead if "2023-11" in row["due_at"]]
    shown = vorlauf("mail", "show", str(theirs[0]["id"]))

    assert {row["reader_name"] for row in theirs} == {"Cornelia Haase"}
    assert "→ Cornelia" in listed.out
    assert "Goes to  Cornelia Haase" in shown.out
