"""docs/operations.md lists the settings and the timetable as they are."""

import re
from pathlib import Path

import pytest

from flows.timetable import TIMETABLE
from vorlauf.errors import SettingsError
from vorlauf.setting_meanings import MEANINGS
from vorlauf.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
NUMBERS = {
    name: tuple(map(int, bounds.groups()))
    for name, meaning in MEANINGS.items()
    if (bounds := re.fullmatch(r"\D*, (-?\d+) to (\d+)", meaning.value))
}
DEFAULTS = {
    name: meaning.default.strip("`")
    for name, meaning in MEANINGS.items()
    if not meaning.default.startswith("none")
}


def rows(section):
    """Return the cells of each row of the table in a section of the page."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2]
    lines = re.findall(r"^\| (`.*) \|$", text.partition("\n## ")[0], re.MULTILINE)
    return [tuple(line.split(" | ")) for line in lines]


def test_every_setting_stands_there_with_its_default_and_unit():
    assert rows("Settings") == [
        (f"`{name}`", meaning.purpose, meaning.default, meaning.value)
        for name, meaning in MEANINGS.items()
    ]


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_default_is_what_holds_without_the_setting(name):
    home = str(Settings.from_environment({}).home)

    said = DEFAULTS[name].replace("$VORLAUF_HOME", home)

    assert Settings.from_environment({name: said}) == Settings.from_environment({})


def test_a_setting_without_a_default_is_not_set():
    unset = [name for name in MEANINGS if name not in DEFAULTS]

    told = Settings.from_environment({}).as_environment()

    assert unset
    assert told.keys().isdisjoint(unset)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_taken_within_its_bounds_only(name):
    least, most = NUMBERS[name]

    for within in (least, most):
        Settings.from_environment({name: str(within)})
    for beyond in (least - 1, most + 1):
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment({name: str(beyond)})


def test_every_number_says_its_bounds():
    assert set(NUMBERS) == {
        name
        for name in MEANINGS
        if name.endswith(("_PORT", "_SECONDS", "_OFFSET", "_MEGABYTES", "_KEEP"))
    }


def test_the_timetable_stands_there_as_it_is():
    assert rows("Timetable") == [
        (f"`{job.name}`", f"`{job.cron}`", job.description) for job in TIMETABLE
    ]
