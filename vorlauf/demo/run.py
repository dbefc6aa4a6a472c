"""The demonstration: all of Vorlauf on a sample campaign; no mail leaves."""

import select
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Final

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from notifications.delivery.capture_server import CaptureServer, save_to
from vorlauf.db import migrate
from vorlauf.db.engine import make_engine
from vorlauf.demo import clock, demo_folder
from vorlauf.demo.figures import import_figures
from vorlauf.demo.history import live_through
from vorlauf.demo.processes import EngineRoom, running
from vorlauf.demo.sample import sample
from vorlauf.demo.screen import DemoAddresses, rows_in, screen, text_of
from vorlauf.demo.summary import Overview, look
from vorlauf.directory import loader
from vorlauf.supervisor import stop_on_signals
from vorlauf.terminal import console, say
from vorlauf.wiring import Wiring

# Seconds after which waiting for the first mail is given up. Most machines need less
# than twenty (`make bench` holds it against thirty), a busy one needs longer.
PATIENCE: Final = 180.0
# Rows of each table when nobody looks at a screen.
ROWS: Final = 12


def run(*, once: bool) -> int:
    """Show the demonstration until q or Ctrl-C; return 0.

    With `once`, or without a terminal, print the overview when the first mails are
    there and return; 1 if none came in time.
    """
    began = time.monotonic()
    stop = stop_on_signals()
    is_watched = sys.stdout.isatty() and sys.stdin.isatty() and not once
    with _stage(stop) as stage:
        if not is_watched:
            return stage.tell(began)
        stage.show()
        say(f"The demonstration ends; its mails stay in {stage.mails}.")
    return 0


@dataclass
class _DemoParts:
    """The parts of the running demonstration."""

    wiring: Wiring
    room: EngineRoom
    place: DemoAddresses

    @property
    def mails(self) -> Path:
        """Where the mails lie that have come since the start."""
        return self.place.folder / "mails"

    def show(self) -> None:
        """Keep the overview on the screen until q, Ctrl-C or a fault."""
        with _keys() as pressed, Live(screen=True, auto_refresh=False) as live:
            while not self.room.stop.is_set() and pressed() != "q":
                rows = rows_in(live.console.height)
                overview = look(self.wiring, self.mails, rows)
                shown = self._screen(overview, rows)
                live.update(Group(shown, Text("q or Ctrl-C ends it.")), refresh=True)

    def tell(self, began: float) -> int:
        """Wait for the first mails, print the overview and one of them."""
        overview = self._wait(began + PATIENCE)
        seconds = time.monotonic() - began
        shown = console()
        shown.print(self._screen(overview, ROWS))
        if not overview.mails:
            shown.print(f"No mail has gone out within {PATIENCE:.0f} seconds.")
            return 1
        shown.print(f"\nAfter {seconds:.0f} seconds they were there. The first one:\n")
        shown.print(text_of(overview.mails[0]))
        return 0

    def _screen(self, overview: Overview, rows: int) -> RenderableType:
        room = self.room
        return screen(overview, self.place, rows, room.dashboard, room.prefect)

    def _wait(self, ends: float) -> Overview:
        overview = look(self.wiring, self.mails, ROWS)
        while not overview.is_all_sent and time.monotonic() < ends:
            if self.room.stop.wait(0.2):
                break
            overview = look(self.wiring, self.mails, ROWS)
        return overview


@contextmanager
def _stage(stop: Event) -> Iterator[_DemoParts]:
    with demo_folder.fresh(demo_folder.FOLDER) as folder:
        say(f"The demonstration lives in {folder}; no mail leaves this machine.")
        port = demo_folder.port()
        offset = _prepare(folder, port)
        with CaptureServer(save_to(folder / "mails")) as catcher:
            settings = demo_folder.settings_in(folder, catcher.url, offset, port)
            environment = demo_folder.write_environment(settings)
            say(
                f"Open {settings.dashboard_url} in a browser, in some seconds: the "
                "dashboard signs you in with one click."
            )
            say("Prefect and the timetable start; the first mails take some seconds.")
            with (
                Wiring.from_settings(settings) as wiring,
                running(settings, stop) as room,
            ):
                where = DemoAddresses(
                    folder=folder,
                    environment=environment,
                    clock_offset=offset,
                    directory=wiring.directory,
                )
                yield _DemoParts(wiring, room, where)


def _prepare(folder: Path, port: int) -> int:
    """Make the sample campaign and its past; return how far the clock is shifted."""
    (folder / "stakeholders.toml").write_bytes(sample())
    directory = loader.load(folder / "stakeholders.toml")
    offset = clock.offset(directory.agency.office, datetime.now(UTC))
    with CaptureServer(save_to(folder / "mails" / "before")) as catcher:
        settings = demo_folder.settings_in(folder, catcher.url, offset, port)
        engine = make_engine(settings.database_url)
        migrate.upgrade(engine)
        engine.dispose()
        with Wiring.from_settings(settings) as wiring:
            live_through(
                wiring.engine,
                directory,
                wiring.mailer,
                wiring.now(),
                wiring.mint_for_mail,
            )
            import_figures(wiring.engine, directory, wiring.now())
    return offset


@contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """Let keys come without Enter; yields a function that waits a second for one."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)
    try:
        yield _key
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _key() -> str:
    ready, _, _ = select.select([sys.stdin], [], [], 1.0)
    return sys.stdin.read(1) if ready else ""
