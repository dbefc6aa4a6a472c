"""docs/architecture.md: every room and floor as it is, and walks through real names."""

import re
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["importlinter"]["root_packages"]
WALKS = PAGE.partition("\n## A contact endorses a post\n")[2]
NAMES = re.findall(rf"`((?:{'|'.join(PACKAGES)})(?:\.\w+)+)`", PAGE)


def there_is(name):
    """Say whether a dotted name is a module, or something that a module defines."""
    module = name
    while not is_module(module):
        module = module.rpartition(".")[0]
    found = import_module(module)
    for part in name.removeprefix(module).split(".")[1:]:
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def is_module(name):
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def test_every_room_stands_there_and_no_other():
    rooms = {
        f"{file.parent.relative_to(ROOT)}/"
        for package in PACKAGES
        for file in (ROOT / package).rglob("__init__.py")
    }

    listed = re.findall(r"^\| `(.*/)` \| \S.* \|$", PAGE, re.MULTILINE)

    assert set(listed) == rooms - {"vorlauf/db/migrations/versions/"}
    assert len(listed) == len(set(listed))


def test_the_floors_are_those_of_the_contracts():
    outer, inner = (
        contract["layers"]
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    floors = PAGE.partition("\n## Who may import whom\n")[2].split("```")[1]

    drawn = outer[:]
    below = drawn.index("vorlauf") + 1
    drawn[below:below] = [f"    {floor}" for floor in inner]
    assert floors.strip().splitlines() == drawn


@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_walks_name_exists(name):
    assert there_is(name)


def test_both_walks_name_modules_and_functions():
    assert WALKS.count("\n## ") == 1
    assert len(NAMES) > 15


def test_the_page_stays_one_page():
    beside_the_rooms = [row for row in PAGE.splitlines() if not row.startswith("| `")]

    assert len(beside_the_rooms) <= 106
