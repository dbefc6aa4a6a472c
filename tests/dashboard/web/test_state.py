"""What all requests share: stakeholders.toml as it is now, faulty or not."""

import os
from itertools import count
from threading import Thread

import pytest
from command_line import SMALL
from dashboards import Dashboard
from desk import Desk

from vorlauf.directory import loader

HAASE = "Cornelia Haase"
FAULT = "stakeholders.toml enthält Fehler"
STANDSTILL = "verschickt derzeit keine E-Mails"


@pytest.fixture
def kind_of_database():
    """No file is another one for another database."""
    return "sqlite"


@pytest.fixture
def file(tmp_path):
    """The file that the dashboard reads."""
    file = tmp_path / "stakeholders.toml"
    file.write_bytes(SMALL.read_bytes())
    return file


@pytest.fixture
def dashboard(engine, now, tmp_path, file):
    """The dashboard of a campaign that stands in a file."""
    return Dashboard(Desk(engine, loader.load(file), now), tmp_path)


@pytest.fixture
def write(file):
    """Return a function that changes the file, a second later each time."""
    at = count(int(file.stat().st_mtime) + 10)

    def change(old, new):
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        second = next(at)
        os.utime(file, (second, second))

    return change


def test_a_change_of_the_file_counts_at_the_next_click(dashboard, write):
    petzold = dashboard.as_("petzold")
    before = petzold.see("/people").text

    write(HAASE, "Cornelia Haase-Meyer")

    assert "Haase-Meyer" not in before
    assert "Cornelia Haase-Meyer" in petzold.see("/people").text


def test_a_role_that_was_taken_away_is_gone_at_the_next_click(dashboard, write):
    petzold = dashboard.as_("petzold")
    write(
        'email = "petzold@redaktion.example.org"',
        'email = "petzold@redaktion.example.org"\ndeputy = "neu"\n\n'
        '[people.neu]\nname = "Nora Neu"\nrole = "coordinator"\n'
        'house = "redaktion"\nemail = "neu@redaktion.example.org"\n',
    )

    page = petzold.see("/people")
    write(
        '[people.petzold]\nname = "Jana Petzold"\nrole = "coordinator"',
        '[people.petzold]\nname = "Jana Petzold"\nrole = "auditor"',
    )
    write('\ndeputy = "neu"\n', "\n")

    assert "Nora Neu" in page.text
    assert petzold.get("/people").status_code == 403


def test_who_is_taken_out_of_the_file_is_out_at_once(dashboard, write):
    lindner = dashboard.as_("lindner")
    before = lindner.get("/me").status_code

    write("[people.lindner]", "[people.nachfolge]")

    assert (before, lindner.get("/me").status_code) == (200, 303)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[campaign]", "[campaign"),
        ('house = "smi"', 'house = "nirgends"'),
        ('role = "approver"', 'role = "koenig"'),
        ("Cornelia", "\x00"),
        ("[people.petzold]", "[people.haase]"),
    ],
)
def test_a_faulty_change_breaks_nothing_and_coordinators_see_it(
    old, new, dashboard, write
):
    petzold, haase = dashboard.as_("petzold"), dashboard.as_("haase")
    write(old, new)

    shown, unshown = petzold.see("/"), haase.see("/")

    assert (shown.status, unshown.status) == (200, 200)
    assert FAULT in shown.text
    assert FAULT not in unshown.text
    assert STANDSTILL in unshown.text
    assert HAASE in petzold.see("/people").text


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"name = '\xe4'"])
def test_a_file_that_is_none_breaks_nothing(raw, dashboard, file):
    petzold = dashboard.as_("petzold")
    file.write_bytes(raw)
    os.utime(file, (2_000_000_000, 2_000_000_000))

    page = petzold.see("/")

    assert (page.status, FAULT in page.text) == (200, True)


def test_a_stranger_reads_nothing_of_a_fault(dashboard, write):
    write("[campaign]", "[campaign")

    page = dashboard.stranger().see("/sign-in")

    assert FAULT not in page.text
    assert STANDSTILL in page.text


def test_what_is_put_right_is_taken_over_and_said_no_more(dashboard, write):
    petzold = dashboard.as_("petzold")
    write('role = "approver"', 'role = "koenig"')
    faulty = petzold.see("/").text
    write('role = "koenig"', 'role = "approver"')
    write(HAASE, "Cornelia Meyer")

    assert FAULT in faulty
    assert FAULT not in petzold.see("/").text
    assert "Cornelia Meyer" in petzold.see("/people").text


def test_a_file_that_is_not_there_for_a_moment_breaks_nothing(dashboard, file):
    petzold = dashboard.as_("petzold")
    kept = file.read_bytes()
    file.unlink()
    without = petzold.get("/").status_code
    file.write_bytes(kept.replace(b"Haase", b"Meyer"))
    os.utime(file, (2_000_000_000, 2_000_000_000))

    assert without == 200
    assert "Cornelia Meyer" in petzold.see("/people").text


def test_many_at_once_read_one_file(dashboard, write):
    write(HAASE, "Cornelia Meyer")
    found = []
    readers = [
        Thread(target=lambda: found.append(dashboard.parts.directory()))
        for _ in range(8)
    ]

    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert {one.people["haase"].name for one in found} == {"Cornelia Meyer"}
