"""A terminal without UTF-8: no command breaks, and what it says can be read."""

import json
import os
import re
import subprocess
import sys
from io import BytesIO, TextIOWrapper

import pytest

from vorlauf.cli import app
from vorlauf.errors import BadInputError
from vorlauf.terminal import typed

COMMANDS = [
    *([word] for word in app.COMMANDS),
    *([group, word] for group, (_, words) in app.GROUPS.items() for word in words),
]
PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def said(monkeypatch):
    """Run something in a terminal that knows ASCII alone; return what it says."""

    def run(do):
        buffer = BytesIO()
        with monkeypatch.context() as patched:
            for name in ("stdout", "stderr"):
                stream = TextIOWrapper(buffer, encoding="ascii", write_through=True)
                patched.setattr(sys, name, stream)
            do()
            words = buffer.getvalue().decode()
            for name in ("stdout", "stderr"):
                getattr(sys, name).detach()
        return words

    return run


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_its_help(said, words, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "de")

    help_text = said(lambda: app.main([*words, "--help"]))

    assert "--help" in help_text
    assert not re.search(r"\w\?\w", help_text)


def test_german_is_spelt(said):
    def speak():
        app.be_writable()
        sys.stdout.write("„Prüfung“ \u2013 Maß \u2192 Łódź\n")

    assert said(speak) == '"Pruefung" - Mass -> ?odz\n'


def test_an_argument_is_utf_8_whatever_the_locale_says():
    assert typed("Öhmann") == "Öhmann"
    assert typed("Öhmann".encode().decode("ascii", "surrogateescape")) == "Öhmann"
    with pytest.raises(BadInputError):
        typed(b"\xff".decode("ascii", "surrogateescape"))


@pytest.mark.program
@pytest.mark.long
def test_real_programs_speak_and_answer_programs_exactly(tmp_path):
    def run(*words):
        known = {k: v for k, v in os.environ.items() if not k.startswith("VORLAUF_")}
        return subprocess.run(
            [sys.executable, "-m", "vorlauf.cli.app", *words],
            cwd=tmp_path,
            env={**known, **PLAIN},
            capture_output=True,
            check=False,
        )

    made = [run("init"), run("check"), run("people", "list")]
    told = run("people", "list", "--json")

    assert [one.returncode for one in made] == [0, 0, 0]
    assert b"Traceback" not in b"".join(one.stdout + one.stderr for one in made)
    assert b"Oyelaran" in made[2].stdout
    assert told.stdout.isascii()
    assert any(not one["name"].isascii() for one in json.loads(told.stdout))
