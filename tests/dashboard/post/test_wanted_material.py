"""Material yes or no of a post under way, on its page."""

import pytest
from programs import program_of


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def requested(desk, a_post):
    number = a_post("smi")
    desk.do(number, "request_assets")
    return number


def test_the_form_says_before_what_comes_of_it(dashboard, desk, requested):
    ada, path = dashboard.as_("ada"), f"/posts/{requested}/wanted-material"
    before = desk.post(requested)
    assert path in ada.see(f"/posts/{requested}").links

    page = ada.see(f"{path}?chosen=on&graphics=on")

    assert "Der offene Vorgang endet: " in page.text
    assert "Grafik wird erbeten" in page.text
    assert desk.post(requested) == before


def test_it_is_changed_said_in_the_log_and_undone(dashboard, desk, requested):
    ada, path = dashboard.as_("ada"), f"/posts/{requested}/wanted-material"
    seen = dict(ada.see(path).form(path).fields)["seen"]

    page = ada.send(path, {"seen": seen, "chosen": "on", "graphics": "on"})
    changed = desk.open_steps(requested)
    undo = f"/posts/{requested}/undo"
    ada.send(undo, dict(page.form(undo).fields))

    assert "Das gewünschte Material ist geändert" in page.text
    assert "Bilder der Ressorts sind nicht gewünscht" in page.text
    assert changed == {("graphics", "grafik")}
    assert desk.open_steps(requested) == {("assets", "smi")}


def test_a_program_looks_ahead_and_then_does_it(dashboard, desk, requested):
    ada, way = program_of(dashboard, "ada"), f"/posts/{requested}/material"
    seen = desk.post(requested).row_version
    wish = {"wants_assets": False, "seen_row_version": seen}

    ahead = ada.send(way, wish | {"dry_run": True}).json()
    wanted = desk.post(requested).wants_assets
    done = ada.send(way, wish).json()

    assert wanted
    assert (ahead["changed"], done["changed"]) == (["assets"], ["assets"])
    assert not desk.post(requested).wants_assets
