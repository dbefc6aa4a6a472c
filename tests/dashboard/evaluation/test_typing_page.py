"""Figures are typed on a page, and are there when it is opened again."""

from datetime import timedelta

import pytest
from figure_desk import publish

HERE = "/evaluation/type"
NOVEMBER = f"{HERE}?channel=xing&month=2023-11"


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def ada(dashboard, desk, hand_to_review, slot):
    publish(desk, hand_to_review("smi"), slot)
    desk.now = slot + timedelta(days=7)
    return dashboard.as_("ada")


def fields(page):
    return dict(page.form(HERE).fields)


def test_what_was_typed_is_shown_and_can_be_emptied(ada):
    page = ada.see(NOVEMBER)
    assert "Beiträge des Monats (1)" in page.text
    typed = fields(page) | {"figure-2023-001-clicks": "17"}

    kept = ada.send(HERE, typed | {"figure-2023-10-31": "10"})

    assert "Die Kennzahlen sind gespeichert." in kept.text
    found = fields(ada.see(NOVEMBER))
    assert (found["figure-2023-001-clicks"], found["figure-2023-10-31"]) == ("17", "10")
    assert found["figure-2023-001-reactions"] == ""
    assert "von Hand eingegeben" in ada.see("/evaluation/figures").text
    assert "Nothing" not in ada.send(HERE, found).text
    assert ada.send(HERE, typed).status == 409


def test_what_is_no_number_stays_in_its_field(ada):
    typed = fields(ada.see(NOVEMBER)) | {"figure-2023-001-clicks": "viele"}

    page = ada.send(HERE, typed)

    assert (page.status, "„viele“ ist keine ganze Zahl" in page.text) == (422, True)
    assert fields(page)["figure-2023-001-clicks"] == "viele"


def test_without_a_wish_it_is_xing_in_the_last_full_month(ada):
    assert "Xing, Oktober 2023" in ada.see(HERE).text
    assert ada.see(f"{HERE}?month=2023").status == 422
    assert ada.see(f"{HERE}?channel=orkut").status in {404, 422}
