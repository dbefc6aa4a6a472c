"""Trees: copies of a checkout, in which mutants may stand and tests may be others."""

import io
import re
import shutil
import subprocess
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Final

_OPTIONS: Final = re.compile(
    r"^\[tool\.pytest\.ini_options\]\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL
)
_SELECTION: Final = re.compile(r'^test:.*\n\t.*-m "(.*)"', re.MULTILINE)


def copy(tree: Path, to: Path, *, tests_from: str | None = None) -> None:
    """Copy what a checkout holds, but for what git ignores.

    With `tests_from`, a commit, its tests stand in it instead, with the options of
    pytest and the `make test` of that commit. Raises `subprocess.CalledProcessError`
    if there is no such commit.
    """
    for name in (
        _git(tree, "ls-files", "-co", "--exclude-standard").decode().split("\n")
    ):
        if name and (tree / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(tree / name, to / name)
    if tests_from is not None:
        _take_tests(tree, to, tests_from)


def _take_tests(tree: Path, to: Path, commit: str) -> None:
    shutil.rmtree(to / "tests")
    packed = io.BytesIO(_git(tree, "archive", commit, "tests"))
    with tarfile.open(fileobj=packed) as archive:
        archive.extractall(to, filter="data")
    (to / "Makefile").write_bytes(_git(tree, "show", f"{commit}:Makefile"))
    theirs = _git(tree, "show", f"{commit}:pyproject.toml").decode()
    project = to / "pyproject.toml"
    project.write_text(with_options_of(theirs, project.read_text(encoding="utf-8")))


def with_options_of(theirs: str, ours: str) -> str:
    """Return our pyproject.toml with their options of pytest."""
    (options,) = _OPTIONS.findall(theirs)
    return _OPTIONS.sub(lambda _: options, ours)


def selection(tree: Path) -> str:
    """Return the expression with which `make test` selects tests."""
    (expression,) = _SELECTION.findall((tree / "Makefile").read_text(encoding="utf-8"))
    return str(expression)


def digest(tree: Path) -> str:
    """Return 16 hexadecimal digits that stand for everything that a copy holds."""
    found = sha256()
    for file in sorted(file for file in tree.rglob("*") if file.is_file()):
        found.update(f"{file.relative_to(tree)}\n".encode())
        found.update(sha256(file.read_bytes()).digest())
    return found.hexdigest()[:16]


def _git(tree: Path, *words: str) -> bytes:
    done = subprocess.run(["git", "-C", tree, *words], check=True, capture_output=True)
    return done.stdout
