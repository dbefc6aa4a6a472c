import socket
from datetime import timedelta

import pytest
from command_line import open_for

from notifications.delivery.capture_server import CaptureServer


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def requested(vorlauf):
    """Return the number of a post whose material has just been asked for."""
    number = vorlauf.plan("--text", "linkedin=Ein Tag.")
    vorlauf.move(number, "request-assets")
    return number


@pytest.fixture
def caught(vorlauf):
    """Return the recipients of the mails that a real server has taken."""
    recipients = []
    with CaptureServer(lambda recipient, _: recipients.append(recipient)) as catcher:
        vorlauf.set("VORLAUF_MAIL_URL", catcher.url)
        yield recipients


def test_nothing_late_is_said(vorlauf):
    assert vorlauf("overdue").out == "Nothing is late.\n"


@pytest.mark.usefixtures("requested")
def test_what_is_late_is_listed_with_whom_to_call(vorlauf, now):
    vorlauf.at(now + timedelta(days=60))

    page = vorlauf("overdue")

    assert page.code == 0
    assert "1 step is late" in page.out
    assert "Cornelia Haase" in page.out


def test_what_is_late_is_named_for_programs(vorlauf, requested, now):
    vorlauf.at(now + timedelta(days=60))

    (late,) = vorlauf("overdue", "--json").plain

    assert (late["number"], late["asked_name"]) == (requested, "Cornelia Haase")


@pytest.mark.usefixtures("requested")
def test_a_dry_run_says_who_would_get_what_when(vorlauf, caught):
    page = vorlauf("remind", "--dry-run")

    assert "Cornelia Haase" in page.out
    assert "material_request" in page.out
    assert caught == []


@pytest.mark.usefixtures("requested")
def test_a_dry_run_looks_as_far_ahead_as_it_is_told(vorlauf):
    soon = vorlauf("remind", "--dry-run", "--days", "0", "--json").plain
    later = vorlauf("remind", "--dry-run", "--days", "90", "--json").plain

    assert [notice["purpose"] for notice in soon] == ["material_request"]
    assert len(later) > len(soon)


@pytest.mark.usefixtures("requested")
def test_what_is_due_is_sent_once(vorlauf, caught):
    first, second = vorlauf("remind"), vorlauf("remind")

    assert caught == ["haase@smi.example.org"]
    assert "sent" in first.out
    assert second.out == "Nothing is due now.\n"


@pytest.mark.usefixtures("caught")
def test_what_was_sent_is_named_for_programs(vorlauf, requested):
    sent = vorlauf("remind", "--json").plain["sent"]

    assert [mail["number"] for mail in sent] == [requested]


@pytest.mark.usefixtures("requested")
def test_a_server_that_is_down_is_one_sentence_and_nothing_is_lost(vorlauf):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    vorlauf.set("VORLAUF_MAIL_URL", f"smtp://127.0.0.1:{port}/?from=a@example.org")

    assert "what can be tried again will be" in vorlauf("remind").refusal
    (notice,) = vorlauf("remind", "--dry-run", "--days", "1", "--json").plain
    assert notice["state"] == "retry"


@pytest.mark.usefixtures("requested")
def test_a_password_is_never_printed(vorlauf):
    vorlauf.set("VORLAUF_MAIL_URL", "smtp://ada:geheim@127.0.0.1:1/?from=a@example.org")

    assert "geheim" not in vorlauf("remind").refusal
