"""`vorlauf inquiry …`: the register in a terminal."""

import json

import pytest
from command_line import open_for

BY = ("--as", "petzold")


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def inquiry(vorlauf):
    return lambda *words: vorlauf("inquiry", *words)


@pytest.fixture
def cost(vorlauf):
    return lambda *words: vorlauf("cost", *words)


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


@pytest.mark.usefixtures("kept")
def test_a_ready_question_is_answered_and_kept(inquiry):
    period = ("--from", "2023-01-01", "--to", "2023-12-31")
    asked = inquiry("ask", "posts", *period)
    assert "A post of two houses counts for both of them." in asked.out
    assert json.loads(inquiry("ask", "exceptions", *period, "--json").out) == [
        {
            "house": "",
            "posts": 0,
            "overrides": 0,
            "overrides_share": None,
            "holds": 0,
            "holds_share": None,
            "decisions": 0,
            "told": 0,
            "told_share": None,
        }
    ]
    kept = inquiry("ask", "posts", *period, "--keep-for", "1", "--question", "1", *BY)
    assert kept.out.endswith("It is kept as evidence 1.\n")
    assert inquiry("ask", "posts", *period, "--keep-for", "1").code == 2
    assert "There is no question 'post'" not in inquiry("ask", "posts", *period).err
    assert "There is no question 'all'" in inquiry("ask", "all", *period).err


def test_an_invoice_is_kept_listed_removed_and_put_back(inquiry, cost):
    added = cost(
        "add", "Agentur GmbH", "--gross", "42.840,00", "--from", "2023-01-01",
        "--to", "2023-03-31", "--invoice", "R-17", *BY,
    )  # fmt: skip
    assert added.out.startswith("Cost entry 1 is kept: 42,840.00 euros.\n")
    assert "R-17" in cost("list").out
    (one,) = json.loads(cost("list", "--json").out)
    assert one["gross_cents"] == 4_284_000
    period = ("--from", "2023-01-01", "--to", "2023-12-31", "--json")
    assert inquiry("ask", "costs", *period).code == 0
    assert cost("remove", "1", *BY).code == 0
    assert json.loads(cost("list", "--json").out) == []
    assert "counts again" in cost("restore", "1", *BY).out
    assert "There is no cost entry 9." in cost("remove", "9", *BY).err


@pytest.mark.usefixtures("kept")
def test_an_answer_is_drafted_frozen_and_released_by_its_sum(inquiry, tmp_path):
    inquiry("edit", "1", "--answer", "1=Vierzehn.", *BY)
    draft = tmp_path / "antwort.pdf"
    assert inquiry("draft", "1", str(draft)).code == 0
    assert draft.read_bytes()[:5] == b"%PDF-"
    assert inquiry("draft", "1", str(draft)).code == 2
    assert "No evidence" in inquiry("draft", "1", str(tmp_path / "a.xlsx")).err
    assert "ends with .pdf" in inquiry("draft", "1", str(tmp_path / "a.odt")).err
    frozen = inquiry("freeze", "1", *BY).out
    sums = frozen.splitlines()[1].rpartition(" ")[2]
    assert inquiry("thaw", "1", *BY).out == "Inquiry 1 is open again.\n"
    assert inquiry("freeze", "1", *BY).code == 0
    assert "is no approver" in inquiry("release", "1", "--sum", sums, *BY).err
    wrong = inquiry("release", "1", "--sum", sums, "--as", "vogt")
    assert "not the one that was read" in wrong.err
