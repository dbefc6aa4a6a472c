import subprocess
import sys

import pytest
import typer

from vorlauf.cli import app as door

HEAVY = (
    "prefect",
    "sqlalchemy",
    "sqlmodel",
    "apprise",
    "alembic",
    "holidays",
    "babel",
    "zoneinfo",
)
COMMANDS = {
    "absence accept",
    "absence end",
    "absence list",
    "absence set",
    "archive mark",
    "archive offer",
    "audit head",
    "audit verify",
    "backup",
    "calendar add",
    "calendar list",
    "calendar revoke",
    "check",
    "config set",
    "config show",
    "config undo",
    "consent list",
    "consent withdraw",
    "cost add",
    "cost list",
    "cost remove",
    "cost restore",
    "db compact",
    "db upgrade",
    "demo",
    "doctor",
    "export",
    "dossier",
    "house rename",
    "house replace",
    "figures assign",
    "figures fetch",
    "figures import",
    "figures list",
    "figures show",
    "figures undo",
    "import",
    "inbox list",
    "inbox read",
    "inbox show",
    "init",
    "inquiry add",
    "inquiry ask",
    "inquiry draft",
    "inquiry drop",
    "inquiry edit",
    "inquiry freeze",
    "inquiry list",
    "inquiry release",
    "inquiry restore",
    "inquiry thaw",
    "inquiry undo",
    "links adopt",
    "links key",
    "mail addresses",
    "mail list",
    "mail preview",
    "mail remind",
    "mail retry",
    "mail show",
    "mail suppress",
    "metrics",
    "overdue",
    "people disable",
    "people erase",
    "people export",
    "people invite",
    "people list",
    "people token",
    "plan add-year",
    "plan check",
    "plan export",
    "plan import",
    "plan lead-times",
    "plan mappings",
    "plan preview",
    "plan propose",
    "plan remove-year",
    "plan reserves",
    "plan swap",
    "plan topics accept",
    "plan topics add",
    "plan topics balance",
    "plan topics days",
    "plan topics drop",
    "plan topics edit",
    "plan topics export",
    "plan topics give-back",
    "plan topics import",
    "plan topics links",
    "plan topics list",
    "plan topics propose-link",
    "plan topics restore",
    "plan topics revoke-link",
    "plan topics take",
    "plan topics undo",
    "plan template",
    "post add",
    "post deliver",
    "post edit",
    "post export",
    "post hand-over",
    "post hold",
    "post holds",
    "post houses",
    "post list",
    "post material",
    "post move",
    "post note",
    "post pack",
    "post proof",
    "post publications",
    "post record",
    "post reserve",
    "post restore",
    "post resume",
    "post show",
    "publish",
    "remind",
    "restore",
    "restored drop",
    "restored hold",
    "restored release",
    "restored show",
    "report campaign",
    "report month",
    "report year",
    "retention run",
    "serve",
    "simulate",
    "timetable",
    "version",
}


def in_a_process(code, **more):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def commands(group, before=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name)


def test_every_command_is_there():
    found = commands(typer.main.get_command(door.app))

    assert {" ".join(words) for words in found} == COMMANDS


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_explains_itself(words, capsys):
    assert door.main([*words.split(), "--help"]) == 0
    assert "Usage: vorlauf" in capsys.readouterr().out


@pytest.mark.program
@pytest.mark.parametrize("language", ["en", "de"])
def test_help_imports_nothing_heavy(monkeypatch, language):
    monkeypatch.setenv("LANGUAGE", language)
    ended = in_a_process(
        "import sys\n"
        "from vorlauf.cli.app import main\n"
        "code = main(['--help'])\n"
        f"sys.exit(code or ', '.join({set(HEAVY)} & set(sys.modules)) or None)\n"
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "simulate" in ended.stdout


def test_without_a_command_the_help_is_shown(capsys):
    assert door.main([]) == 2
    assert "Usage: vorlauf" in capsys.readouterr().out


def test_ctrl_c_ends_silently(monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "app", interrupted)

    assert door.main([]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.program
def test_a_reader_that_goes_away_is_no_fault():
    ended = in_a_process(
        "import os, sys\n"
        "from vorlauf.cli.app import main\n"
        "reading, writing = os.pipe()\n"
        "os.close(reading)\n"
        "os.dup2(writing, 1)\n"
        "sys.exit(main(['version']))\n"
    )

    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_mistake_of_ours_is_not_hidden_as_a_refusal(monkeypatch):
    def mistaken(*_, **__):
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(door, "app", mistaken)

    with pytest.raises(ValueError, match="ours"):
        door.main([])
