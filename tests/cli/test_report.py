"""`vorlauf report`: a month, a year and the campaign, in a terminal and as files."""

import pytest
from command_line import open_for


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def test_a_month_is_shown_and_written(vorlauf, tmp_path):
    vorlauf.plan()

    shown = vorlauf("report", "month", "2023-10")
    assert (shown.code, shown.err) == (0, "")
    assert "Evaluation: October 2023" in shown.out
    assert "Ein Tag bei der Polizei" in shown.out

    for name, begins in (("okt.pdf", b"%PDF"), ("okt.xlsx", b"PK")):
        file = tmp_path / name
        said = vorlauf("report", "month", "2023-10", str(file), "--language", "de")
        assert said.out == f"{file} is written.\n"
        assert file.read_bytes().startswith(begins)
    again = vorlauf("report", "month", "2023-10", str(file))
    assert "is there already" in again.refusal


def test_a_year_is_evaluated_in_the_same_form(vorlauf):
    assert "Evaluation: the year 2023" in vorlauf("report", "year", "2023").out
    assert vorlauf("report", "year", "2023", "--json").plain["campaign"]


def test_what_cannot_be_written_is_named(vorlauf):
    assert "is no period" in vorlauf("report", "month", "2023-13").refusal
    assert "No post has appeared yet" in vorlauf("report", "campaign").refusal
    assert "PDF or an XLSX" in vorlauf("report", "month", "2023-10", "a.txt").refusal
