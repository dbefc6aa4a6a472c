"""The chapter "Restore" of docs/operations.md, walked command by command."""

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from command_line import open_for

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
CHAPTER = PAGE.partition("\n## Restore\n")[2].partition("\n## ")[0]
# Those that find something, as they should.
FIND = ("vorlauf restored show",)


def typed():
    """Return the lines of the chapter; servers have tests of their own."""
    lines = CHAPTER.split("```")[1].strip().splitlines()
    return [line for line in lines if line != "vorlauf serve"]


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    opened = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    number = opened.plan("--text", "linkedin=Ein Tag bei der Polizei.", "--no-assets")
    assert opened.move(number, "submit").code == 0
    (tmp_path / "backup").mkdir()
    assert opened("backup", "backup/vorlauf.zip").code == 0
    return opened


@pytest.mark.slow
def test_the_chapter_can_be_walked(vorlauf, tmp_path, now):
    vorlauf.at(now + timedelta(days=14))
    said = {}
    for line in typed():
        first, *words = shlex.split(line.replace("/srv", str(tmp_path)), comments=True)
        if first == "export":
            for name, value in (word.split("=") for word in words):
                vorlauf.set(name, value)
            continue
        said[line] = vorlauf(*words)
        finds = re.sub(r"\s*#.*", "", line) in FIND
        assert said[line].code == int(finds), (line, said[line])

    assert len(said) > 8
    assert "mails: " in said[next(one for one in said if "show" in one)].out
    assert "the week's overview" in said[next(one for one in said if "show" in one)].out
    assert "Nothing is held" in vorlauf("restored", "show").out


@pytest.mark.slow
def test_held_is_said_wherever_something_is_sent(vorlauf, tmp_path, now):
    home = tmp_path / "restored"
    assert vorlauf("restore", "backup/vorlauf.zip", "--to", str(home)).code == 0
    vorlauf.set("VORLAUF_HOME", home)
    vorlauf.set("VORLAUF_MAIL_URL", "smtp://127.0.0.1:9/?from=vorlauf@example.org")
    vorlauf.at(now + timedelta(days=14))

    for command in ("remind", "publish"):
        assert "is held since a backup was restored" in vorlauf(command).out


def test_one_of_both_is_wanted_and_a_sentence_says_so(vorlauf, tmp_path):
    file = "backup/vorlauf.zip"
    there = str(tmp_path / "there")

    for words in ((file,), (file, "--check", "--to", there)):
        assert "--to HOME" in vorlauf("restore", *words).refusal
    assert "no backup" in vorlauf("restore", "--check", "stakeholders.toml").refusal
    assert "--force" in vorlauf("backup", file).refusal
