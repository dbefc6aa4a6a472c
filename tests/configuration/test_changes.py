"""Changes of stakeholders.toml: written, logged, taken back, or found by hand."""

import json

import pytest
from stakeholder_files import text_for

from vorlauf.configuration import changes, file_queries
from vorlauf.configuration.changes import FileEdit
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db.engine import reading, trying, writing
from vorlauf.directory import loader
from vorlauf.errors import ConflictError, RefusedError

REVIEW = ("houses", "smi", "lead_times", "review")


@pytest.fixture
def file(desk, tmp_path):
    path = tmp_path / "stakeholders.toml"
    path.write_text(text_for(desk.directory), encoding="utf-8")
    found = StakeholdersFile(path, tmp_path / "kept")
    look(desk, found)
    return found


def look(desk, file):
    with writing(desk.engine) as connection:
        return changes.note_edits(desk.call(connection), file)


def save(desk, file, wanted, **more):
    facts = {"actor": "ada", "seen": file.read().digest, "changes": wanted}
    edit = FileEdit(**facts | more)
    with writing(desk.engine) as connection:
        done = changes.save(desk.call(connection), file, edit)
    desk.directory = loader.load(file.path)
    return done


def undo(desk, file, actor="ada"):
    with writing(desk.engine) as connection:
        done = changes.undo(desk.call(connection), file, actor, file.read().digest)
    desk.directory = loader.load(file.path)
    return done


def entries(desk):
    with reading(desk.engine) as connection:
        return file_queries.entries(connection, 10)


def edit_by_hand(file, old, new):
    text = file.path.read_text(encoding="utf-8")
    assert old in text
    file.path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_text_of_the_tests_says_what_their_directory_holds(desk, file):
    assert loader.load(file.path) == desk.directory


def test_a_change_is_in_the_file_and_in_the_log(desk, file):
    save(desk, file, {REVIEW: 7}, comment="Neue Leitung")

    assert desk.directory.houses["smi"].lead_times.review == 7
    assert file.path.read_text().startswith("# Kommentar von Frau Lorenz\n")
    (entry,) = entries(desk)
    assert (entry.event, entry.actor, entry.comment) == (
        "config_change",
        "Ada Lorenz",
        "Neue Leitung",
    )
    (change,) = entry.changes
    assert (change.field, change.before, change.after) == (
        "houses.smi.lead_times.review",
        "3",
        "7",
    )


def test_a_file_with_a_fault_is_not_written_and_every_fault_is_named(desk, file):
    before = file.path.read_bytes()

    with pytest.raises(loader.StakeholdersError) as caught:
        save(desk, file, {REVIEW: 999, ("people", "ines", "deputy"): "niemand"})

    assert [fault.where for fault in caught.value.faults] == [
        "houses.smi.lead_times.review",
        "people.ines.deputy",
    ]
    assert file.path.read_bytes() == before
    assert entries(desk) == []


def test_a_hand_edit_meanwhile_is_not_overwritten(desk, file):
    seen = file.read().digest
    edit_by_hand(file, 'land = "SN"', 'land = "ST"')

    with pytest.raises(ConflictError):
        save(desk, file, {REVIEW: 7}, seen=seen)

    assert 'land = "ST"' in file.path.read_text()


def test_a_hand_edit_is_logged_once_with_its_difference(desk, file):
    edit_by_hand(file, 'land = "SN"', 'land = "ST"')

    look(desk, file)
    look(desk, file)

    (entry,) = entries(desk)
    (change,) = entry.changes
    assert (entry.event, change.field) == ("config_edit", "campaign.land")
    assert (change.before, change.after) == ("SN", "ST")


def test_a_hand_edit_with_a_fault_waits_until_it_is_mended(desk, file):
    edit_by_hand(file, 'land = "SN"', 'land = "XX"')
    assert look(desk, file) == ()

    edit_by_hand(file, 'land = "XX"', 'land = "ST"')

    assert [one.after for one in look(desk, file)] == ["ST"]


def test_a_hand_edit_comes_before_the_change_that_follows_it(desk, file):
    edit_by_hand(file, 'land = "SN"', 'land = "ST"')

    save(desk, file, {REVIEW: 7})

    assert [one.event for one in entries(desk)] == ["config_change", "config_edit"]


def test_what_may_hold_a_password_is_in_no_log(desk, file):
    url = "ntfy://wir:geheim@host/t"

    save(desk, file, {("houses", "smi", "notify"): [url]})
    edit_by_hand(file, "geheim", "anders")
    look(desk, file)

    assert desk.directory.houses["smi"].notify == (url,)
    rows = [row.details for row in desk.rows(file_queries._AUDIT)]
    assert not any("geheim" in row or "ntfy" in row for row in rows)
    assert json.loads(rows[0])["changes"] == [
        {"field": "houses.smi.notify", "old": "", "new": "***"}
    ]
    assert json.loads(rows[1])["changes"][0]["new"] == "***"


def test_the_last_change_is_taken_back_to_the_byte(desk, file):
    before = file.path.read_bytes()
    save(desk, file, {REVIEW: 7})

    undo(desk, file)

    assert file.path.read_bytes() == before
    assert [one.event for one in entries(desk)] == ["config_undo", "config_change"]


def test_nothing_is_taken_back_after_a_hand_edit(desk, file):
    save(desk, file, {REVIEW: 7})
    edit_by_hand(file, 'land = "SN"', 'land = "ST"')

    with pytest.raises(RefusedError):
        undo(desk, file)


def test_only_a_coordinator_may(desk, file):
    with pytest.raises(RefusedError):
        save(desk, file, {REVIEW: 7}, actor="ines")


def test_what_changes_nothing_is_refused_and_no_entry(desk, file):
    with pytest.raises(RefusedError):
        save(desk, file, {REVIEW: 3})

    assert entries(desk) == []


def test_a_write_whose_commit_fails_is_told_as_a_hand_edit(desk, file):
    edit = FileEdit(actor="ada", seen=file.read().digest, changes={REVIEW: 7})
    with trying(desk.engine) as connection:
        changes.save(desk.call(connection), file, edit)

    look(desk, file)

    (entry,) = entries(desk)
    assert entry.event == "config_edit"
    assert [one.after for one in entry.changes] == ["7"]
