import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import CommandLine

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
TOUR = PAGE.partition("\n## The command line in five minutes")[2].partition("\n## ")[0]
# The Monday that the tour names.
THEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def typed():
    """Return the commands of the tour; the simulation has tests of its own."""
    lines = TOUR.split("```")[1].replace("\\\n", "").splitlines()
    return [line for line in lines if re.match(r"vorlauf (?!simulate)", line)]


def shown():
    """Return the answers that the page shows, by command."""
    found = re.findall(r"^\$ (.*)\n((?:[^`\n].*\n)+)", TOUR, re.MULTILINE)
    return {command: in_one_line(answer) for command, answer in found}


def in_one_line(text):
    return " ".join(text.split())


@pytest.fixture
def answers(tmp_path, monkeypatch, capsys):
    """What the tour's commands have answered on its Monday, by command."""
    vorlauf = CommandLine(tmp_path, monkeypatch, capsys)
    vorlauf.at(THEN)
    return {line: vorlauf(*shlex.split(line, comments=True)[1:]) for line in typed()}


@pytest.mark.slow
def test_the_tour_of_the_page_can_be_walked(answers):
    refused = [line for line, answer in answers.items() if answer.code == 2]

    assert len(answers) > 8
    assert refused == [line for line in answers if "# refused" in line]


@pytest.mark.slow
def test_the_page_shows_what_its_commands_answer(answers):
    said = {
        line.partition("#")[0].strip(): in_one_line(answer.out + answer.err)
        for line, answer in answers.items()
    }

    assert shown()
    assert shown().items() <= said.items()
