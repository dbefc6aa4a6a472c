"""The houses of a post on its page: who joins, who leaves, what comes of it."""

import pytest


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


def test_the_form_says_before_what_comes_of_it(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    ada, path = dashboard.as_("ada"), f"/posts/{number}/houses"
    before = desk.post(number)

    page = ada.see(f"{path}?house=smf")

    for words in (
        "Kommt hinzu:",
        "Scheidet aus:",
        "Frank Förster",
        "Der offene Vorgang endet",
    ):
        assert words in page.text
    assert desk.post(number) == before


def test_a_coordinator_changes_the_houses(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    ada, path = dashboard.as_("ada"), f"/posts/{number}/houses"
    seen = dict(ada.see(path).form(path).fields)["seen"]

    fields = {"seen": seen, "house": ["smi", "smf"], "comment": "Auch das SMF."}
    page = ada.send(path, fields)

    assert "Ressorts sind geändert" in page.text
    assert "kommt hinzu: " in page.text
    assert desk.post(number).houses == ("smf", "smi")


def test_without_a_reason_the_form_comes_back(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    ada, path = dashboard.as_("ada"), f"/posts/{number}/houses"
    seen = dict(ada.see(path).form(path).fields)["seen"]

    page = ada.send(path, {"seen": seen, "house": ["smf"], "comment": ""})

    assert page.status == 422
    assert "Geben Sie an, warum" in page.text
    assert desk.post(number).houses == ("smi",)


def test_a_house_that_left_the_file_leads_to_the_form(dashboard, desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    desk.amend("houses", "smf")
    dashboard.wiring.directory = desk.directory
    ada = dashboard.as_("ada")

    assert f"/posts/{number}/houses" in ada.see(f"/posts/{number}").links
    assert "Nicht mehr in der stakeholders.toml: smf." in (
        ada.see(f"/posts/{number}/houses").text
    )
