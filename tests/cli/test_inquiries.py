"""`vorlauf inquiry …`: the register in a terminal."""

import json

import pytest
from command_line import open_for

BY = ("--as", "petzold")


@pytest.fixture
def inquiry(tmp_path, monkeypatch, capsys, sqlite_template, now):
    vorlauf = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    return lambda *words: vorlauf("inquiry", *words)


@pytest.fixture
def kept(inquiry):
    return inquiry(
        "add", "Beiträge in Netzwerken", "--drs", "8/1234", "--house", "smi",
        "--dispatched", "2023-10-02", "--question", "Wie viele?", *BY,
    )  # fmt: skip


def test_an_inquiry_is_kept_answered_and_taken_back(inquiry, kept):
    assert "Last day of the answer: 2023-10-30." in kept.out
    assert kept.out.endswith("Back again: vorlauf inquiry undo 1\n")
    inquiry("edit", "1", "--answer", "1=Vierzehn.", "--extended", "14", *BY)
    (one,) = json.loads(inquiry("list", "--json").out)
    assert (one["questions"][0]["answer"], one["last_day"]) == (
        "Vierzehn.",
        "2023-11-13",
    )
    assert "1/1" in inquiry("list").out
    assert inquiry("undo", "1", *BY).code == 0
    assert "0/1" in inquiry("list").out


@pytest.mark.usefixtures("kept")
def test_one_that_is_dropped_is_listed_with_all_only(inquiry):
    tried = inquiry("drop", "1", "--reason", "Zurückgezogen.", *BY, "--dry-run")
    assert tried.out.endswith("Nothing was changed.\n")
    inquiry("drop", "1", "--reason", "Zurückgezogen.", *BY)
    assert "8/1234" not in inquiry("list").out
    assert "8/1234" in inquiry("list", "--all").out
    assert "is open." in inquiry("restore", "1", *BY).out


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("edit", "9", "--topic", "x"), "There is no inquiry 9."),
        (("edit", "1", "--answer", "2=x"), "There is no question 2."),
        (("edit", "1", "--answer", "x"), "is no answer; write N=TEXT."),
        (("edit", "1", "--kind", "small"), "There is no kind 'small'"),
        (("add", " ", "--house", "smo"), "There is no house 'smo'"),
        (("drop", "1", "--reason", " "), "Say in 1 to 500 characters"),
    ],
)
def test_what_cannot_be_is_one_sentence(inquiry, words, sentence):
    answer = inquiry(*words, *BY)

    assert (answer.code, sentence in answer.err) == (2, True)
