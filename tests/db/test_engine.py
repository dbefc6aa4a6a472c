import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from vorlauf.db.engine import make_engine, name_of, noting, reading, writing
from vorlauf.db.migrate import require_current, upgrade
from vorlauf.errors import SettingsError, StoreError, VorlaufError

SECRET = "geheim-4711"
NOBODY = 65534


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


def refusal_of(url, action=upgrade):
    """Return the sentence; it is one, and says nothing that must stay secret."""
    with pytest.raises(VorlaufError) as refused:
        with_engine(url, action)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert SECRET not in "".join(map(repr, chain_of(refused.value)))
    return sentence


def with_engine(url, action):
    engine = make_engine(url)
    try:
        action(engine)
    finally:
        engine.dispose()


def chain_of(error):
    while error is not None:
        yield error
        yield str(error)
        error = error.__cause__ or error.__context__


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path):
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"PK\x03\x04" * 1000)

    sentence = refusal_of(f"sqlite:///{file}")

    assert sentence == (
        "The database plan.xlsx is no database file; name another file."
    )
    assert file.read_bytes() == b"PK\x03\x04" * 1000


@pytest.mark.parametrize("where", ["", "missing/vorlauf.db"])
def test_a_path_where_no_file_can_be_is_named(tmp_path, where):
    assert "cannot be opened" in refusal_of(f"sqlite:///{tmp_path / where}")


@contextmanager
def without_rights():
    """Act as somebody who owns nothing; root could write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def read_only_folder(sqlite_template):
    # tmp_path cannot be entered by others, so this one lies beside it.
    folder = Path(tempfile.mkdtemp())
    file = Path(shutil.copy(sqlite_template, folder / "vorlauf.db"))
    file.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_new_file_in_a_read_only_folder_is_refused(read_only_folder):
    with without_rights():
        sentence = refusal_of(f"sqlite:///{read_only_folder / 'new.db'}")

    assert "new.db cannot be opened; run `vorlauf init`, or let us write" in sentence


def test_a_file_in_a_read_only_folder_is_refused(read_only_folder):
    with without_rights():
        sentence = refusal_of(f"sqlite:///{read_only_folder / 'vorlauf.db'}", write)

    assert "vorlauf.db is read-only" in sentence


def write(engine):
    with writing(engine) as connection:
        connection.execute(text("UPDATE audit_head SET last_id = 1"))


def test_a_database_that_another_process_holds_is_busy(sqlite_engine, monkeypatch):
    monkeypatch.setattr("vorlauf.db.engine.PRAGMAS", ("PRAGMA busy_timeout=1",))
    other = make_engine(str(sqlite_engine.url))

    with (
        writing(sqlite_engine),
        pytest.raises(StoreError, match=r"vorlauf\.db is busy in another process"),
        writing(other),
    ):
        pass
    other.dispose()


def test_a_postgresql_that_does_not_answer_is_named_without_its_password():
    url = f"postgresql://vorlauf:{SECRET}@127.0.0.1:1/vorlauf"

    sentence = refusal_of(url)

    assert "vorlauf@127.0.0.1:1/vorlauf does not answer" in sentence


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have_is_named(postgres):
    url = f"postgresql://{postgres.info.user}@127.0.0.1:{postgres.info.port}/nowhere"

    assert "/nowhere has no such database or table" in refusal_of(url)


@pytest.mark.postgres
def test_a_user_whom_the_server_refuses_learns_so(postgres):
    postgres.execute("CREATE ROLE vorlauf_test_stranger NOLOGIN")
    address = f"127.0.0.1:{postgres.info.port}/postgres"

    try:
        sentence = refusal_of(f"postgresql://vorlauf_test_stranger:{SECRET}@{address}")
    finally:
        postgres.execute("DROP ROLE vorlauf_test_stranger")

    assert "is there but refuses" in sentence


@pytest.mark.parametrize(
    "url",
    [
        "",
        "vorlauf.db",
        f"mysql://vorlauf:{SECRET}@db/vorlauf",
        f"postgresql://vorlauf:{SECRET}@db:port/vorlauf",
        f"postgresql://vorlauf:{SECRET}@{SECRET}@db/vorlauf",
        f"postgresql+asyncpg://vorlauf:{SECRET}@db/vorlauf",
        f"mariadb+nonsense://vorlauf:{SECRET}@db",
    ],
)
def test_an_address_of_no_database_is_refused(url):
    with pytest.raises(SettingsError, match="no address of a database; write sqlite"):
        make_engine(url)
    assert "is no address" in refusal_of(url)


def test_a_database_is_called_by_its_file_or_its_address_without_password():
    file, server = (
        make_engine("sqlite:////srv/vorlauf/vorlauf.db"),
        make_engine(f"postgres://vorlauf@db.example.org/vorlauf?password={SECRET}"),
    )

    assert name_of(file) == "vorlauf.db"
    assert name_of(server) == "postgresql://vorlauf@db.example.org/vorlauf"


def test_what_was_written_before_an_error_is_taken_back(engine):
    def write_and_fail():
        write(engine)
        with writing(engine) as connection:
            connection.execute(text("UPDATE audit_head SET last_id = 7"))
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()

    with reading(engine) as connection:
        found = connection.execute(text("SELECT last_id FROM audit_head"))
        assert found.scalar_one() == 1


def test_sqlite_keeps_the_settings_that_durability_needs(sqlite_engine):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }

    with reading(sqlite_engine) as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in wanted
        }

    assert found == wanted


def test_a_database_without_tables_is_named_with_the_cure(empty_engine):
    with pytest.raises(StoreError, match=r"run `vorlauf db upgrade`\.$"):
        require_current(empty_engine)
    with pytest.raises(StoreError, match=r"run `vorlauf db upgrade`\.$"):
        write(empty_engine)


def test_a_note_is_there_at_once_and_leaves_no_lock(engine):
    note = "UPDATE bookmark SET position = position + 1"
    with noting(engine) as notes:
        with writing(engine) as connection:
            connection.execute(text(note))
        notes.execute(text(note))
        with reading(engine) as connection:
            seen = connection.execute(text("SELECT max(position) FROM bookmark"))
            assert seen.scalar_one() >= 2


def test_after_a_note_a_connection_is_careful_again(engine_of_its_own):
    engine = engine_of_its_own
    with noting(engine):
        pass

    asked = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}
    with writing(engine) as connection:
        found = connection.execute(text(asked[engine.dialect.name])).scalar_one()
    assert found in {2, "on"}
