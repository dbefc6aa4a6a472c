"""Decisions told by phone are counted apart: filter, export, figures, metrics, API."""

import csv
from io import StringIO

import pytest
from programs import program_of

from states.post import DecisionWay, PostState
from vorlauf.jobs.metrics import exposition
from vorlauf.workflow.action import Recording


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def decided(desk, hand_to_review):
    """A post that Ines endorsed by phone, and one that she endorsed herself."""
    by_phone, by_herself = hand_to_review("smi"), hand_to_review("smi")
    ada = desk.directory.people["ada"]
    recorded = Recording(by=ada, way=DecisionWay.PHONE, said_at=desk.now)
    desk.do(by_phone, "endorse", "ines", recording=recorded)
    desk.do(by_herself, "endorse", "ines")
    return by_phone, by_herself


@pytest.mark.parametrize(("way", "is_there"), [("phone", True), ("meeting", False)])
def test_the_register_and_the_api_filter_by_how_it_was_decided(
    dashboard, decided, way, is_there
):
    by_phone, by_herself = decided

    page = dashboard.as_("ada").get(f"/posts?decided={way}").text
    found = program_of(dashboard, "ada").get(f"/posts?decided={way}").json()["posts"]

    assert (f'href="/posts/{by_phone}"' in page) is is_there
    assert f'href="/posts/{by_herself}"' not in page
    assert [one["number"] for one in found] == ([by_phone] if is_there else [])


def test_an_override_is_another_thing(dashboard, desk, decided):
    by_phone, by_herself = decided
    target = PostState.SCHEDULED
    desk.do(by_herself, "override", comment="Notfall", target=target)
    ada = dashboard.as_("ada")

    page = ada.get("/posts?decided=override").text

    assert f'href="/posts/{by_herself}"' in page
    assert f'href="/posts/{by_phone}"' not in page
    odd = ada.get("/posts?decided=moon").text
    assert "sagt nicht, wie über einen Beitrag entschieden wurde" in odd


def test_the_export_counts_them_per_post(dashboard, decided):
    sent = dashboard.as_("ada").get("/posts/export?as=csv").content.decode("utf-8-sig")

    rows = csv.DictReader(StringIO(sent, newline=""), delimiter=";")
    counted = {
        row["Nummer"]: (row["Aufgenommene Entscheidungen"], row["Von Hand gesetzt"])
        for row in rows
    }
    assert counted == {decided[0]: ("1", "nein"), decided[1]: ("", "nein")}


def test_the_house_says_how_many_were_recorded(dashboard, decided):
    page = dashboard.as_("ada").see("/houses/smi").text

    assert "Eine dieser Entscheidungen hat die Redaktion aufgenommen" in page
    assert decided


def test_the_metrics_count_them_by_way(desk, decided):
    text = exposition(desk.engine, desk.now).decode()

    assert 'vorlauf_decisions_recorded{way="phone"} 1.0' in text
    assert 'vorlauf_decisions_recorded{way="meeting"} 0.0' in text
    assert decided
