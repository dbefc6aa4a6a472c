"""stakeholders.toml by the API: read, tried, written, taken back, and locked."""

import pytest
from programs import program_of
from stakeholder_files import text_for

from vorlauf.configuration.stakeholders_file import StakeholdersFile

REVIEW = "houses.smi.lead_times.review"


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def file(dashboard):
    found = StakeholdersFile.at(dashboard.wiring.settings)
    found.path.write_text(text_for(dashboard.desk.directory), encoding="utf-8")
    dashboard.parts.directory()
    return found


@pytest.fixture
def ada(dashboard, file):
    assert file.path.exists()
    return program_of(dashboard, "ada")


def test_a_change_is_tried_written_and_taken_back(ada, file, hand_to_review):
    number = hand_to_review("smi")
    text = file.path.read_bytes()
    seen = ada.get("/configuration").json()
    wish = {"changes": {REVIEW: "1"}, "seen": seen["digest"]}

    tried = ada.send("/configuration", {**wish, "dry_run": True}).json()
    assert file.path.read_bytes() == text
    assert [one["field"] for one in tried["differences"]] == [REVIEW]
    assert {one["number"] for one in tried["steps"]} <= {number}
    done = ada.send("/configuration", wish).json()

    assert done["digest"] == tried["digest"]
    now = ada.get("/configuration").json()
    assert (now["digest"], now["values"][REVIEW]) == (done["digest"], "1")
    undone = ada.send("/configuration/undo", {"seen": done["digest"]})
    assert undone.status_code == 200
    assert file.path.read_bytes() == text


def test_a_hand_edit_meanwhile_refuses_the_change(ada, file):
    seen = ada.get("/configuration").json()["digest"]
    file.path.write_text(file.path.read_text() + "\n# von Hand\n")

    answer = ada.send("/configuration", {"changes": {REVIEW: "1"}, "seen": seen})

    assert answer.status_code == 409
    assert "von Hand" in file.path.read_text()


@pytest.mark.parametrize(
    "changes",
    [{REVIEW: "viele"}, {"houses.smi.gibtsnicht": "1"}, {}, {"houses.sk": ""}],
)
def test_what_is_faulty_is_refused_and_nothing_is_written(ada, file, changes):
    seen = ada.get("/configuration").json()["digest"]
    before = file.path.read_bytes()

    answer = ada.send("/configuration", {"changes": changes, "seen": seen})

    assert 400 <= answer.status_code < 500
    assert file.path.read_bytes() == before


def test_a_read_only_file_is_said_so(ada, file):
    file.path.chmod(0o400)

    answer = ada.get("/configuration").json()

    assert "read-only" in answer["read_only"]


def test_others_do_not_see_it(dashboard, file):
    assert file.path.exists()
    assert program_of(dashboard, "ines").get("/configuration").status_code == 403
