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
