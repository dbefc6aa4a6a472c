"""The commands about calendars that other programs fetch, in this process."""

import pytest
from command_line import open_for

PETZOLD = ("--as", "petzold")


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    vorlauf = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    vorlauf("people", "invite", "petzold", *PETZOLD)
    return vorlauf


def test_a_calendar_is_made_listed_and_revoked(vorlauf):
    made = vorlauf("calendar", "add", "--house", "smi", "--label", "Outlook", *PETZOLD)

    assert made.code == 0
    assert made.out.startswith("http://127.0.0.1:8226/feeds/")
    assert "its address is shown this once" in made.err
    (row,) = vorlauf("calendar", "list", "--json", *PETZOLD).plain
    assert (row["house"], row["person"], row["label"]) == ("smi", "", "Outlook")
    assert row["used_at"] is None
    revoked = vorlauf("calendar", "revoke", str(row["key"]), *PETZOLD)
    assert "“Outlook” is revoked" in revoked.out
    assert vorlauf("calendar", "list", "--json", *PETZOLD).plain == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "--house", "smi", "--person", "petzold", "--label", "x"), "not both"),
        (("add", "--house", "smx", "--label", "x"), "smx"),
        (("add", "--label", " "), "1 to 60 characters"),
        (("revoke", "7"), "no calendar 7"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(vorlauf, words, why):
    answer = vorlauf("calendar", *words, *PETZOLD)

    assert answer.code == 2
    assert why in answer.err
    assert answer.err.count("\n") == 1


def test_a_coordinator_makes_one_for_anybody(vorlauf):
    made = vorlauf("calendar", "add", "--person", "haase", "--label", "x", *PETZOLD)

    assert made.code == 0
    (row,) = vorlauf("calendar", "list", "--json", *PETZOLD).plain
    assert (row["person"], row["made_by"]) == ("haase", "petzold")
