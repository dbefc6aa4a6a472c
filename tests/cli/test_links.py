"""The commands about the key of links, and what refuses where it is another one."""

import json
import subprocess
import sys

import pytest
from command_line import open_for

from notifications.delivery.capture_server import CaptureServer
from vorlauf.db.engine import make_engine, reading
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.links.signing_key import NAME, SIZE
from vorlauf.settings import Settings
from vorlauf.supervisor import free_port


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    """A command line of an installation whose mails have links."""
    opened = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    opened.set("VORLAUF_DASHBOARD_URL", "https://vorlauf.example.org")
    opened.set("VORLAUF_DASHBOARD_PORT", free_port())
    with CaptureServer(lambda *_: None) as catcher:
        opened.set("VORLAUF_MAIL_URL", catcher.url)
        yield opened


@pytest.fixture
def file(vorlauf):
    return vorlauf.folder / "var" / NAME


@pytest.fixture
def another(vorlauf, file):
    """As `vorlauf`, where the key is not the one that links are made with."""
    assert vorlauf("links", "key").code == 0
    file.write_bytes(bytes(SIZE))
    return vorlauf


def asked_for(vorlauf):
    """Plan a post and ask for its pictures: one mail is due."""
    vorlauf.move(vorlauf.plan(), "request_assets")


def states(vorlauf):
    engine = make_engine(f"sqlite:///{vorlauf.folder}/var/vorlauf.db")
    with reading(engine) as connection:
        found = connection.execute(NOTICE.select().order_by(NOTICE.c.due_at)).all()
    engine.dispose()
    return [row.state for row in found]


def test_the_first_who_asks_makes_the_key(vorlauf, file):
    answer = vorlauf("links", "key")

    assert (
        answer.out == f"{file} is the key that this database's links are made with.\n"
    )
    assert len(file.read_bytes()) == SIZE


def test_a_lost_key_is_named_and_nothing_is_made(vorlauf, file):
    vorlauf("links", "key")
    file.unlink()

    refusal = vorlauf("links", "key").refusal

    assert refusal.startswith(f"There is no key of links {file}")
    assert not file.exists()


def test_mails_are_neither_sent_nor_shown_with_another_key(another, file):
    asked_for(another)

    said = [
        another("remind").refusal,
        another("serve").refusal,
        another(
            *("mail", "preview", "material_request", "--to", "haase"),
            *("--post", "2023-001"),
        ).refusal,
    ]

    assert {one.split(" is not")[0] for one in said} == {f"The key of links {file}"}
    assert set(states(another)) == {"queued"}


@pytest.mark.program
@pytest.mark.usefixtures("another")
def test_the_dashboard_does_not_start_with_another_key(file):
    environment = Settings.from_environment().as_environment()

    started = subprocess.run(
        [sys.executable, "-m", "dashboard"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (started.returncode, started.stderr.count("\n")) == (2, 1)
    assert f"The key of links {file} is not the one" in started.stderr


def test_the_doctor_finds_another_key_and_makes_none(another, file):
    found = {one["what"]: one for one in json.loads(another("doctor", "--json").out)}
    file.unlink()
    missing = {one["what"]: one for one in json.loads(another("doctor", "--json").out)}

    assert (found["links"]["ok"], missing["links"]["ok"]) == (False, False)
    assert "is not the one" in found["links"]["words"]
    assert "There is no key" in missing["links"]["words"]
    assert not file.exists()


def test_a_new_key_is_adopted_by_a_coordinator_and_stands_in_the_file(another):
    by_another = another("links", "adopt", "--as", "haase").refusal
    adopted = another("links", "adopt", "--as", "petzold", "--comment", "Platte defekt")

    assert "is no coordinator" in by_another
    assert "0 links that were sent open nothing any more" in adopted.out
    assert another("links", "key").code == 0
    assert "already" in another("links", "adopt", "--as", "petzold").refusal


def test_after_that_mails_go_out_again(another):
    asked_for(another)
    another("links", "adopt", "--as", "petzold")

    assert another("remind").code == 0
    assert "sent" in states(another)
