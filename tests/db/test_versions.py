"""A version that was changed beside the log is neither decided on nor published."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from forged_versions import alter, forge
from sqlalchemy import text

from states.post import PostState
from vorlauf.db.coverage import covered_tables
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import post_of
from vorlauf.errors import AlteredVersionError
from vorlauf.material import attestations
from vorlauf.readmodels.post import post_file
from vorlauf.workflow.permalinks import record_proof

SENTENCE = (
    "2023-001: version 1 is not the one that the audit log knows, for it was changed "
    "in the database. Nothing of it is shown, sent or published. Whoever runs Vorlauf "
    "looks with `vorlauf audit verify` and restores a backup."
)


@pytest.fixture
def reviewed(asked):
    """The number of a post that is in review."""
    (number,) = asked("smi")
    return number


def test_an_altered_version_can_be_listed_but_not_looked_into(desk, reviewed):
    alter(desk)

    post = desk.post(reviewed)
    assert (post.title, post.version) == ("Ein Tag bei der Feuerwehr", 1)
    with pytest.raises(AlteredVersionError) as told:
        post.content.texts  # noqa: B018
    assert (str(told.value), told.value.post_id) == (SENTENCE, 1)


def test_nobody_decides_on_it(desk, reviewed):
    alter(desk)

    for trigger, who in (("endorse", "ines"), ("request_changes", "ines")):
        with pytest.raises(AlteredVersionError):
            desk.do(reviewed, trigger, who, comment="Ja.")
    assert desk.post(reviewed).state is PostState.MINISTRY_REVIEW


def test_it_is_not_published_by_the_clock_and_the_run_names_it(desk, reviewed):
    desk.do(reviewed, "endorse", "ines")
    desk.do(reviewed, "approve", "clara")
    post = desk.post(reviewed)
    proofs = {one: f"https://example.org/{one}" for one in post.content.texts}
    for name, link in proofs.items():
        which = {"number": reviewed, "channel": name, "permalink": link}
        with writing(desk.engine) as connection:
            record_proof(desk.call(connection), actor="ada", early="Eilig.", **which)
    alter(desk)

    with pytest.raises(AlteredVersionError):
        desk.do(reviewed, "publish", "ada", proofs=proofs)
    report = desk.advance(post.slot_at + timedelta(minutes=1))
    assert report.faults == [SENTENCE]
    assert desk.post(reviewed).state is PostState.SCHEDULED


def test_a_text_is_refused_that_was_changed_with_its_fingerprints(desk, reviewed):
    alter(desk)
    with reading(desk.engine) as connection:
        (fault,) = [
            one
            for one in attestations.verify(connection).faults
            if one.startswith("version 1")
        ]
    assert fault == "version 1 of 2023-001 is not what the log says"
    forge(desk, f"UPDATE version SET fingerprint = '{'0' * 64}'")
    forge(desk, f"UPDATE post SET fingerprint = '{'0' * 64}'")

    with pytest.raises(AlteredVersionError):
        desk.post(reviewed).content.texts  # noqa: B018


def test_an_older_version_is_refused_in_the_place_of_the_one_decided_on(desk, reviewed):
    desk.save(reviewed, texts={"xing": "Neu."})
    desk.is_filled = True
    with writing(desk.engine) as connection:
        connection.execute(
            text(
                "UPDATE post SET version = 1, fingerprint = "
                "(SELECT fingerprint FROM version WHERE number = 1)"
            )
        )

    for look in (post_of, lambda *what: post_file(*what).post):
        with reading(desk.engine) as connection, pytest.raises(AlteredVersionError):
            look(connection, reviewed).content.link  # noqa: B018


@pytest.mark.parametrize("spelt", ["[]", '{"texts": 1}', '"x"'])
def test_what_is_no_content_any_more_is_altered_too(desk, reviewed, spelt):
    forge(desk, f"UPDATE version SET content = '{spelt}'")

    with pytest.raises(AlteredVersionError):
        desk.post(reviewed).content.texts  # noqa: B018


def test_other_posts_go_on(desk, asked):
    altered, other = asked("smi", "smf")
    alter(desk)

    desk.do(other, "endorse", "frank")
    desk.advance(desk.now + timedelta(hours=1))

    assert desk.post(other).state is PostState.STAATSKANZLEI_APPROVAL
    assert desk.post(altered).state is PostState.MINISTRY_REVIEW


SOURCES = [
    file
    for room in ("vorlauf", "dashboard", "flows")
    for file in (Path(__file__).parents[2] / room).rglob("*.py")
    if "migrations" not in file.parts
]
# The way itself, its one other form, and who compares all of them with the log.
MAY_READ = {"versions.py", "post_snapshots.py", "attestations.py"}
TABLES = "|".join(table.name for table in covered_tables())
BESIDE = re.compile(rf"(INSERT INTO|UPDATE|DELETE FROM) ({TABLES})\b")


def test_there_is_no_other_way_to_the_content_of_a_version():
    readers = {
        file.name
        for file in SOURCES
        if re.search(r"VERSION\.c\.content", file.read_text())
    }

    assert readers == MAY_READ


def test_no_row_is_written_by_words_that_the_log_does_not_see():
    writers = {
        (file.name, found[0])
        for file in SOURCES
        if (found := BESIDE.search(file.read_text()))
    }

    assert writers == set()
