"""One Vorlauf in one home: a second is refused, a dead one keeps nobody out."""

import subprocess
import sys

import pytest

from vorlauf import home_lock
from vorlauf.demo import demo_folder
from vorlauf.errors import RefusedError, SettingsError

HOLD = (
    "import sys, pathlib; from vorlauf import home_lock\n"
    "with home_lock.held(pathlib.Path(sys.argv[1])): print('held', flush=True); input()"
)


@pytest.fixture
def another(tmp_path):
    """Another process that holds the home."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


@pytest.mark.program
def test_a_second_one_is_refused_by_the_number_of_the_first(another, tmp_path):
    with (
        pytest.raises(RefusedError, match=rf"process {another.pid}\)"),
        home_lock.held(tmp_path),
    ):
        pass


@pytest.mark.program
def test_a_killed_one_keeps_nobody_out(another, tmp_path):
    another.kill()
    another.wait()

    with home_lock.held(tmp_path):
        assert (tmp_path / home_lock.LOCK).exists()


@pytest.mark.program
@pytest.mark.usefixtures("another")
def test_a_demonstration_throws_nothing_of_a_running_one_away(tmp_path):
    (tmp_path / ".demonstration").touch()
    (tmp_path / "vorlauf.db").touch()

    with pytest.raises(RefusedError), demo_folder.fresh(tmp_path):
        pass

    assert (tmp_path / "vorlauf.db").exists()


def test_a_home_can_be_held_again(tmp_path):
    for _ in range(2):
        with home_lock.held(tmp_path):
            pass


def test_a_home_that_is_a_file_is_refused(tmp_path):
    home = tmp_path / "home"
    home.touch()

    with pytest.raises(SettingsError, match="cannot be used"), home_lock.held(home):
        pass
