"""The wheel: what a user without a checkout has."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
PACKAGES = ("dashboard", "flows", "notifications", "reports", "states", "vorlauf")
COMMAND = "import sys; from vorlauf.cli.app import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """A folder with what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    ZipFile(wheel).extractall(folder / "inside")
    return folder / "inside"


@pytest.fixture
def vorlauf(unpacked, tmp_path):
    """Return a function that calls the command line of the wheel, far from here."""

    def call(*words):
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *words],
            cwd=tmp_path,
            env={"PYTHONPATH": str(unpacked), "VORLAUF_HOME": str(tmp_path / "var")},
            check=True,
            capture_output=True,
        ).stdout

    return call


def test_every_package_says_that_it_is_typed(unpacked):
    typed = {file.parent.name for file in unpacked.glob("*/py.typed")}

    assert typed == set(PACKAGES)


def test_whatever_lies_in_the_packages_is_in_the_wheel(unpacked):
    listed = ["git", "ls-files", *PACKAGES]
    files = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)

    missing = [
        name for name in files.stdout.splitlines() if not (unpacked / name).is_file()
    ]

    assert missing == []


def test_the_wheel_prints_the_timetable(vorlauf):
    assert vorlauf("timetable") == (ROOT / "prefect.yaml").read_bytes()


def test_the_wheel_writes_the_sample(vorlauf, tmp_path):
    vorlauf("init")

    sample = (tmp_path / "stakeholders.toml").read_bytes()
    assert sample == (ROOT / "stakeholders.toml").read_bytes()
