import pytest
from command_line import open_for


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def note(vorlauf):
    """Return a function that runs `vorlauf post note` on a post."""
    number = vorlauf.plan()

    def run(*words, actor="petzold"):
        return vorlauf("post", "note", number, *words, "--as", actor)

    return run


def test_a_note_is_written_put_off_and_done(note):
    written = note("--on", "2023-10-05", "angerufen, meldet sich Do")
    put_off = note("--on", "2023-10-06", "--id", "1")
    done = note("--done", "1")

    assert written.err == ""
    assert written.out == ("1: 2023-10-05: angerufen, meldet sich Do (Jana Petzold)\n")
    assert "2023-10-06" in put_off.out
    assert "done by Jana Petzold" in done.out
    assert note().out == done.out


@pytest.mark.parametrize(
    "words",
    [
        ("Text",),
        ("--on", "2023-10-05"),
        ("--on", "2023-10-05", "--id", "1", "Text"),
        ("--done", "1", "--on", "2023-10-05"),
        ("--on", "2020-10-05", "Text"),
        ("--on", "Donnerstag", "Text"),
    ],
)
def test_what_contradicts_itself_is_one_sentence(note, words):
    answer = note(*words)

    assert answer.code == 2
    assert len(answer.err.strip().splitlines()) <= 3


def test_only_coordinators_read_and_write_notes(note):
    assert note(actor="haase").code != 0
