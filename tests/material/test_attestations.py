"""The audit log says of every version and every file what it was, and it is found."""

import json
from dataclasses import replace
from hashlib import sha256
from shutil import rmtree

import pytest
from desk import Desk
from kept_files import kept
from log_of_people import entry, write
from plain_names import faults_in_log_of, plain_words
from sqlalchemy import create_engine, select, text

from states.fingerprint import canonical
from states.post import PostState, Trigger
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import PICTURE, POST, VERSION
from vorlauf.db.tables import METADATA
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.editing.corrections import CORRECT, Correction, correct
from vorlauf.material import attestations
from vorlauf.material.attestations import FILE_KEPT
from vorlauf.material.deliveries import PictureUpload, deliver_file, keep_file
from vorlauf.material.files.storage import FileStore

LOG = METADATA.tables["audit"]


def rows_of(engine, table, *order):
    with reading(engine) as connection:
        return connection.execute(select(table).order_by(*order)).all()


@pytest.fixture
def lived(campaign):
    """The sample campaign after weeks of life, to be read."""
    engine = create_engine(f"sqlite:///{campaign.folder / 'vorlauf.db'}")
    yield engine
    engine.dispose()


def test_every_version_of_a_lived_campaign_stands_in_the_log(lived):
    said = {
        (line.post_id, line.version, line.fingerprint)
        for line in rows_of(lived, LOG, LOG.c.id)
    }
    kept_versions = rows_of(lived, VERSION, VERSION.c.post_id)

    assert len(kept_versions) > 40
    for row in kept_versions:
        assert (row.post_id, row.number, row.fingerprint) in said
        assert sha256(canonical(row.content)).hexdigest() == row.fingerprint


def test_every_line_of_a_lived_campaign_has_the_fingerprint_of_its_version(lived):
    prints = {
        (row.post_id, row.number): row.fingerprint
        for row in rows_of(lived, VERSION, VERSION.c.post_id)
    }

    for line in rows_of(lived, LOG, LOG.c.id):
        if line.version is not None:
            assert line.fingerprint == prints[line.post_id, line.version], line.event


def test_every_picture_of_a_lived_campaign_stands_in_the_log(lived):
    said = {
        (line.post_id, json.loads(line.details)["sha256"])
        for line in rows_of(lived, LOG, LOG.c.id)
        if line.event == "deliver"
    }
    pictures = rows_of(lived, PICTURE, PICTURE.c.id)

    assert pictures
    assert {(row.post_id, row.sha256) for row in pictures} == said


def test_a_published_post_was_approved_as_what_it_was_published_as(lived):
    lines = rows_of(lived, LOG, LOG.c.id)
    posts = rows_of(lived, POST, POST.c.id)
    published = [post for post in posts if post.state == PostState.PUBLISHED]

    assert published
    for post in published:
        theirs = [line for line in lines if line.post_id == post.id]
        (out,) = (line for line in theirs if line.event == Trigger.PUBLISH)
        assert (out.version, out.fingerprint) == (post.version, post.fingerprint)
        approved = [one for one in theirs if one.event == Trigger.APPROVE][-1]
        assert approved.version in {post.version, *corrected_by(theirs, post.version)}


def corrected_by(lines, version):
    """Yield the versions whose decisions hold for this one, by what the log says."""
    for line in reversed(lines):
        if line.event == CORRECT and line.version == version:
            version = json.loads(line.details)["corrects"]
            yield version


def test_a_lived_campaign_is_what_its_log_says(lived, campaign):
    with reading(lived) as connection:
        verdict = attestations.verify(connection)
        broken = attestations.broken_files(
            connection, FileStore(campaign.folder / "files")
        )

    assert (verdict.faults, verdict.erased, broken) == ((), (), ())


def test_nobody_stands_in_the_log_of_a_lived_campaign_in_plain(lived, campaign):
    lines = rows_of(lived, LOG, LOG.c.id)

    assert len({line.event for line in lines}) > 10
    assert plain_words(lines, campaign.directory.people.values()) == []


@pytest.fixture
def published(desk, asked):
    """The number of a post that was corrected by Ben after its approval."""
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    wish = {
        "number": number,
        "actor": "ben",
        "texts": {"xing": "Ein Tag bei der Feuerwehr!"},
    }
    desk.ask(correct, Correction(**wish))
    return number


def test_a_correction_says_which_approved_version_it_keeps_the_decision_of(
    desk, published
):
    lines = desk.rows(LOG, number=published)

    approved, corrected = lines[-2:]
    assert (approved.version, corrected.version) == (1, 2)
    assert list(corrected_by(lines, 2)) == [1]
    assert corrected.fingerprint == desk.post(published).fingerprint
    assert approved.fingerprint != corrected.fingerprint


def test_a_comment_on_an_old_version_has_the_fingerprint_of_that_version(
    desk, published
):
    with writing(desk.engine) as connection:
        remark = Remark(published, "ines", "Früher war es besser.", version=1)
        say(desk.call(connection), remark)

    line = desk.rows(LOG, event="comment")[0]
    first, second = rows_of(desk.engine, VERSION, VERSION.c.number)
    assert (line.version, line.fingerprint) == (1, first.fingerprint)
    assert line.fingerprint != second.fingerprint


@pytest.fixture
def delivered(desk, a_post):
    """The number of a post with a picture of Ines, whose file is kept."""
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    upload = PictureUpload(number=number, house="smi", kept=kept(), name="mia.jpg")
    with writing(desk.engine) as connection:
        deliver_file(desk.call(connection), "ines", upload)
    return number


def test_a_picture_that_is_kept_stands_in_the_log_with_all_its_digests(desk, delivered):
    told, line = desk.rows(LOG)[-2:]

    assert (told.event, told.actor_key, told.post_id) == (FILE_KEPT, "ines", None)
    assert json.loads(told.details) == {
        "media_type": "image/jpeg",
        "original": "f" * 64,
        "sha256": "a" * 64,
        "size": 120_000,
        "variants": {"preview": "e" * 64},
    }
    assert (line.event, line.version) == ("deliver", 2)
    assert json.loads(line.details)["sha256"] == "a" * 64
    assert line.fingerprint == desk.post(delivered).fingerprint


def test_a_form_that_is_kept_stands_in_the_log_once(desk):
    with writing(desk.engine) as connection:
        for who in ("ines", "ada"):
            form = kept("d", "application/pdf")
            keep_file(desk.call(connection), form, who)

    (line,) = desk.rows(LOG)
    assert (line.event, line.actor) == (FILE_KEPT, "Ines Iser")
    assert json.loads(line.details)["sha256"] == "d" * 64


CHANGED = "UPDATE version SET content = '{}' WHERE number = 1"
HIDDEN = f"UPDATE version SET fingerprint = '{sha256(b'{}').hexdigest()}'"
ANOTHER = """INSERT INTO version SELECT post_id, 9, fingerprint, content, author,
    saved_at, corrects FROM version WHERE number = 1"""
STRANGER = """INSERT INTO stored_file SELECT 'b', media_type, size, width, height,
    original, has_original, variants, stored_at, stored_by FROM stored_file"""
FORGERIES = {
    "a text": (CHANGED, "version 1 of 2023-001 is not what the log says"),
    "a text with its fingerprint": (
        f"{CHANGED};{HIDDEN} WHERE number = 1",
        "version 1 of 2023-001 is not what the log says",
    ),
    "a version more": (ANOTHER, "version 9 of 2023-001 is none that the log knows"),
    "a version less": (
        "DELETE FROM version WHERE number = 1",
        "version 1 of 2023-001, which the log knows, is gone",
    ),
    "an older version in the place of the newest": (
        "UPDATE post SET version = 1 WHERE id = 1",
        "2023-001 shows a version that the log does not know",
    ),
    "a file more": (STRANGER, "the file b is none that the log knows"),
    "another file as it came": (
        "UPDATE stored_file SET original = 'b'",
        f"the file {'a' * 64} is not described as the log says",
    ),
    "another picture": (
        "UPDATE picture SET sha256 = 'b'",
        "the picture b is none that the log knows",
    ),
}
ASIDE = {
    "sqlite": "DROP TRIGGER version_no_update;DROP TRIGGER version_no_delete",
    "postgresql": "ALTER TABLE version DISABLE TRIGGER USER",
}


@pytest.mark.parametrize("what", FORGERIES)
@pytest.mark.usefixtures("delivered")
def test_what_is_not_as_the_log_says_is_found(desk, what):
    statements, sentence = FORGERIES[what]
    aside = ASIDE[desk.engine.dialect.name]

    with reading(desk.engine) as connection, connection.begin_nested() as forgery:
        for statement in f"{aside};{statements}".split(";"):
            connection.execute(text(statement))
        verdict = attestations.verify(connection)
        forgery.rollback()

    assert sentence in verdict.faults


@pytest.fixture
def cabinet(tmp_path):
    return FileStore(tmp_path / "files")


@pytest.fixture
def a_kept_file(desk, cabinet):
    """The digest of a picture that is kept with a preview, and as it came."""
    digest = cabinet.keep(b"picture")
    file = replace(
        kept(),
        sha256=digest,
        original=cabinet.keep_original(b"as it came"),
        has_original=True,
        variants={"preview": cabinet.keep(b"preview")},
    )
    with writing(desk.engine) as connection:
        keep_file(desk.call(connection), file, "ines")
    return digest


def broken(desk, cabinet):
    with reading(desk.engine) as connection:
        return attestations.broken_files(connection, cabinet)


@pytest.mark.usefixtures("a_kept_file")
def test_files_that_are_as_they_were_are_no_fault(desk, cabinet):
    assert broken(desk, cabinet) == ()


def test_a_file_whose_bytes_were_changed_is_named(desk, cabinet, a_kept_file):
    cabinet.path(a_kept_file).write_bytes(b"another")

    assert broken(desk, cabinet) == (f"the file {a_kept_file} is gone or was changed",)


@pytest.mark.usefixtures("a_kept_file")
def test_a_preview_and_what_came_are_looked_at_too(desk, cabinet):
    rmtree(cabinet.root / "originals")
    cabinet.path(sha256(b"preview").hexdigest()).unlink()

    assert len(broken(desk, cabinet)) == 2


def test_a_name_that_stands_in_plain_is_found(engine_of_its_own, directory, now):
    about = {"house": "Ines Iser", "kind": "von Hand", "due": "ines", "door": "api"}
    write(engine_of_its_own, entry(1, details=about))

    faults = faults_in_log_of(Desk(engine_of_its_own, directory, now))

    assert [fault.partition(" = ")[0] for fault in faults] == [
        f"line 1 (remind) says details.{name}" for name in ("due", "house", "kind")
    ]
