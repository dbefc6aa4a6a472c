"""Erasing on the command line: shown first, done with the typed name, in files too."""

import sqlite3
from contextlib import closing
from zipfile import ZipFile

import pytest
from command_line import open_for

GROUND = ("--ground", "Art. 17 DSGVO")
PETZOLD = ("--as", "petzold")
NAME = "Torsten Lindner"
ADDRESS = "lindner@polizei.example.org"
_OTHER = """
[people.jahn]
name = "Ivo Jahn"
role = "contact"
house = "polizei"
email = "jahn@polizei.example.org"
"""
ERASE = ("people", "erase", "lindner", *GROUND, *PETZOLD)


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    """A campaign in which the contact of `polizei` was spoken of, and replaced."""
    opened = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    number = opened.plan()
    opened("people", "invite", "lindner", *PETZOLD)
    opened("post", "move", number, "withdraw", "--comment", f"Mit {NAME} so.", *PETZOLD)
    file = tmp_path / "stakeholders.toml"
    text = file.read_text(encoding="utf-8") + _OTHER
    file.write_text(
        text.replace("[houses.polizei]\n", "[houses.polizei]\ncontact = 'jahn'\n"),
        encoding="utf-8",
    )
    logs = tmp_path / "var" / "logs"
    logs.mkdir()
    (logs / "dashboard.log").write_text(f"mail to {ADDRESS}\nfine\n", encoding="utf-8")
    return opened


def left_in(folder):
    """Return which files below a folder still name him."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        and any(one in path.read_bytes() for one in (NAME.encode(), ADDRESS.encode()))
    ]


def test_it_is_shown_first_and_nothing_happens(vorlauf):
    answer = vorlauf(*ERASE)

    assert answer.code == 0
    assert f"{NAME} would give way to “Ansprechperson POLIZEI”" in answer.out
    assert "cannot be taken back" in answer.out
    assert "stakeholders.toml" in left_in(vorlauf.folder)


def test_with_the_typed_name_no_file_of_the_home_names_him(vorlauf):
    answer = vorlauf(*ERASE, "--confirm", NAME)

    assert answer.code == 0, answer.err
    assert "Ansprechperson POLIZEI stands in place of the name now" in answer.out
    assert left_in(vorlauf.folder) == []
    log = vorlauf.folder / "var" / "logs" / "dashboard.log"
    assert log.read_text(encoding="utf-8").endswith("@erased.invalid\nfine\n")
    assert vorlauf("audit", "verify").code == 0


def test_his_key_which_is_his_surname_stays_nowhere_in_the_log(vorlauf):
    vorlauf(*ERASE, "--confirm", NAME)

    database = vorlauf.folder / "var" / "vorlauf.db"
    with closing(sqlite3.connect(database)) as connection:
        lines = list(connection.execute("SELECT * FROM audit"))
    assert [line for line in lines if "lindner" in str(line).casefold()] == []


def test_a_run_that_has_ended_before_the_files_is_finished_by_another(vorlauf):
    log = vorlauf.folder / "var" / "logs" / "dashboard.log"
    before = log.read_bytes()
    vorlauf(*ERASE, "--confirm", NAME)
    log.write_bytes(before)
    again = (*("people", "erase", NAME, "--also", ADDRESS), *GROUND, *PETZOLD)

    answer = vorlauf(*again, "--confirm", NAME, "--json")

    assert answer.plain["files"] == {"logs": 1}
    assert left_in(vorlauf.folder) == []
    assert "stands nowhere" in vorlauf(*again, "--confirm", NAME).err


def test_another_name_confirms_nothing(vorlauf):
    answer = vorlauf(*ERASE, "--confirm", "Torsten")

    assert answer.refusal == (f"Type the name to confirm the erasure, exactly: {NAME}.")


def test_what_stands_in_the_way_is_said_beforehand(vorlauf):
    answer = vorlauf("people", "erase", "haase", *GROUND, *PETZOLD)

    assert answer.code == 1
    assert "Not possible yet: stakeholders.toml still needs Cornelia" in answer.out


def test_a_program_reads_it(vorlauf):
    plain = vorlauf(*ERASE, "--json").plain

    assert (plain["done"], plain["role"]) == (False, "Ansprechperson POLIZEI")
    assert plain["counts"]["audit"] > 0
    assert plain["files"] == {"logs": 1}


def test_the_database_is_written_anew(vorlauf):
    assert vorlauf("db", "compact").code == 0


def test_what_is_kept_about_him_is_written_into_a_file(vorlauf):
    out = vorlauf.folder / "lindner.zip"

    answer = vorlauf("people", "export", "lindner", "--out", str(out), *PETZOLD)

    assert f"about {NAME} are in {out}" in answer.out
    with ZipFile(out) as made:
        assert {"data.json", "index.html"} <= {*made.namelist()}
    assert out.stat().st_mode & 0o007 == 0


def test_what_is_kept_about_him_is_written_over_nothing_unasked(vorlauf):
    out = vorlauf.folder / "lindner.zip"
    out.write_text("mine", encoding="utf-8")
    export = ("people", "export", "lindner", "--out", str(out), *PETZOLD)

    assert "is there already" in vorlauf(*export).refusal
    assert out.read_text(encoding="utf-8") == "mine"
    assert vorlauf(*export, "--force").code == 0


def test_a_backup_that_is_made_later_does_not_name_him(vorlauf):
    vorlauf(*ERASE, "--confirm", NAME)
    archive = vorlauf.folder / "later.zip"

    assert vorlauf("backup", str(archive)).code == 0

    with ZipFile(archive) as made:
        unpacked = b"".join(map(made.read, made.namelist()))
    assert b"Ansprechperson POLIZEI" in unpacked
    assert [one for one in (NAME, ADDRESS) if one.encode() in unpacked] == []
