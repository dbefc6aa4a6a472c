"""A thousand changes of the file while steps are open: file, database and log agree."""

import pytest
from sqlalchemy import select
from stakeholder_files import RandomChanges, text_for

from vorlauf.configuration import changes, file_queries
from vorlauf.configuration.changes import FileEdit
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import HouseRules, table_of
from vorlauf.directory import loader
from vorlauf.directory.differences import difference
from vorlauf.errors import RefusedError
from vorlauf.scheduling.changed_rules import apply_rules, is_replanning

MANY = 1_000
RULES = table_of(HouseRules)


@pytest.fixture
def kind_of_database():
    """The statements are the same on both databases, and tried on both elsewhere."""
    return "sqlite"


@pytest.fixture
def file(desk, tmp_path):
    path = tmp_path / "stakeholders.toml"
    path.write_text(text_for(desk.directory), encoding="utf-8")
    found = StakeholdersFile(path, tmp_path / "kept")
    with writing(desk.engine) as connection:
        changes.note_edits(desk.call(connection), found)
    return found


def replan(desk):
    with writing(desk.engine) as connection:
        apply_rules(desk.call(connection))
        while is_replanning(desk.call(connection)):
            apply_rules(desk.call(connection))


def change(desk, file, wanted):
    """Change the file as a page does; return whether that was possible."""
    edit = FileEdit(actor="ada", seen=file.read().digest, changes=wanted)
    try:
        with writing(desk.engine) as connection:
            changes.save(desk.call(connection), file, edit)
    except (RefusedError, loader.StakeholdersError):
        return False
    desk.directory = loader.load(file.path)
    return True


def logged(desk):
    with reading(desk.engine) as connection:
        return file_queries.entries(connection, MANY + 1)


def open_steps(desk, numbers):
    return [step for number in numbers for step in desk.post(number).steps]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(600)
def test_file_database_and_log_agree_after_every_change(desk, file, hand_to_review):
    numbers = [hand_to_review("smi"), hand_to_review("smf"), hand_to_review("smi")]
    replan(desk)
    draw = RandomChanges(2023)
    made = 0
    for _ in range(MANY):
        before = file.read()
        if not change(desk, file, draw.changes(before.text)):
            assert file.read() == before
            continue
        made += 1
        replan(desk)
        after = file.read()
        entry = logged(desk)[0]
        assert tuple(entry.changes) == difference(before.text, after.text)
        with reading(desk.engine) as connection:
            found = file_queries.noted(connection, file.place)
            rules = dict(
                connection.execute(select(RULES.c.house, RULES.c.digest)).all()
            )
        assert (found.digest, found.previous) == (after.digest, before.digest)
        for key, house in desk.directory.houses.items():
            assert rules[key].startswith(house.digest)
        for step in open_steps(desk, numbers):
            assert step.due_at >= desk.now
            assert step.asked in desk.directory.people
    assert made > MANY // 2
    assert len(logged(desk)) == made
