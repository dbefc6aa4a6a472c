"""The processes of the demonstration: dashboard, Prefect's server and timetable."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from vorlauf import supervisor
from vorlauf.errors import VorlaufError
from vorlauf.settings import Settings


@dataclass
class EngineRoom:
    """What runs beside us; `stop` ends it.

    `dashboard` and `prefect` are their addresses, once they are up.
    """

    settings: Settings
    stop: Event
    dashboard: str = ""
    prefect: str = ""
    fault: VorlaufError | None = None

    def run(self) -> None:
        """Serve until `stop`; a fault is kept and stops everybody."""
        try:
            supervisor.serve(
                self.settings,
                stop=self.stop,
                on_dashboard=self._open,
                on_ready=self._ready,
                is_demo=True,
            )
        except VorlaufError as error:
            self.fault = error
        finally:
            self.stop.set()

    def _open(self, address: str) -> None:
        self.dashboard = address

    def _ready(self, address: str) -> None:
        self.prefect = address


@contextmanager
def running(settings: Settings, stop: Event) -> Iterator[EngineRoom]:
    """Start it, and end it with us. Raises the `VorlaufError` by which it ended."""
    room = EngineRoom(settings, stop)
    thread = Thread(target=room.run, name="engine room")
    thread.start()
    try:
        yield room
    finally:
        stop.set()
        thread.join()
    if room.fault is not None:
        raise room.fault
