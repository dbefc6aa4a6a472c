"""`vorlauf audit head`, and `vorlauf audit verify` with heads kept outside."""

import shutil
import sqlite3
from contextlib import closing
from random import Random

import pytest
from command_line import open_for
from each import each
from log_of_people import without_guards

from reliability.forged_logs import FORGERIES
from vorlauf.db import triggers
from vorlauf.db.engine import make_engine, writing

ODD = "is no head of the audit log"


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def head(vorlauf):
    """The head of a log of three lines."""
    for _ in range(3):
        vorlauf.plan()
    return vorlauf("audit", "head", "--json").plain["head"]


def forge(vorlauf, kind):
    engine = without_guards(make_engine(f"sqlite:///{database(vorlauf)}"))
    with writing(engine) as connection:
        FORGERIES[kind](connection, Random(5))  # noqa: S311 - repeatable
        triggers.create(connection)
    engine.dispose()


def put_an_older_one_back(vorlauf):
    """Put a copy of the database from before its last entry back; return its head."""
    older = vorlauf.folder / "older.db"
    with closing(sqlite3.connect(database(vorlauf))) as connection:
        connection.execute("VACUUM INTO ?", (str(older),))
    vorlauf.plan()
    newer = vorlauf("audit", "head", "--json").plain["head"]
    for file in database(vorlauf).parent.glob("vorlauf.db*"):
        file.unlink()
    shutil.copy(older, database(vorlauf))
    return newer


def database(vorlauf):
    return vorlauf.folder / "var/vorlauf.db"


def test_the_head_can_be_copied_and_read_aloud(vorlauf, head):
    answer = vorlauf("audit", "head")

    first, *rest = answer.out.splitlines()
    assert (answer.code, first) == (0, head)
    line, digest = head.split(":")
    assert line == "3"
    assert f"  vorlauf audit verify --head {head}" in rest
    assert f"By telephone this much is enough: 3:{digest[:4]} " in answer.out


def test_an_empty_log_has_a_head_that_says_so(vorlauf):
    answer = vorlauf("audit", "head")

    assert answer.out.startswith(f"0:{'0' * 64}\nThe audit log has no line yet.")


def test_a_head_that_fits_is_a_yes(vorlauf, head):
    answer = vorlauf("audit", "verify", "--head", head)

    assert answer.code == 0
    assert "1 head that was kept outside fits: up to line 3" in answer.out
    assert "Nothing was added after it." in answer.out


def test_what_the_product_added_since_is_told_and_no_fault(vorlauf, head):
    vorlauf.plan()

    answer = vorlauf("audit", "verify", "--head", head)

    assert answer.code == 0
    assert "1 entry was added after it, from Mon 2023-09-18" in answer.out


def test_with_nothing_after_an_entry_more_is_a_difference(vorlauf, head):
    same = vorlauf("audit", "verify", "--head", head, "--nothing-after")
    vorlauf.plan()

    answer = vorlauf("audit", "verify", "--head", head, "--nothing-after")

    assert (same.code, answer.code) == (0, 1)
    assert "the log goes on after it; entries added: 1." in answer.out


@pytest.mark.parametrize("kind", FORGERIES)
def test_every_forgery_is_exit_code_1_and_says_what_differs(vorlauf, head, kind):
    forge(vorlauf, kind)

    answer = vorlauf("audit", "verify", "--head", head, "--nothing-after")

    assert answer.code == 1
    assert f"Head {head[:6]}" in answer.out
    assert "is intact" not in answer.out


def test_an_older_copy_of_the_file_is_found(vorlauf, head):
    newer = put_an_older_one_back(vorlauf)

    answer = vorlauf("audit", "verify", "--head", newer, "--head", head)

    assert answer.code == 1
    assert "ends at line 3; from line 4 on it was cut off, or an older" in answer.out
    assert "the log is what it was up to line 3" in answer.out


def test_the_first_digits_do_and_say_how_much_they_prove(vorlauf, head):
    line, digest = head.split(":")

    answer = vorlauf("audit", "verify", "--head", f"{line}: {digest[:16].upper()}")

    assert answer.code == 0
    assert "only 16 of 64 digits were compared" in answer.out
    assert "2^64" in answer.out


@each("text", ["", "3", "abc", "3:xyz", "3:12"])
def test_what_is_no_head_is_one_sentence(vorlauf, text):
    refusal = vorlauf("audit", "verify", "--head", text).refusal

    assert ODD in refusal or "digits" in refusal


def test_heads_of_a_file_are_compared_whoever_wrote_it(vorlauf, head):
    kept = vorlauf.folder / "heads.txt"
    kept.write_text(f"# by hand\n\n{head}\n2023-09-18T08:00:00Z {head}\n")

    answer = vorlauf("audit", "verify", "--head-file", str(kept), "--json")

    assert (answer.code, answer.plain["ok"]) == (0, True)
    (finding,) = answer.plain["heads"]
    assert (finding["head"], finding["ok"], finding["added"]) == (head, True, 0)


def test_a_line_of_a_file_that_is_no_head_is_a_difference(vorlauf, head):
    kept = vorlauf.folder / "heads.txt"
    kept.write_text(f"{head}\n{head[:-1]}x\n")

    answer = vorlauf("audit", "verify", "--head-file", str(kept))

    assert answer.code == 1
    assert "Line 2 of" in answer.out


def test_a_line_that_a_full_disk_has_cut_is_none(vorlauf, head):
    kept = vorlauf.folder / "heads.txt"
    kept.write_text(f"{head}\n2023-09-18T08:00:00+00:00 {head[:20]}\n")

    assert vorlauf("audit", "verify", "--head-file", str(kept)).code == 0


@each(("text", "said"), [("", "holds no head"), ("\n# nothing\n", "holds no head")])
def test_a_file_without_a_head_is_one_sentence(vorlauf, text, said):
    kept = vorlauf.folder / "heads.txt"
    kept.write_text(text)

    assert said in vorlauf("audit", "verify", "--head-file", str(kept)).refusal


def test_a_file_that_is_not_there_is_one_sentence(vorlauf):
    assert "holds no head" in vorlauf("audit", "verify", "--head-file", "none").refusal


def test_a_file_that_is_no_text_is_one_sentence(vorlauf):
    (vorlauf.folder / "heads").write_bytes(b"\xff\xfe\x00")

    assert "no text" in vorlauf("audit", "verify", "--head-file", "heads").refusal


def test_nothing_after_without_a_head_is_one_sentence(vorlauf):
    assert "needs a head" in vorlauf("audit", "verify", "--nothing-after").refusal


@pytest.mark.usefixtures("head")
def test_the_file_of_the_settings_is_compared_by_itself(vorlauf):
    vorlauf.set("VORLAUF_HEAD_FILE", vorlauf.folder / "heads")
    kept = vorlauf("audit", "head", "--keep")
    fits = vorlauf("audit", "verify")
    forge(vorlauf, "last line replaced")

    answer = vorlauf("audit", "verify")

    assert (kept.code, fits.code, answer.code) == (0, 0, 1)
    assert "1 head that was kept outside fits" in fits.out
    assert "line 3 is another one now" in answer.out


def test_to_keep_a_head_needs_a_file(vorlauf):
    assert "VORLAUF_HEAD_FILE is not set" in vorlauf("audit", "head", "--keep").refusal


def test_a_full_disk_is_told_and_the_head_still_printed(vorlauf, head):
    vorlauf.set("VORLAUF_HEAD_FILE", "/dev/full")

    answer = vorlauf("audit", "head", "--keep")

    assert (answer.code, answer.out.splitlines()[0]) == (1, head)
    assert "cannot be kept in /dev/full: No space left on device." in answer.out


def test_everything_is_said_in_german_too(vorlauf):
    vorlauf.set("LANGUAGE", "de")
    newer = put_an_older_one_back(vorlauf)

    answer = vorlauf("audit", "verify", "--head", newer, "--head", f"0:{'0' * 64}")

    assert answer.code == 1
    assert "Das Protokoll ist NICHT, was außerhalb aufbewahrt wurde" in answer.out
    assert "Nach den" not in answer.out
    assert "1 außerhalb aufbewahrter Prüfwert passt: Bis Zeile 0" in answer.out
