"""The pages for readers of the code name files and identifiers that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
DECISIONS = ROOT / "docs" / "decisions.md"
FOLDERS = (
    *("dashboard", "flows", "notifications", "states", "vorlauf"),
    *("docs", "tests", ".ci"),
)
SUFFIXES = {".py", ".toml", ".po", ".html", ".js", ".yaml"}
THERE = [
    *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*")),
    *(ROOT / name for name in ("pyproject.toml", "stakeholders.toml", "Makefile")),
]
# A compiled module outlives the name of its source.
CODE = [file for file in THERE if "__pycache__" not in file.parts]
WORD = re.compile(r"[A-Za-z_]\w*")


def quoted(page):
    """Return what stands in backticks within a line or over the end of one."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return {" ".join(found.split()) for found in re.findall(r"`([^`]+)`", text)}


@pytest.fixture(scope="module")
def words():
    """Every word of the code, but of this file, and the names of its files."""
    found = {part for file in CODE for part in WORD.findall(file.stem)}
    for file in CODE:
        if file.suffix in SUFFIXES | {""} and file.is_file() and file != Path(__file__):
            found |= {*WORD.findall(file.read_text(encoding="utf-8"))}
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page):
    paths = [
        path
        for path in quoted(page)
        if path.startswith(tuple(f"{folder}/" for folder in FOLDERS))
        and re.fullmatch(r"[\w./-]+", path)
    ]

    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_file_that_the_decisions_name_exists():
    files = {file.name for file in CODE}

    named = {
        name.rpartition("/")[2]
        for name in quoted(DECISIONS)
        if re.fullmatch(r"[\w./-]+\.(py|po|toml|md|html)", name)
    }

    assert named - files - {"decisions.md"} == set()


def test_every_name_of_the_decisions_stands_in_the_code(words):
    named = {
        word
        for text in quoted(DECISIONS)
        for word in WORD.findall(text)
        if "*" not in text and not text.startswith("git ")
    }

    assert sorted(named - words) == []
