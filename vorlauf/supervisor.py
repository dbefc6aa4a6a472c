"""Supervisor: starts dashboard, Prefect's server and timetable, and ends them."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from logging import Formatter, LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Event, Thread
from typing import IO, Final, Self

from states.messages import msg, phrase
from vorlauf.errors import VorlaufError
from vorlauf.setting_meanings import DASHBOARD_PORT, PREFECT_PORT
from vorlauf.settings import Settings

LOOPBACK: Final = "127.0.0.1"

# Seconds: until Prefect's server answers (its first start migrates its tables),
# and until a child that was asked to end is killed.
PATIENCE: Final = 120.0
FAREWELL: Final = 15.0

# The modules that run as children: the engine does not import its doors.
SERVER: Final = "flows.server"
TIMETABLE: Final = "flows"
DASHBOARD: Final = "dashboard"
CALLED: Final = {
    SERVER: phrase("process", "Prefect's server"),
    TIMETABLE: phrase("process", "The timetable"),
    DASHBOARD: phrase("process", "The dashboard"),
}

LOG_BYTES: Final = 2_000_000


class ServingError(VorlaufError):
    """One of the children could not start, or has ended by itself."""


def serve(
    settings: Settings,
    *,
    stop: Event,
    on_dashboard: Callable[[str], None] | None = None,
    on_ready: Callable[[str], None] | None = None,
    is_demo: bool = False,
) -> None:
    """Run the dashboard, Prefect's server and the timetable until `stop` is set.

    `on_dashboard` is called once with the dashboard's address as soon as it answers,
    `on_ready` with that of Prefect's pages, some seconds later. In a demonstration
    (`is_demo`) the dashboard lets everybody in. Whatever happens, all have ended when
    this returns, and end at once if this process is killed. Nothing is restarted
    silently: raises `ServingError`, which names the log, when one of them ends by
    itself or a port is taken.
    """
    _make_folders(settings)
    port = settings.prefect_port or free_port()
    _refuse_a_taken(port, PREFECT_PORT)
    _refuse_a_taken(settings.dashboard_port, DASHBOARD_PORT)
    environment = child_environment(settings, port, os.environ)
    logs = settings.logs
    wish = ["--demo"] if is_demo else []
    with (
        # All import for seconds, side by side; the timetable waits for the server.
        Child(DASHBOARD, wish, environment, logs / "dashboard.log") as pages,
        Child(SERVER, ["--port", str(port)], environment, logs / "prefect.log") as one,
        Child(TIMETABLE, [], environment, logs / "timetable.log") as other,
    ):
        children = (pages, one, other)
        _wait_for(settings.dashboard_port, "/health", children, pages, stop)
        if on_dashboard is not None and not stop.is_set():
            on_dashboard(settings.dashboard_url)
        _wait_for(port, "/api/health", children, one, stop)
        if on_ready is not None and not stop.is_set():
            on_ready(f"http://{LOOPBACK}:{port}")
        while not stop.wait(0.5):
            _refuse_an_ended(children)
        # It needs neither of the others, and ends while they do.
        pages.process.terminate()


def stop_on_signals() -> Event:
    """Return an event that SIGTERM and SIGINT set; call it in the main thread."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def end_with(lifeline: int) -> None:
    """End this process and its group at once when the parent is gone.

    `lifeline` is the reading end of a pipe whose other end only the parent has:
    the system closes it even if the parent is killed with -9.
    """

    def wait() -> None:
        os.read(lifeline, 1)
        os.killpg(0, signal.SIGKILL)

    Thread(target=wait, name="lifeline", daemon=True).start()


def child_environment(
    settings: Settings, port: int, ours: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of the children: our own, and Prefect kept at home.

    What is set for another Prefect does not reach ours; it reports to nobody,
    and no proxy stands between the two children.
    """
    kept = {
        name: value
        for name, value in ours.items()
        if not name.startswith(("PREFECT_", "VORLAUF_"))
    }
    direct = ",".join(
        filter(None, (ours.get("no_proxy") or ours.get("NO_PROXY"), LOOPBACK))
    )
    database = settings.prefect_home.absolute() / "prefect.db"
    return {
        **kept,
        **settings.as_environment(),
        "NO_PROXY": direct,
        "no_proxy": direct,
        # Prefect keeps a folder in /tmp, which belongs to whoever came first.
        "TMPDIR": str(_temporary(settings)),
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(settings.prefect_home.absolute()),
        "PREFECT_API_URL": f"http://{LOOPBACK}:{port}/api",
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        # The catalogue of blocks would be fetched from elsewhere; we use none.
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        # Old runs go after Prefect's ninety days, else its file grows for ever.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        # The timetable catches up by itself; nobody needs late runs marked as late.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_LOGGING_FORMATTERS_STANDARD_DATEFMT": "%Y-%m-%d %H:%M:%S",
        "PYTHONUNBUFFERED": "1",
    }


class Child:
    """A Python module running as a child in a process group of its own."""

    def __init__(
        self,
        module: str,
        arguments: list[str],
        environment: Mapping[str, str],
        log: Path,
    ) -> None:
        self.module, self.log = module, log
        theirs, self._lifeline = os.pipe()
        # -P: a folder `flows` where we happen to stand is not ours.
        command = [sys.executable, "-P", "-m", module, "--lifeline", str(theirs)]
        self.process = subprocess.Popen(
            [*command, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=(theirs,),
            start_new_session=True,
        )
        os.close(theirs)
        self._writer = Thread(target=_write, args=(self.process.stdout, log))
        self._writer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to end, then end whatever is left of its group."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(FAREWELL)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._writer.join()
        os.close(self._lifeline)

    @property
    def has_ended(self) -> bool:
        """Say whether it has ended."""
        return self.process.poll() is not None


def _write(lines: IO[str] | None, log: Path) -> None:
    """Write a child's lines to its log, which keeps one older file and no more."""
    assert lines is not None  # noqa: S101 - we asked for a pipe
    handler = RotatingFileHandler(
        log, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(Formatter("%(message)s"))
    with lines:
        for line in lines:
            handler.emit(
                LogRecord(
                    "child", 0, "", 0, line.rstrip("\n"), args=None, exc_info=None
                )
            )
    handler.close()


def _make_folders(settings: Settings) -> None:
    try:
        settings.logs.mkdir(parents=True, exist_ok=True)
        _temporary(settings).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServingError(
            msg(
                "The folder {folder} cannot be used: {reason}.",
                folder=str(settings.home),
                reason=error.strerror or "",
            )
        ) from error


def _temporary(settings: Settings) -> Path:
    return settings.prefect_home.absolute() / "tmp"


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Say whether nobody uses this port of loopback."""
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError:
        return False
    return True


def _refuse_a_taken(port: int, setting: str) -> None:
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError as error:
        raise ServingError(
            msg(
                "Port {port} of {host} cannot be used: {reason}. Choose another in "
                "{setting}.",
                port=port,
                host=LOOPBACK,
                reason=error.strerror or "",
                setting=setting,
            )
        ) from error


def _wait_for(
    port: int, path: str, children: tuple[Child, ...], awaited: Child, stop: Event
) -> None:
    ends = time.monotonic() + PATIENCE
    while not (stop.is_set() or _is_healthy(port, path)):
        _refuse_an_ended(children)
        if time.monotonic() > ends:
            raise ServingError(
                msg(
                    "{what} has not answered within {seconds} seconds; read {log}.",
                    what=CALLED[awaited.module],
                    seconds=round(PATIENCE),
                    log=str(awaited.log),
                )
            )
        stop.wait(0.2)


def _is_healthy(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refuse_an_ended(children: tuple[Child, ...]) -> None:
    for child in children:
        if child.has_ended:
            raise ServingError(
                msg(
                    "{what} has ended by itself, so all was ended; read {log} and "
                    "start again.",
                    what=CALLED[child.module],
                    log=str(child.log),
                )
            )
