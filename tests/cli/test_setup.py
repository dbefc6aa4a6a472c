import mailbox as library
import shutil
import socket
from datetime import UTC, datetime
from importlib.metadata import version

import pytest
from command_line import open_for
from predecessors import damage, lay_down

from notifications.delivery.capture_server import CaptureServer
from vorlauf.db.engine import make_engine, writing
from vorlauf.db.migrate import HEAD
from vorlauf.demo.sample import sample
from vorlauf.jobs import subaddress_check
from vorlauf.posts.address_status import suppress


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def nowhere(vorlauf):
    """The command line in a folder in which nothing has been made yet."""
    shutil.rmtree(vorlauf.folder / "var")
    (vorlauf.folder / "stakeholders.toml").unlink()
    return vorlauf


def by_name(answer):
    return {finding["what"]: finding for finding in answer.plain}


def test_init_writes_the_sample_and_makes_the_database(nowhere):
    assert nowhere("init").code == 0

    assert (nowhere.folder / "stakeholders.toml").read_bytes() == sample()
    assert nowhere("post", "list").code == 0


def test_init_overwrites_nothing(vorlauf):
    vorlauf.plan()

    answer = vorlauf("init")

    assert "is there already and stays as it is" in answer.out
    assert (vorlauf.folder / "stakeholders.toml").read_bytes() != sample()
    assert len(vorlauf("post", "list", "--json").plain) == 1


def test_upgrading_says_what_it_has_done(nowhere):
    first, second = nowhere("db", "upgrade"), nowhere("db", "upgrade")

    assert first.out == f"The database vorlauf.db is made (version {HEAD}).\n"
    assert second.out == f"The database vorlauf.db is up to date (version {HEAD}).\n"


@pytest.fixture
def predecessor(nowhere):
    """The command line on a database from before the first release, and its engine."""
    (nowhere.folder / "var").mkdir()
    engine = make_engine(f"sqlite:///{nowhere.folder / 'var/vorlauf.db'}")
    lay_down(engine)
    yield nowhere, engine
    engine.dispose()


@pytest.mark.slow
def test_upgrading_what_was_before_the_first_release_keeps_its_log(predecessor):
    nowhere, _ = predecessor

    answer = nowhere("db", "upgrade")

    said = f"The database vorlauf.db has gone from version 0004 to {HEAD}.\n"
    assert (answer.code, answer.out) == (0, said)


def test_a_forged_log_is_not_upgraded_and_the_refusal_is_one_sentence(predecessor):
    nowhere, engine = predecessor
    damage(engine, "UPDATE audit SET comment = 'Nie gesagt.' WHERE id = 4")

    assert nowhere("db", "upgrade").refusal.endswith(
        "line 4 of its audit log is not what was written; restore a backup from before."
    )


def test_a_valid_file_is_checked_with_one_sentence(vorlauf):
    assert vorlauf("check").out == (
        "stakeholders.toml is in order: 4 houses and 4 people take part in "
        "“Mach was Wichtiges” on linkedin.\n"
    )


def test_the_sample_is_valid(vorlauf):
    (vorlauf.folder / "sample.toml").write_bytes(sample())

    answer = vorlauf("check", "sample.toml", "--json").plain

    assert answer["ok"] is True
    assert answer["houses"] == 34


def test_faults_are_named_for_programs_with_their_lines(vorlauf):
    (vorlauf.folder / "faulty.toml").write_text("[campaign]\nland = 7\n")

    answer = vorlauf("check", "faulty.toml", "--json")

    assert answer.code == 2
    assert {"line", "where", "what", "cure"} <= answer.plain["faults"][0].keys()
    land = next(one for one in answer.plain["faults"] if one["where"].endswith("land"))
    assert land["what"] == "is 7, not the short name of a Land"


def test_a_file_that_is_not_there_is_refused(vorlauf):
    assert "no.toml" in vorlauf("check", "no.toml").refusal
    assert "no.toml" in vorlauf("check", "no.toml", "--json").refusal


def test_the_doctor_finds_everything_in_order(vorlauf):
    with CaptureServer(lambda *_: None) as catcher:
        vorlauf.set("VORLAUF_MAIL_URL", catcher.url)
        answer = vorlauf("doctor")

    assert answer.code == 0
    assert all(line.startswith("ok ") for line in answer.out.splitlines())


def test_the_doctor_looks_at_everything_whatever_is_wrong(nowhere):
    answer = nowhere("doctor", "--json")

    assert answer.code == 1
    faults = {name for name, found in by_name(answer).items() if not found["ok"]}
    assert faults == {
        *(
            "folder",
            "stakeholders",
            "database",
            "log",
            "versions",
            "pictures",
            "publications",
            "notices",
        ),
        *("addresses", "mail", "clock"),
    }


def test_the_doctor_says_that_the_mail_server_is_down(vorlauf):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    vorlauf.set("VORLAUF_MAIL_URL", f"smtp://127.0.0.1:{port}/?from=a@example.org")

    found = by_name(vorlauf("doctor", "--json"))["mail"]

    assert not found["ok"]
    assert str(port) in found["words"]


def test_the_doctor_names_an_address_that_rests(vorlauf):
    engine = make_engine(f"sqlite:///{vorlauf.folder / 'var' / 'vorlauf.db'}")
    with writing(engine) as connection:
        suppress(connection, "ines@smi.example.org", "Vorlauf", datetime.now(UTC))
    engine.dispose()

    found = by_name(vorlauf("doctor", "--json"))["addresses"]

    assert (found["ok"], "ines@smi.example.org" in found["words"]) == (False, True)


def test_the_doctor_looks_whether_the_mailbox_answers(vorlauf):
    vorlauf.set("VORLAUF_INBOX_URL", "maildir:///nowhere/mail?address=a@example.org")
    vorlauf.set("VORLAUF_MAIL_LOG", "/nowhere/mail.log")

    found = by_name(vorlauf("doctor", "--json"))

    assert (found["inbox"]["ok"], found["mail log"]["ok"]) == (False, False)
    assert "/nowhere/mail.log" in found["mail log"]["words"]


def test_the_doctor_sends_a_mail_to_a_subaddress_and_looks_for_it(vorlauf):
    box = library.Maildir(vorlauf.folder / "mail", create=True)
    url = f"maildir://{vorlauf.folder / 'mail'}?address=antwort@example.org"
    vorlauf.set("VORLAUF_INBOX_URL", f"{url}&subaddress=+&gateway=mx.example.org")
    to = []

    def keep(recipient, content):
        to.append(recipient)
        box.add(content)

    with CaptureServer(keep) as catcher:
        vorlauf.set("VORLAUF_MAIL_URL", catcher.url)
        found = by_name(vorlauf("doctor", "--json"))["inbox"]

    assert found["ok"]
    assert "a test mail to a subaddress has arrived" in found["words"]
    assert "mx.example.org says" in found["words"]
    (recipient,) = to
    assert recipient.startswith("antwort+")


def test_the_doctor_says_that_the_mailbox_gets_no_subaddresses(vorlauf, monkeypatch):
    library.Maildir(vorlauf.folder / "mail", create=True)
    url = f"maildir://{vorlauf.folder / 'mail'}?address=antwort@example.org"
    vorlauf.set("VORLAUF_INBOX_URL", f"{url}&subaddress=-")
    monkeypatch.setattr(subaddress_check, "PATIENCE", 1)

    with CaptureServer(lambda *_: None) as catcher:
        vorlauf.set("VORLAUF_MAIL_URL", catcher.url)
        found = by_name(vorlauf("doctor", "--json"))["inbox"]

    assert not found["ok"]
    assert "take subaddress= out of VORLAUF_INBOX_URL" in found["words"]


def test_the_doctor_finds_a_shifted_clock(vorlauf):
    vorlauf.set("VORLAUF_CLOCK_OFFSET", "-3600")

    assert (
        "VORLAUF_CLOCK_OFFSET" in by_name(vorlauf("doctor", "--json"))["clock"]["words"]
    )


def test_the_doctor_shows_faulty_settings_and_stops(vorlauf):
    vorlauf.set("VORLAUF_PREFECT_PORT", "http")

    answer = vorlauf("doctor")

    assert answer.code == 1
    assert "VORLAUF_PREFECT_PORT" in answer.out


def test_the_version_is_the_installed_one(vorlauf):
    assert vorlauf("version").out == f"vorlauf {version('vorlauf')}\n"
