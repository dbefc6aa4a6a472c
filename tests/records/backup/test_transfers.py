"""Everything goes out and in again, between databases of either kind, as it was."""

import os
from dataclasses import replace
from zipfile import ZipFile

import pytest
from postgres import POSTGRES
from sqlalchemy import make_url

from vorlauf.db import audit_head
from vorlauf.db.engine import reading
from vorlauf.db.restorations import HeldKind, held
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.links.signing_key import link_key
from vorlauf.material import attestations
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.backup import archive, dumps, rows, transfers
from vorlauf.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(desk, tmp_path, now, asked, post_round):
    """The settings of a desk at which a year has begun: posts, mails, a key, a file."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "stakeholders.toml").write_text("# who takes part\n", "utf-8")
    FileStore(files_in(home)).keep(b"a picture that nobody names")
    link_key(desk.engine, home, now)
    asked("smi", "smf")
    assert post_round(now)
    return Settings(
        home=home,
        stakeholders=home / "stakeholders.toml",
        database_url=desk.engine.url.render_as_string(hide_password=False),
    )


@pytest.fixture
def export(desk, settings, tmp_path, now):
    path = tmp_path / "all.zip"
    transfers.export_all(desk.engine, settings, path, now)
    return path


@pytest.fixture
def other(kind_of_database, request, tmp_path):
    """An empty database of the other kind."""
    if kind_of_database == "postgresql":
        with dumps.closing_engine(f"sqlite:///{tmp_path / 'other.db'}") as engine:
            yield engine
        return
    server, name = request.getfixturevalue("postgres"), f"vorlauf_other_{os.getpid()}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    try:
        with dumps.closing_engine(url) as engine:
            yield engine
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def into(path, engine, home, now):
    with archive.opened(path) as reader:
        settings = Settings(
            home=home, stakeholders=home / "stakeholders.toml", database_url=""
        )
        return transfers.import_all(reader, engine, settings, now)


def state(engine):
    """Return every row of every table as it is exported, and the head."""
    with reading(engine) as connection:
        lines = {
            one.name: list(rows.lines(connection, one))
            for one in rows.tables()
            if one.name != "restoration"
        }
        return lines, audit_head.last_line(connection).head


@pytest.mark.postgres
def test_the_state_and_the_log_are_the_same_in_the_other_database(
    desk, export, other, tmp_path, now
):
    there = tmp_path / "there"

    into(export, other, there, now)

    assert state(other) == state(desk.engine)
    with reading(other) as connection:
        assert attestations.verify(connection).faults == ()
        assert held(connection) == {*HeldKind}
    assert (there / "links.key").read_bytes() == (
        tmp_path / "home" / "links.key"
    ).read_bytes()


@pytest.mark.postgres
def test_back_again_it_is_the_same_archive(export, other, tmp_path, now):
    there = tmp_path / "there"
    into(export, other, there, now)
    again = tmp_path / "again.zip"
    settings = Settings(
        home=there, stakeholders=there / "stakeholders.toml", database_url=""
    )

    transfers.export_all(other, settings, again, now)

    with archive.opened(export) as one, archive.opened(again) as two:
        tables = [name for name in one.manifest.parts if name != "settings.json"]
        assert len(tables) > 20
        assert [one.manifest.parts[name] for name in tables] == [
            two.manifest.parts[name] for name in tables
        ]
        assert one.manifest.head == two.manifest.head


def test_an_instance_that_is_not_empty_is_left_alone(
    desk, export, empty_engine, tmp_path, now
):
    before = state(desk.engine)
    there = tmp_path / "there"

    with pytest.raises(RefusedError, match="not empty"):
        into(export, desk.engine, there, now)
    (there / "files").mkdir(parents=True)
    with pytest.raises(RefusedError, match="is there already"):
        into(export, empty_engine, there, now)

    assert state(desk.engine) == before


CHANGES = {
    "damaged": (b'"Ein Tag bei der Feuerwehr"', b'"Ein Tag bei der Polizei!!"'),
    "of version 9": (b'"migration": "', b'"migration": "9'),
}


@pytest.mark.parametrize("said", CHANGES)
def test_what_was_changed_is_refused_and_leaves_nothing(
    export, empty_engine, tmp_path, now, said
):
    with ZipFile(export) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with ZipFile(export, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content.replace(*CHANGES[said]))
    there = tmp_path / "there"

    with pytest.raises(BadInputError, match=said):
        into(export, empty_engine, there, now)

    assert not (there / "links.key").exists()


def test_a_forged_row_with_a_right_digest_is_found_by_the_log(
    export, empty_engine, tmp_path, now
):
    with archive.opened(export) as reader:
        manifest = reader.manifest
        parts = {name: b"".join(reader.octets(name)) for name in manifest.parts}
    parts["tables/post.jsonl"] = parts["tables/post.jsonl"].replace(
        b"Ein Tag bei der Feuerwehr", b"Ein Tag bei der Polizei!!"
    )
    forged = tmp_path / "forged.zip"
    with archive.written(forged) as writer:
        for name, content in parts.items():
            writer.add(name, [content])
        writer.seal(replace(manifest, parts={}))

    with pytest.raises(BadInputError, match="post"):
        into(forged, empty_engine, tmp_path / "there", now)

    assert not (tmp_path / "there" / "files").exists()
