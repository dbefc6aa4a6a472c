"""`vorlauf absence`: who is away, and for what nobody is there then."""

import pytest
from command_line import open_for

AWAY = ("absence", "set", "lindner", "2023-09-18", "2023-12-01", "--as", "petzold")


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def test_it_says_for_what_nobody_is_there(vorlauf):
    number = vorlauf.plan(house="polizei")

    answer = vorlauf(*AWAY)

    assert answer.code == 0
    assert "nobody stands in for them" in answer.out
    assert "Nobody is there for these duties" in answer.out
    assert number in answer.out


def test_where_nothing_is_asked_there_is_no_warning(vorlauf):
    answer = vorlauf(*AWAY)

    assert "Nobody is there" not in answer.out


def test_a_dry_run_says_what_follows_and_notes_nothing(vorlauf):
    number = vorlauf.plan(house="polizei")

    answer = vorlauf(*AWAY, "--dry-run")

    assert "would be away" in answer.out
    assert number in answer.out
    assert "Nothing was noted" in answer.out
    assert "Nobody is away." in vorlauf("absence", "list").out


def test_it_names_who_is_asked_instead_and_for_which_posts(vorlauf, tmp_path):
    file = tmp_path / "stakeholders.toml"
    name = 'name = "Cornelia Haase"\n'
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(name, f'{name}deputy = "lindner"\n'), encoding="utf-8")
    number = vorlauf.plan(house="smi")

    answer = vorlauf(
        *("absence", "set", "haase", "2023-09-18", "2023-12-01", "--as", "petzold")
    )

    assert "is asked instead" in answer.out
    assert "Somebody else is asked" in answer.out
    assert number in answer.out
