"""Owners on pages and in the API: what follows first, then lists by owner."""

import csv
import io

import pytest
from programs import program_of

from vorlauf.editing import owners
from vorlauf.editing.owners import HandOver
from vorlauf.workflow.manual_actions import overseer


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def give(desk, number):
    by = overseer(desk.directory, "ada")
    desk.ask(owners.hand_over, HandOver(numbers=[number], to="ben", by=by))


def test_a_hand_over_is_shown_before_it_is_made(dashboard, desk, a_post):
    number, ada = a_post("smi"), dashboard.as_("ada")
    typed = {"posts": number, "to": "ben", "first": "", "note": "Ruf Ines an."}

    page = ada.send("/hand-over/preview", typed)

    assert "1 Beitrag geht an" in page.text
    assert desk.post(number).owner == ""
    given = dict(page.form("/hand-over").fields)
    assert given["note"] == "Ruf Ines an."
    ada.send("/hand-over", given)
    assert desk.post(number).owner == "ben"


def test_a_hand_over_is_taken_back_by_the_button_of_the_next_page(
    dashboard, desk, a_post
):
    number, ada = a_post("smi"), dashboard.as_("ada")
    typed = {"posts": number, "to": "ben", "first": "", "note": ""}
    done = ada.send("/hand-over", {**typed, "next": "/posts"})

    undo = dict(done.form("/hand-over/undo").fields)
    undone, again = (ada.send("/hand-over/undo", undo) for _ in range(2))

    assert "1 Beitrag wird betreut wie zuvor." in undone.text
    assert "keine Übergabe, die zurückgenommen werden kann" in again.text
    assert desk.post(number).owner == ""


def test_what_cannot_be_handed_over_is_said_in_the_preview(dashboard):
    page = dashboard.as_("ada").send(
        "/hand-over/preview", {"posts": "2099-999", "to": "ben", "note": "Bitte!"}
    )

    assert page.status == 422
    assert dict(page.form("/hand-over/preview").fields)["note"] == "Bitte!"


def test_the_api_tries_a_hand_over(dashboard, desk, a_post):
    number, ada = a_post("smi"), program_of(dashboard, "ada")

    tried = ada.send(
        "/hand-overs", {"posts": [number], "to": "ben", "dry_run": True}
    ).json()

    assert (tried["posts"], desk.post(number).owner) == ([number], "")


def test_lists_and_exports_are_narrowed_down_by_owner(dashboard, desk, a_post):
    given, kept = a_post("smi"), a_post("smi")
    give(desk, given)
    ada = dashboard.as_("ada")

    page = ada.see("/posts?owner=ben")
    rows = list(
        csv.reader(
            io.StringIO(ada.get("/posts/export?as=csv&owner=ben").text), delimiter=";"
        )
    )

    assert given in page.text
    assert kept not in page.text
    assert given in str(rows)
    assert kept not in str(rows)


def test_the_api_narrows_posts_down_by_owner(dashboard, desk, a_post):
    given, kept = a_post("smi"), a_post("smi")
    give(desk, given)
    ada = program_of(dashboard, "ada")

    def numbers(owner):
        return [
            one["number"] for one in ada.get(f"/posts?owner={owner}").json()["posts"]
        ]

    assert (numbers("ben"), numbers("ada")) == ([given], [kept])
    assert ada.get("/posts?owner=niemand").status_code in {404, 422}
