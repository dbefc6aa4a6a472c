"""Serve: everything checked first, then the timetable until Ctrl-C."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from vorlauf import supervisor
from vorlauf.cli.setup.init import bring_up_to_date
from vorlauf.db.engine import make_engine
from vorlauf.jobs import metrics
from vorlauf.settings import Settings
from vorlauf.terminal import say
from vorlauf.wiring import Wiring, now_by


def serve() -> int:
    """Run until SIGINT or SIGTERM; raises before anything starts if it cannot."""
    settings = Settings.from_environment()
    bring_up_to_date(settings)
    with Wiring.from_settings(settings) as wiring:
        sender = wiring.mailer.sender.addr_spec
        wiring.check_key()
    say(f"Vorlauf starts; mail leaves from {sender}. Ctrl-C ends it.")
    with _figures(settings):
        supervisor.serve(
            settings,
            stop=supervisor.stop_on_signals(),
            on_dashboard=_say_dashboard,
            on_ready=_say_where,
        )
    return 0


@contextmanager
def _figures(settings: Settings) -> Iterator[None]:
    """Show the figures while the timetable runs, if a port was named for them."""
    if settings.metrics_port is None:
        yield
        return
    engine = make_engine(settings.database_url)
    try:
        clock, port = partial(now_by, settings), settings.metrics_port
        with metrics.exposed(engine, clock, port) as address:
            say(f"Its figures are at {address}, on this machine only.")
            yield
    finally:
        engine.dispose()


def _say_dashboard(address: str) -> None:
    say(f"The dashboard is at {address}.")


def _say_where(address: str) -> None:
    say(f"The timetable runs; Prefect's pages are at {address}, on this machine only.")
