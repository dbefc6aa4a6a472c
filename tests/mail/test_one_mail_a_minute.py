"""Nobody gets two mails in one minute: digest, overview, deputies, many matters."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.letters.weekly_overview import owe_overviews
from vorlauf.mail.queue import leases
from vorlauf.mail.queue.leases import MOST_IN_ONE
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent

MONDAY = datetime(2023, 9, 18, 7, 30, tzinfo=UTC)
SWEEP = timedelta(minutes=5)


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def inbox():
    return []


@pytest.fixture
def send(desk, inbox):
    """Let one run send what is due; return the mails by the address they went to."""

    def keep(recipient, content):
        inbox.append((recipient, message_from_bytes(content, policy=default)))

    def run(at=None):
        del inbox[:]
        deliver_due(desk.engine, desk.directory, mailer, at or desk.now)
        return list(inbox)

    with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:
        yield run


def words(mail):
    return " ".join(mail.get_body("plain").get_content().split())


def test_the_overview_joins_the_other_mail_of_its_minute(desk, asked, send):
    (number,) = asked("smi")
    desk.now = MONDAY
    with writing(desk.engine) as connection:
        owe_overviews(desk.call(connection, MONDAY))
    desk.do(number, "endorse", "ines")
    desk.do(number, "request_changes", "clara", comment="Bitte kürzer.")

    mails = [mail for to, mail in send() if to == "ada@agentur.example.org"]

    (mail,) = mails
    assert mail["Subject"].startswith("Änderung")
    assert "Wochenübersicht Mo 18.09.2023" in words(mail)
    assert {row.state for row in desk.rows(NOTICE, recipient="ada")} >= {"sent"}
    assert not desk.rows(NOTICE, recipient="ada", state="queued", purpose="overview")


@pytest.mark.slow
def test_more_than_fits_is_a_number_and_goes_out_with_the_rest(desk, asked, send):
    asked(*["smi"] * (MOST_IN_ONE + 30))

    ((_, mail),) = send()

    assert mail["Subject"].startswith(f"{MOST_IN_ONE + 30} ")
    assert "Und 30 weitere Vorgänge warten auf Sie." in words(mail)
    assert {row.state for row in desk.rows(NOTICE, purpose="review_request")} == {
        "sent"
    }
    assert send(desk.now + SWEEP) == []


@pytest.mark.slow
def test_what_comes_on_top_is_decided_meanwhile_stops_no_mail(
    desk, asked, send, monkeypatch
):
    numbers = asked(*["smi"] * (MOST_IN_ONE + 2))
    real = leases.others_due

    def others_due(connection, notice, now):
        found = real(connection, notice, now)
        if len(found) == 2:
            monkeypatch.setattr(leases, "others_due", real)
            last = found[-1].post_id
            number = next(n for n in numbers if desk.post(n).id == last)
            desk.do(number, "withdraw", comment="Entfällt.")
        return found

    monkeypatch.setattr(leases, "others_due", others_due)

    ((_, mail),) = send()

    assert "Und ein weiterer Vorgang wartet auf Sie." in words(mail)


def test_a_deputy_of_two_gets_the_other_mail_with_the_next_sweep(desk, asked, send):
    desk.amend("people", "frank", deputy="ivo")
    asked("smi", "smf")
    today = desk.now.date()
    for person in ("ines", "frank"):
        absence = Absent(person=person, first_day=today, last_day=today, set_by="ada")
        desk.ask(absences.set_absence, absence)

    first = [to for to, _ in send()]
    second = [to for to, _ in send(desk.now + SWEEP)]

    assert (first, second) == (["ivo@smi.example.org"], ["ivo@smi.example.org"])
