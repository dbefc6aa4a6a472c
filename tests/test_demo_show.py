import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(200)]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return the folder, and how `vorlauf demo --once` has ended there."""
    folder = tmp_path_factory.mktemp("demonstration")
    environ = {k: v for k, v in os.environ.items() if not k.startswith("VORLAUF_")}
    ended = subprocess.run(
        [sys.executable, "-m", "vorlauf.cli.app", "demo", "--once"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    return folder, ended


def test_the_first_mails_are_there_in_time(shown):
    folder, ended = shown

    assert (ended.returncode, ended.stderr) == (0, "")
    mails = sorted((folder / "var/demo/mails").glob("*.eml"))
    assert len(mails) >= 5
    assert b"Message-ID:" in mails[0].read_bytes()


def test_the_overview_and_a_mail_can_be_read(shown):
    _, ended = shown

    for words in ("Late: ", "Next notices", "Last mails", "http://127.0.0.1:", "To: "):
        assert words in ended.stdout


def environments():
    """Return the environment of every process that we may look at."""
    for file in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            yield file.read_bytes()


def test_nothing_is_left_running(shown):
    folder, _ = shown

    assert not any(str(folder).encode() in environ for environ in environments())
