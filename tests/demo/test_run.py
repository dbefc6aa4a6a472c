import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from vorlauf.supervisor import free_port

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return the folder, and how `vorlauf demo --once` has ended there."""
    folder = tmp_path_factory.mktemp("demonstration")
    environ = {k: v for k, v in os.environ.items() if not k.startswith("VORLAUF_")}
    environ["VORLAUF_DASHBOARD_PORT"] = str(free_port())
    ended = subprocess.run(
        [sys.executable, "-m", "vorlauf.cli.app", "demo", "--once"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
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


def test_one_click_signs_in_as_one_of_each_role(tmp_path):
    port = free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("VORLAUF_")}
    with subprocess.Popen(
        [sys.executable, "-m", "vorlauf.cli.app", "demo", "--once"],
        cwd=tmp_path,
        env={**environ, "VORLAUF_DASHBOARD_PORT": str(port)},
        stdout=subprocess.DEVNULL,
    ) as demo:
        try:
            seen = looked_at(f"http://127.0.0.1:{port}", demo)
        finally:
            demo.terminate()

    assert (seen["/"], seen["/board"], seen["/flows"]) == (200, 200, 200)


def looked_at(address, demo):
    """Sign in as the coordinator with one click; return the status of each page."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(
        base_url=address, headers=headers, timeout=30, trust_env=False
    ) as browser:
        until_it_answers(browser, demo)
        entered = browser.post("/sign-in/demo", data={"person": "petzold"})
        assert entered.status_code == 303
        return {
            path: browser.get(path).status_code for path in ("/", "/board", "/flows")
        }


def until_it_answers(browser, demo):
    while demo.poll() is None:
        try:
            return browser.get("/health")
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("the demonstration has ended before its dashboard answered")
