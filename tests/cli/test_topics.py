"""`vorlauf plan topics …`: what a coordinator does with topics in a terminal."""

import json

import pytest
from command_line import open_for


@pytest.fixture
def topics(tmp_path, monkeypatch, capsys, sqlite_template, now):
    vorlauf = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)

    def run(*words):
        return vorlauf("plan", "topics", *words)

    return run


BY = ("--as", "petzold")


def test_topics_are_kept_listed_changed_dropped_and_taken_back(topics):
    tried = topics("add", "Brücken", "--house", "smi", *BY, "--dry-run")
    assert "Topic 1 “Brücken” is kept.\nNothing was changed." in tried.out
    assert json.loads(topics("list", "--json").out) == []

    kept = topics(
        "add", "Brücken", "--house", "smi", *BY, "--day", "Tag der Pflege",
        "--theme", "Bau", "--note", "Fotos im Mai", "--format", "Video",
        "--no-picture", "--channel", "linkedin",
    )  # fmt: skip
    assert kept.out.splitlines()[-1] == "Back again: vorlauf plan topics undo 1"
    series = topics(
        "add", "Köpfe", "--house", "smi", *BY, "--series", "Köpfe der Polizei",
        "--parts", "3", "--every", "14", "--not-before", "2024-01-08",
    )  # fmt: skip
    assert "Topic 4 “Köpfe (Köpfe der Polizei 3/3)” is kept." in series.out
    assert series.out.endswith("Back again: vorlauf plan topics undo 2 3 4\n")

    shown = topics("list", "bau").out
    assert "Tag der Pflege, 2024-05-12" in shown
    assert "Köpfe" not in shown
    (one,) = json.loads(topics("list", "--theme", "Bau", "--json").out)
    assert (one["day_rule"], one["wants_picture"]) == ("tag-der-pflege", False)
    assert one["window"]["day"] == "2024-05-12"

    edited = topics(
        "edit", "1", "--title", "Neu", "--day", "", "--until", "2024-06-01", *BY
    )
    assert "Topic 1 “Neu” is open." in edited.out
    assert topics("undo", "1", *BY).out.startswith("Topic 1 “Brücken” is open.")
    gone = topics("drop", "2", "3", "--reason", "Zu viel.", *BY)
    assert gone.out.count("is dropped.") == 2
    assert gone.out.endswith("Back again: vorlauf plan topics undo 2 3\n")
    assert topics("undo", "2", "3", *BY).out.count("is open.") == 2
    assert topics("drop", "2", "3", "--reason", "Zu viel.", *BY).code == 0
    assert json.loads(topics("list", "--state", "dropped", "--json").out)[0]["id"] == 2
    assert "is open." in topics("restore", "2", *BY).out
    assert len(json.loads(topics("list", "--state", "all", "--json").out)) == 4


def test_the_recurring_days_of_a_year_are_listed_with_their_source(topics):
    shown = topics("days", "2027").out
    assert "2027-04-22" in shown
    assert "girls-day" in shown
    days = json.loads(topics("days", "2027", "--json").out)
    assert days[0]["source"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("edit", "9", "--title", "x"), "There is no topic 9."),
        (("add", "x", "--house", "smo"), "There is no house 'smo'"),
        (("add", "x", "--house", "smi", "--day", "Irgendwann"), "no recurring day"),
        (("add", "x", "--house", "smi", "--until", "bald"), "is no day"),
        (("drop", "1", "--reason", " "), "Say in 1 to 500 characters"),
    ],
)
def test_what_cannot_be_is_one_sentence(topics, words, sentence):
    topics("add", "Brücken", "--house", "smi", *BY)

    answer = topics(*words, *BY)

    assert answer.code == 2
    assert sentence in answer.err
    assert len(answer.err.strip().splitlines()) == 1


def test_an_order_or_a_state_that_is_none_is_refused(topics):
    assert "no order" in topics("list", "--sort", "size").err
    assert "no state" in topics("list", "--state", "opne").err


def test_a_house_gets_a_link_that_is_shown_once_and_can_be_revoked(topics):
    made = topics("propose-link", "smi", "--label", "Presse", "--days", "30", *BY)
    assert "/propose/" in made.out
    assert "This is link 1; it is shown this once." in made.err

    (one,) = json.loads(topics("links", "--json").out)
    assert (one["house"], one["label"]) == ("smi", "Presse")
    assert "2023-10-18" in topics("links").out
    assert "is revoked" in topics("revoke-link", "1", *BY).out
    assert topics("revoke-link", "1", *BY).code == 2
    assert json.loads(topics("links", "--json").out) == []


def test_a_topic_is_taken_in_two_acts_and_the_balance_is_shown(topics):
    topics("add", "Brücken", "--house", "smi", *BY, "--theme", "Bau")

    shown = topics("take", "1")
    assert "Proposed slot:" in shown.out
    assert shown.out.endswith("Nothing was changed.\n")
    made = json.loads(topics("take", "1", "--json", *BY).out)
    assert made["number"] == "2023-001"
    assert {one["key"] for one in made["balance"]} >= {"smi", "Bau", "linkedin"}
    assert "Bau" in topics("balance", "2023").out
    assert "2023-001" in topics("list", "--state", "taken").out
    assert "2023-001 is withdrawn.\n" in topics("undo", "1", *BY).out
    topics("take", "1", *BY)
    wrong = topics("give-back", "1", "--post", "2023-001", *BY)
    assert (wrong.code, "is no post of topic 1" in wrong.err) == (2, True)
    back = topics("give-back", "1", "--post", "2023-002", *BY)
    assert back.out == "2023-002 is withdrawn.\nTopic 1 “Brücken” is open.\n"
    far = topics("take", "1", "--slot", "2023-11-21 10:00")
    assert "2023-11-21" in far.out
