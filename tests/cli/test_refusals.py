import json
import shutil
import sqlite3
import sys

import pytest
from command_line import PLAN, SLOT, open_for


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def planning(slot, house="smi"):
    return (*PLAN, "--house", house, "--slot", slot)


def moving(number="2023-001", trigger="request_assets", actor="petzold"):
    return ("post", "move", number, trigger, "--as", actor)


REFUSED = {
    "an unknown post": (moving("2023-999"), "There is no post 2023-999"),
    "an unknown person": (moving(actor="petzol"), "did you mean 'petzold'?"),
    "the timetable by hand": (moving(actor="flow"), "nobody called 'flow'"),
    "an unknown move": (moving(trigger="endorze"), "did you mean 'endorse'?"),
    "an impossible move": (moving(trigger="approve"), "possible: request_assets"),
    "a move not allowed": (moving(actor="haase"), "is for a coordinator"),
    "an unknown house": (planning(SLOT, "smx"), "did you mean"),
    "a slot in the past": (planning("2023-09-01 10:00"), "is in the past"),
    "a slot on a holiday": (planning("2023-11-22 10:00"), "Buß- und Bettag"),
    "a slot on a Sunday": (planning("2023-11-19 10:00"), "Sunday"),
    "a date alone": (planning("2023-11-21"), "is no date with an hour"),
    "nonsense": (planning("übermorgen"), "write it as 2026-12-03 10:00"),
    "30 February": (planning("2024-02-30 10:00"), "is no date with an hour"),
    "an hour skipped": (planning("2024-03-31 02:30"), "does not exist"),
    "an hour repeated": (planning("2023-10-29 02:30"), "comes twice"),
    "a year too far": (planning("2150-01-04 10:00"), "2150"),
    "year 1": (planning("0001-01-01 00:00+14:00"), "is no date"),
    "a text without =": ((*planning(SLOT), "--text", "Hallo"), "CHANNEL=TEXT"),
    "an unknown channel": ((*planning(SLOT), "--text", "x=y"), "channel 'x'"),
    "no such file": (
        ("post", "deliver", "2023-001", "no.jpg", "--house", "smi", "--as", "haase"),
        "no.jpg: No such file or directory.",
    ),
    "an unknown command": (("pots",), "No such command"),
    "a missing option": (("post", "move", "2023-001", "endorse"), "--as"),
    "a wrong number": (("remind", "--dry-run", "--days", "x"), "--help"),
    "an unknown state": (("post", "list", "--state", "drft"), "mean 'draft'?"),
    "a goal unknown": ((*moving(trigger="override"), "--to", "x"), "no state 'x'; "),
    "too many posts": (("plan", "add-year", "2024", "--posts", "9999"), "do not fit"),
    "no server": (("remind",), "VORLAUF_MAIL_URL is not set"),
    "no address": (("serve",), "VORLAUF_MAIL_URL is not set"),
}


@pytest.mark.parametrize(("words", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(vorlauf, words, sentence):
    vorlauf.plan()

    assert sentence in vorlauf(*words).refusal


@pytest.mark.parametrize("words", [planning("x"), moving("x"), moving(actor="haase")])
def test_a_refusal_leaves_everything_as_it_was(vorlauf, words):
    vorlauf.plan()
    before = vorlauf("post", "list", "--json").plain

    vorlauf(*words)

    assert vorlauf("post", "list", "--json").plain == before
    assert vorlauf("audit", "verify", "--json").plain["lines"] == 1


def test_a_refused_move_says_what_would_be_possible(vorlauf):
    number = vorlauf.plan()

    refusal = vorlauf.move(number, "approve").refusal

    assert refusal.endswith("Jana Petzold could: request_assets, withdraw.")


def test_an_old_version_is_refused(vorlauf):
    wishes = ("--text", "linkedin=Ein Tag.", "--no-assets", "--no-graphics")
    number = vorlauf.plan(*wishes)
    vorlauf.move(number, "submit")

    refused = vorlauf.move(number, "endorse", "haase", "--version", "7")

    assert "The post has changed since" in refused.refusal


def test_a_database_of_a_newer_version_is_refused(vorlauf):
    with sqlite3.connect(vorlauf.folder / "var/vorlauf.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    assert "newer Vorlauf" in vorlauf("post", "list").refusal
    assert "newer Vorlauf" in vorlauf("db", "upgrade").refusal


def test_a_file_that_is_no_database_is_refused_and_left(vorlauf):
    file = vorlauf.folder / "var/vorlauf.db"
    file.write_text("Liebe Grüße aus Dresden\n" * 100, encoding="utf-8")

    assert "is no database file" in vorlauf("overdue").refusal
    assert file.read_text(encoding="utf-8").startswith("Liebe Grüße")


def test_a_damaged_database_is_refused(vorlauf):
    file = vorlauf.folder / "var/vorlauf.db"
    file.write_bytes(file.read_bytes()[:9000])

    assert "is damaged; restore a backup" in vorlauf("post", "list").refusal
    assert "is damaged; restore a backup" in vorlauf("doctor").out


def test_without_a_database_the_next_step_is_named(vorlauf):
    shutil.rmtree(vorlauf.folder / "var")

    assert "run `vorlauf init`" in vorlauf("post", "list").refusal


def test_a_folder_that_cannot_be_written_is_named(vorlauf):
    vorlauf.set("VORLAUF_HOME", "/proc/nowhere")

    assert vorlauf("init").code == 2
    assert vorlauf("db", "upgrade").refusal.startswith("/proc/nowhere")


def test_a_missing_file_of_stakeholders_is_named_with_its_cure(vorlauf):
    (vorlauf.folder / "stakeholders.toml").unlink()

    assert "vorlauf init" in vorlauf("post", "list").refusal


def test_every_fault_of_the_stakeholders_is_a_line(vorlauf):
    vorlauf.set("VORLAUF_STAKEHOLDERS", "faulty.toml")
    (vorlauf.folder / "faulty.toml").write_text('[campaign]\nnaem = "x"\nland = 7\n')

    answer = vorlauf("post", "list")

    assert answer.code == 2
    assert all(line.startswith("faulty.toml:") for line in answer.err.splitlines())
    assert len(answer.err.splitlines()) > 2


def test_faulty_settings_are_named_all_at_once(vorlauf):
    vorlauf.set("VORLAUF_SWEEP_SECONDS", "soon")
    vorlauf.set("VORLAUF_HOEM", "/tmp")

    answer = vorlauf("overdue")

    assert answer.code == 2
    assert "VORLAUF_SWEEP_SECONDS" in answer.err
    assert "VORLAUF_HOEM" in answer.err


@pytest.mark.parametrize("command", ["demo", "simulate"])
def test_what_is_for_show_names_the_extra_that_it_needs(vorlauf, monkeypatch, command):
    monkeypatch.setitem(sys.modules, "aiosmtpd", None)

    assert vorlauf(command).refusal == (
        f"`vorlauf {command}` needs vorlauf[demo]; install that."
    )


def test_a_simulated_year_that_cannot_be_is_refused(vorlauf):
    assert "--help" in vorlauf("simulate", "--year", "1850").refusal


def test_a_json_answer_is_one_value_and_nothing_else(vorlauf):
    vorlauf.plan()

    for words in (("post", "list"), ("overdue",), ("remind", "--dry-run")):
        assert isinstance(json.loads(vorlauf(*words, "--json").out), list)
