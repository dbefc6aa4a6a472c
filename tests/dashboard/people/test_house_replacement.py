"""The pages on which a house is replaced on all posts, and on which that is undone."""

import pytest


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def ada(dashboard):
    return dashboard.as_("ada")


def ask(ada):
    return ada.see("/house-replacement?old=smf&new=smi&comment=Umbildung.")


def test_what_follows_is_shown_before(ada, desk, hand_to_review):
    number = hand_to_review("smf")

    page = ask(ada)

    assert "1 Beitrag ändert sich." in page.text
    assert number in page.text
    assert f"Kommt hinzu: {desk.directory.houses['smi'].name}" in page.text
    assert desk.post(number).houses == ("smf",)


def test_a_house_is_replaced_and_put_back(ada, desk, hand_to_review):
    number = hand_to_review("smf")
    made = dict(ask(ada).form("/house-replacement").fields)

    done = ada.send("/house-replacement", made)
    replaced = desk.post(number).houses
    undone = ada.send(
        "/house-replacement/undo", dict(done.form("/house-replacement/undo").fields)
    )

    assert "1 Beitrag hat jetzt das andere Ressort." in done.text
    assert "1 Beitrag hat seine Ressorts wie zuvor." in undone.text
    assert (replaced, desk.post(number).houses) == (("smi",), ("smf",))


def test_what_changed_since_it_was_shown_is_shown_again(ada, desk, hand_to_review):
    number = hand_to_review("smf")
    made = dict(ask(ada).form("/house-replacement").fields)
    desk.save(number, title="Ein anderer Titel")

    answer = ada.send("/house-replacement", made)

    assert answer.status == 409
    assert "haben sich inzwischen geändert" in answer.text
    assert desk.post(number).houses == ("smf",)
