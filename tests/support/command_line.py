"""The command line as the tests use it: in this process, at a fixed hour."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typer

from vorlauf.cli.app import main
from vorlauf.cli.language import language
from vorlauf.wiring import Wiring

SMALL = Path(__file__).parents[1] / "small_stakeholders.toml"
PLAN = ("post", "add", "Ein Tag bei der Polizei", "--as", "petzold")
# Tuesday, two months after the hour of the tests.
SLOT = "2023-11-21 10:00"


_make_commands = typer.main.get_command


@cache
def _commands_in(_language, app):
    return _make_commands(app)


# Making all commands takes longer than most of them; their help stays in the language
# in which it was asked for first.
typer.main.get_command = lambda app: _commands_in(language(), app)


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def plain(self):
        return json.loads(self.out)

    @property
    def refusal(self):
        """The one sentence of a refusal; there is nothing else."""
        assert (self.code, self.out) == (2, "")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        return self.err.strip()


class CommandLine:
    """A folder with a campaign and a database; calling it is typing a command."""

    def __init__(self, folder, monkeypatch, capsys):
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        monkeypatch.chdir(folder)

    def set(self, name, value):
        self._monkeypatch.setenv(name, str(value))

    def at(self, now):
        self._monkeypatch.setattr(Wiring, "now", lambda _: now)

    def __call__(self, *words):
        code = main(words)
        said = self._capsys.readouterr()
        return Answer(code, said.out, said.err)

    def plan(self, *words, house="smi", slot=SLOT):
        answer = self(*PLAN, "--house", house, "--slot", slot, *words, "--json")
        return answer.plain["number"]

    def move(self, number, trigger, actor="petzold", *words):
        return self("post", "move", number, trigger, "--as", actor, *words)


def open_for(folder, monkeypatch, capsys, template, now: datetime):
    """Return a command line in `folder`, with stakeholders and a current database."""
    (folder / "var").mkdir()
    shutil.copy(template, folder / "var" / "vorlauf.db")
    shutil.copy(SMALL, folder / "stakeholders.toml")
    opened = CommandLine(folder, monkeypatch, capsys)
    opened.at(now)
    return opened
