"""A backup is whole, private, of one moment, and every damage of it is found."""

import json
import stat
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import POST
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.backup import archive, backups, checks
from vorlauf.settings import Settings


@pytest.fixture
def settings(desk, tmp_path):
    """The settings of the desk, whose home has a key, a file and stakeholders."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "links.key").write_bytes(b"k" * 32)
    (home / "stakeholders.toml").write_text("# who takes part\n", "utf-8")
    FileStore(files_in(home)).keep(b"a picture")
    return Settings(
        home=home,
        stakeholders=home / "stakeholders.toml",
        database_url=desk.engine.url.render_as_string(hide_password=False),
        mail_url="smtp://user:geheim@127.0.0.1:25/?from=v@example.org",
    )


@pytest.fixture
def made(desk, settings, tmp_path, a_post, now):
    a_post()
    return backups.make(desk.engine, settings, tmp_path / "one.zip", now)


def faults(path, now):
    with archive.opened(path) as reader:
        return [str(fault) for fault in checks.faults(reader, now)]


@pytest.mark.slow
def test_a_backup_is_sound_and_its_owner_s_alone(made, now):
    assert faults(made.path, now) == []
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in made.path.parent.glob(".*")] == []
    assert made.manifest.counts["post"] == 1
    assert {"links.key", "stakeholders.toml", "settings.json"} < {*made.manifest.parts}
    assert len(made.manifest.files) == 1


@pytest.mark.slow
def test_settings_that_hold_secrets_stay_in_the_environment(made):
    with ZipFile(made.path) as file:
        said = json.loads(file.read("settings.json"))

    assert "home" in said
    assert "geheim" not in json.dumps(said)


@pytest.mark.slow
def test_what_is_written_later_is_not_in_it(desk, made, a_post):
    a_post()

    with reading(desk.engine) as connection:
        posts = len(connection.execute(select(POST.c.id)).all())
    assert (posts, made.manifest.counts["post"]) == (2, 1)


def test_a_file_that_is_there_is_not_written_over(desk, settings, tmp_path, now):
    path = tmp_path / "one.zip"
    path.write_text("mine", "utf-8")

    with pytest.raises(RefusedError, match="--force"):
        backups.make(desk.engine, settings, path, now)
    assert path.read_text("utf-8") == "mine"

    backups.make(desk.engine, settings, path, now, is_replaced=True)
    assert faults(path, now) == []


def test_a_folder_that_is_missing_is_named(desk, settings, tmp_path, now):
    with pytest.raises(BadInputError, match="There is no folder"):
        backups.make(desk.engine, settings, tmp_path / "none" / "one.zip", now)


def rewritten(path, change):
    """Write the archive anew, each part as `change` returns it; None leaves it out."""
    with ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with ZipFile(path, "w") as new:
        for name, content in parts.items():
            if (kept := change(name, content)) is not None:
                new.writestr(name, kept)


@pytest.mark.slow
def test_damage_of_every_part_is_found_and_named(made, now):
    whole = made.path.read_bytes()
    for part in made.manifest.parts:
        for spoil in (lambda _: None, lambda content: content[:-1] + b"?"):
            made.path.write_bytes(whole)
            rewritten(
                made.path,
                lambda name, content, part=part, spoil=spoil: (
                    spoil(content) if name == part else content
                ),
            )
            assert faults(made.path, now) == [f"The part {part} is missing or damaged."]


@pytest.mark.slow
def test_a_part_that_nobody_knows_is_never_written(made, now):
    with ZipFile(made.path, "a") as file:
        file.writestr("../evil", b"?")

    assert faults(made.path, now) == ["The part ../evil is none of the backup."]

    def renamed(_name, content):
        return content.replace(b"links.key", b"../../key")

    rewritten(made.path, renamed)
    with pytest.raises(BadInputError, match="manifest"):
        faults(made.path, now)


@pytest.mark.slow
@pytest.mark.parametrize("keep", [0.0, 0.5, 0.99])
def test_half_a_file_is_no_backup(made, now, keep):
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[: int(len(whole) * keep)])

    with pytest.raises(BadInputError, match="no backup"):
        faults(made.path, now)
