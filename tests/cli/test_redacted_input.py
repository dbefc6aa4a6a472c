"""Redacted input: what is typed on the command line brings no secret of ours in."""

import pytest
from command_line import open_for

from reliability.secret_search import spilt_in
from vorlauf.accounts import invitations, sessions
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, writing
from vorlauf.directory.loader import load


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def engine(vorlauf):
    engine = make_engine(f"sqlite:///{vorlauf.folder}/var/vorlauf.db")
    yield engine
    engine.dispose()


@pytest.fixture
def session(vorlauf, engine, now):
    """Return the cookie of a session, which stands for any token."""
    directory = load(vorlauf.folder / "stakeholders.toml")
    with writing(engine) as connection:
        invitations.grant(Call(connection, directory, now), "petzold")
        return sessions.begin(connection, "petzold", way="t", device="", now=now)


def test_no_option_and_no_name_of_a_file_brings_a_secret_in(vorlauf, engine, session):
    number = vorlauf.plan()
    picture = vorlauf.folder / f"{session}.jpg"
    picture.write_bytes(b"x")

    moved = vorlauf.move(
        number, "request_assets", "petzold", "--comment", f"Wegen {session} so"
    )
    brought = vorlauf(
        "post",
        "deliver",
        number,
        str(picture),
        "--house",
        "smi",
        "--as",
        "petzold",
        "--alt",
        f"Ein Bild {session[:20]} {session[20:]}",
    )

    assert (moved.code, brought.code) == (0, 0), (moved, brought)
    assert spilt_in(engine, [session]) == []


def test_ordinary_words_and_digits_stay(vorlauf):
    number = vorlauf.plan()

    vorlauf.move(
        number, "request_assets", "petzold", "--comment", "Am 123456. bitte, danke"
    )

    assert "Am 123456. bitte, danke" in vorlauf("post", "show", number).out
