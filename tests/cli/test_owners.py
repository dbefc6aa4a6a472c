"""Handing posts over on the command line, and taking that back."""

import pytest
from command_line import open_for


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    opened = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    with (opened.folder / "stakeholders.toml").open("a", encoding="utf-8") as file:
        file.write(SECOND)
    return opened


AS = ("--as", "petzold")
SECOND = """
[people.oyelaran]
name = "Tunde Oyelaran"
role = "coordinator"
house = "redaktion"
email = "oyelaran@redaktion.example.org"
"""


def test_a_hand_over_is_taken_back(vorlauf):
    number = vorlauf.plan()
    vorlauf("post", "hand-over", number, "--to", "oyelaran", *AS)

    tried = vorlauf("post", "hand-over", number, "--undo", "--dry-run", *AS)
    done = vorlauf("post", "hand-over", number, "--undo", *AS)
    again = vorlauf("post", "hand-over", number, "--undo", *AS)

    assert (tried.code, done.code, again.code) == (0, 0, 2)
    assert "Only tried" in tried.out
    assert done.out == f"{number} is as it was before.\n"
    assert "no hand-over that can be taken back" in again.err


def test_without_a_person_nothing_is_handed_over(vorlauf):
    refused = vorlauf("post", "hand-over", vorlauf.plan(), *AS)

    assert (refused.code, refused.out) == (2, "")
    assert "--to" in refused.err
