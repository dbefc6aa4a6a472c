"""Whoever comes second hears it on the page and in the API; the words are kept."""

import pytest
from answer_pages import link_of

from vorlauf.posts.comment_queries import COMMENT

SAID = {
    "decision": "request_changes",
    "name": "Ines Iser",
    "comment": "Falsches Datum.",
}


@pytest.fixture
def number(hand_to_review):
    return hand_to_review("smi")


def said(desk):
    return [(one.author, one.text) for one in desk.rows(COMMENT)]


def test_a_link_that_was_overtaken_says_by_whom(dashboard, desk, number):
    address = link_of(dashboard, number, "smi")
    desk.do(number, "endorse", "ivo")

    page = dashboard.stranger().send(address, SAID | {"seen": "1"})

    assert page.status == 409
    assert "inzwischen war Ivo Jahn schneller (" in page.text
    assert "als Kommentar festgehalten" in page.text
    assert said(desk) == [("Ines Iser", "Falsches Datum.")]


def test_so_does_a_form_of_an_account(dashboard, desk, number):
    ines = dashboard.as_("ines")
    seen = str(desk.post(number).row_version)
    desk.do(number, "endorse", "ivo")

    form = {"comment": "Falsches Datum.", "seen": seen, "version": "1"}
    page = ines.send(f"/posts/{number}/moves/request_changes", form)

    assert page.status == 409
    assert "inzwischen war Ivo Jahn schneller" in page.text
    assert said(desk) == [("Ines Iser", "Falsches Datum.")]


def test_a_second_click_is_told_nothing_of_the_kind(dashboard, desk, number):
    address = link_of(dashboard, number, "smi")
    ines = dashboard.stranger()
    ines.send(address, SAID | {"seen": "1"})

    page = ines.send(address, SAID | {"seen": "1"})

    assert "schneller" not in page.text
    assert said(desk) == []
