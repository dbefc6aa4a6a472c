"""Supervisor: the children's environment, and the sentences when it cannot be."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from vorlauf import supervisor
from vorlauf.settings import Settings
from vorlauf.supervisor import (
    LOOPBACK,
    Child,
    ServingError,
    child_environment,
    free_port,
    serve,
)


@pytest.fixture
def settings(tmp_path):
    return Settings.from_environment(
        {
            "VORLAUF_HOME": str(tmp_path),
            "VORLAUF_MAIL_URL": "smtp://u:secret@mx",
            "VORLAUF_DASHBOARD_PORT": str(free_port()),
        }
    )


def test_the_children_get_our_settings_and_a_prefect_of_their_own(settings):
    ours = {"PREFECT_API_KEY": "x", "PREFECT_API_URL": "https://other", "LANG": "C"}

    environment = child_environment(settings, 4200, ours)

    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert environment["VORLAUF_MAIL_URL"] == "smtp://u:secret@mx"
    assert environment["LANG"] == "C"
    assert "PREFECT_API_KEY" not in environment


def test_prefect_reports_to_nobody(settings):
    environment = child_environment(settings, 4200, {})

    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_UI_V2_ENABLED"] == "false"
    assert environment["DO_NOT_TRACK"] == "1"


def test_what_prefect_keeps_for_a_while_is_in_our_home(settings):
    environment = child_environment(settings, 4200, {"TMPDIR": "/tmp"})

    assert environment["TMPDIR"] == f"{settings.prefect_home}/tmp"


def test_no_proxy_stands_between_the_children(settings):
    environment = child_environment(settings, 4200, {"NO_PROXY": "intern.example"})

    assert environment["no_proxy"] == "intern.example,127.0.0.1"


@pytest.mark.parametrize("setting", ["VORLAUF_PREFECT_PORT", "VORLAUF_DASHBOARD_PORT"])
def test_a_taken_port_is_a_sentence(tmp_path, setting):
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        chosen = {"VORLAUF_HOME": str(tmp_path), setting: str(port)}

        with pytest.raises(ServingError, match=rf"Port {port} .* {setting}"):
            serve(Settings.from_environment(chosen), stop=Event())


def test_a_home_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("")
    settings = Settings.from_environment({"VORLAUF_HOME": str(tmp_path / "home")})

    with pytest.raises(ServingError, match="cannot be used"):
        serve(settings, stop=Event())


@pytest.mark.program
def test_a_child_that_ends_by_itself_ends_everything_and_names_its_log(
    settings, monkeypatch
):
    monkeypatch.setattr(supervisor, "SERVER", "no_such_module")
    monkeypatch.setitem(supervisor.CALLED, "no_such_module", "Prefect's server")

    with pytest.raises(ServingError, match=r"Prefect's server has ended.*prefect\.log"):
        serve(settings, stop=Event())

    assert "no_such_module" in (settings.logs / "prefect.log").read_text()


@pytest.mark.program
def test_a_dashboard_that_ends_ends_everything_and_names_its_log(settings, monkeypatch):
    monkeypatch.setattr(supervisor, "DASHBOARD", "no_such_module")
    monkeypatch.setitem(supervisor.CALLED, "no_such_module", "The dashboard")

    with pytest.raises(ServingError, match=r"The dashboard has ended.*dashboard\.log"):
        serve(settings, stop=Event())


def test_asked_to_stop_before_it_is_ready_it_stops(settings):
    stop, ready = Event(), []
    stop.set()

    serve(settings, stop=stop, on_dashboard=ready.append, on_ready=ready.append)

    assert ready == []


def test_a_log_keeps_one_older_file(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "LOG_BYTES", 100)
    log = tmp_path / "child.log"

    with Child("this", [], dict(os.environ), log) as child:
        child.process.wait()

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "child.log",
        "child.log.1",
    ]


ORPHAN = """
import os, sys, time
from vorlauf.supervisor import end_with
end_with(int(sys.argv[1]))
print("ready", flush=True)
while True:
    time.sleep(60)
"""


@pytest.mark.program
def test_a_child_ends_when_the_other_end_of_its_lifeline_closes():
    theirs, ours = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(theirs)],
        pass_fds=(theirs,),
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    os.close(theirs)
    with child:
        assert child.stdout.readline() == b"ready\n"
        os.close(ours)

        assert child.wait() == -signal.SIGKILL


def test_serving_knows_nothing_of_prefect():
    source = Path(supervisor.__file__).read_text("utf-8")

    assert "import prefect" not in source
    assert "from flows" not in source
