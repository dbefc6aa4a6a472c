import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pillow_heif import libheif_version

from states.table_checks import mermaid
from vorlauf.channels.limits import known_limits
from vorlauf.cli.app import app
from vorlauf.db.migrate import HEAD, MIGRATIONS, known_versions

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# What is made when it is needed is kept nowhere.
MOST_BYTES = 1_000_000
RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = [
    one
    for extra in PROJECT["project"]["optional-dependencies"].values()
    for one in extra
]
DEV = PROJECT["dependency-groups"]["dev"]
DECLARED = [*RUNTIME, *EXTRAS, *DEV]
SHIPPED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
# `make setup` installs no extras for those that are not shipped.
WHERE_DECLARED = dict.fromkeys(SHIPPED, RUNTIME + EXTRAS) | dict.fromkeys(
    ("tests",), RUNTIME + DEV
)
# Scripts that run in environments of their own, beside the list of what is in them.
ELSEWHERE = {
    ROOT / "tests" / "reliability" / "mutants" / "library.py",
    *(ROOT / "tests" / "benchmarks" / "peers").glob("*_approval.py"),
    *(ROOT / "tests" / "benchmarks" / "peers").glob("post_flow/*.py"),
    ROOT / "tests" / "benchmarks" / "peers" / "django_project.py",
}
# Hosts of registries, and paths that exist on one machine only.
FOREIGN = re.compile(
    r"pypi\.org|python"
    r"hosted|npm"
    r"js|(?<!no-emit-)(?:index-url|find-links)|file://"
    r"|/(?:home|root|Users|work|opt)/",
)


@cache
def owners_of_packages():
    """Return which distributions bring each package; asking takes a while."""
    return packages_distributions()


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607, wherever git is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines()]


def pins():
    """Return the pinned versions of this Python and platform by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and line.lstrip()[0] != "#"]
    return {pin.name: pin.specifier for pin in pinned if holds_here(pin)}


def imported_in(folder):
    """Return the first name of every module that is imported below `folder`."""
    found = set()
    for file in {*(ROOT / folder).rglob("*.py")} - ELSEWHERE:
        for node in statements_of(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names


def statements_of(tree):
    """Yield every statement; expressions hold no import, and are many more."""
    to_see = [tree]
    while to_see:
        node = to_see.pop()
        yield node
        for block in ("body", "orelse", "finalbody", "handlers", "cases"):
            to_see += getattr(node, block, ())


def holds_here(requirement):
    environment = default_environment()
    return requirement.marker is None or requirement.marker.evaluate(environment)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_other_distribution_owns_one_of_our_names(name):
    owners = set(owners_of_packages().get(name, []))

    assert owners <= {"vorlauf"}


@pytest.mark.parametrize("declared", DECLARED)
def test_constraints_pin_every_dependency_within_its_bounds(declared):
    requirement = Requirement(declared)

    (pin,) = pins()[requirement.name]

    assert pin.operator == "=="
    assert requirement.specifier.contains(pin.version)


def test_what_is_installed_elsewhere_has_exact_versions_too():
    listed = [file for script in ELSEWHERE for file in script.parent.glob("*.txt")]

    lines = [one for file in listed for one in file.read_text("utf-8").splitlines()]
    asked = [Requirement(one) for one in lines if one and one[0] != "#"]
    assert asked
    assert {pin.operator for one in asked for pin in one.specifier} == {"=="}


def test_constraints_pin_exact_versions_only():
    assert {pin.operator for pinned in pins().values() for pin in pinned} == {"=="}


@pytest.mark.parametrize("folder", WHERE_DECLARED)
def test_whatever_is_imported_is_declared(folder):
    found = [*(ROOT / "tests").rglob("*.py")]
    ours = {*WHERE_DECLARED, *(file.stem for file in found)}
    ours |= {file.parent.name for file in found}
    distributions = owners_of_packages()
    declared = {
        canonicalize_name(Requirement(one).name) for one in WHERE_DECLARED[folder]
    }

    undeclared = [
        name
        for name in sorted(imported_in(folder) - ours)
        if declared.isdisjoint(map(canonicalize_name, distributions.get(name, [])))
    ]

    assert undeclared == []


WEAK = {
    "pillow": "12.2.99",
    "pillow-heif": "1.8",
    "python-multipart": "0.0.26",
    "starlette": "1.0.0",
}


@pytest.mark.parametrize("name", WEAK)
def test_versions_with_known_weaknesses_are_not_allowed(name):
    (asked,) = [one for one in map(Requirement, DECLARED) if one.name == name]

    assert not asked.specifier.contains(WEAK[name])


def test_the_decoder_of_heic_is_one_without_the_published_holes():
    version = tuple(int(part) for part in libheif_version().split("."))

    assert version >= (1, 23, 6)
    assert "pi-heif" not in pins()


def test_migrations_are_numbered_without_a_gap_and_the_head_is_the_last():
    first = int(known_versions()[0])
    numbers = [f"{n:04}" for n in range(first, first + len(known_versions()))]

    assert list(known_versions()) == numbers
    assert numbers[-1] == HEAD


def test_each_migration_follows_the_one_before_it():
    before = None
    for file in sorted((MIGRATIONS / "versions").glob("[0-9]*.py")):
        number = file.name[:4]
        source = file.read_text(encoding="utf-8")

        assert f'revision = "{number}"' in source
        assert f"down_revision = {before!r}".replace("'", '"') in source
        before = number


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in tracked_files()
        if file.is_file() and file.name != Path(__file__).name
        for match in FOREIGN.finditer(file.read_text(encoding="utf-8", errors="ignore"))
    ]

    assert found == []


def test_no_file_is_large_or_the_work_of_others_as_they_ship_it():
    files = [file for file in tracked_files() if file.is_file()]

    assert [file for file in files if file.stat().st_size > MOST_BYTES] == []
    assert [file for file in files if file.suffix in {".whl", ".jar", ".exe"}] == []


def test_the_entry_for_catalogues_says_what_the_package_says():
    entry = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    package, licence = PROJECT["project"], (ROOT / "LICENSE").read_text("utf-8")

    assert entry["softwareVersion"] == package["version"]
    assert entry["legal"]["license"] == package["license"] == "EUPL-1.2"
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert entry["description"].keys() == {"de", "en"}


def test_the_readme_shows_the_states_as_they_are():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{mermaid()}\n```" in readme


def test_the_limits_of_the_channels_stand_in_the_documentation():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    said = re.findall(
        r"^\| (\w+) \| ([\d.]+) .* \| (\w+) \| (20\S+) \| <(.*)> \|$",
        page,
        re.MULTILINE,
    )
    assert said == [
        (channel, str(limit.most), limit.weight, str(limit.read_on), limit.source)
        for channel, limits in known_limits().items()
        for _, limit in limits.rows()
    ]


def commands_on(page):
    """Return the words after `vorlauf` of each command that the page shows."""
    text = page.read_text(encoding="utf-8").replace("\\\n", "")
    found = re.findall(r"(?:^|`|&& )vorlauf ([a-z][^`\n#&]*)", text, re.MULTILINE)
    return [line.split() for line in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_shows_exists(page):
    for words in commands_on(page):
        command = typer.main.get_command(app)
        while words and hasattr(command, "commands"):
            command = command.commands[words.pop(0)]

        known = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_every_target_of_make_is_explained():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = " ".join(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE))

    explained = re.findall(r"^([a-z0-9-]+):.*## \S", makefile, re.MULTILINE)

    assert set(explained) == set(declared.split())
