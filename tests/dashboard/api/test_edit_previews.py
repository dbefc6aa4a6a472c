"""The API says what an edit would come to, and restores a version."""

import pytest
from programs import program_of

from states.post import PostState


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def approved(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    return number


def test_a_preview_names_what_falls_and_changes_nothing(dashboard, desk, approved):
    before = desk.post(approved)
    edit = {"texts": {"xing": "Neu."}, "seen_row_version": before.row_version}

    answer = program_of(dashboard, "ada").send(f"/posts/{approved}/preview", edit)

    said = answer.json()
    assert (answer.status_code, said["changed"]) == (200, ["text:xing"])
    assert {one["house"] for one in said["falls"]} == {"smi", "sk"}
    assert [one["asked"] for one in said["opens"]] == ["ines"]
    assert said["state"] == "ministry_review"
    assert desk.post(approved) == before


def test_a_version_is_restored_and_its_decisions_count_again(dashboard, desk, approved):
    desk.save(approved, texts={"xing": "Neu."})
    seen = desk.post(approved).row_version
    ada, wish = program_of(dashboard, "ada"), {"version": 1, "seen_row_version": seen}

    ahead = ada.send(f"/posts/{approved}/restore", wish | {"dry_run": True}).json()
    version = desk.post(approved).version
    done = ada.send(f"/posts/{approved}/restore", wish).json()

    assert version == 2
    assert ahead == done
    assert {one["house"] for one in done["returns"]} == {"smi", "sk"}
    assert desk.post(approved).state is PostState.SCHEDULED


def test_who_was_faster_is_said(dashboard, desk, approved):
    desk.save(approved, texts={"xing": "Neu."})
    wish = {"version": 1, "seen_row_version": 1}

    answer = program_of(dashboard, "ada").send(f"/posts/{approved}/restore", wish)

    assert answer.status_code == 409
    assert desk.post(approved).version == 2
