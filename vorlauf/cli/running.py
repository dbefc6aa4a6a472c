"""The commands that run by themselves: demo, serve, timetable."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.output import said, tell
from vorlauf.errors import MissingExtraError

if TYPE_CHECKING:
    from vorlauf.settings import Settings


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Print the overview once and end.")
    ] = False,
) -> int:
    """Show Vorlauf at work on a sample campaign around today; no mail leaves."""
    refuse_without_mail_server("demo")
    from vorlauf.demo import run

    return run.run(once=once)


def refuse_without_mail_server(command: str) -> None:
    """Refuse what sends to a mail server of its own if there is none to start."""
    if find_spec("aiosmtpd") is None:
        raise MissingExtraError(command, "demo")


def timetable() -> int:
    """Print prefect.yaml, with which `prefect deploy` makes the timetable of serve."""
    from vorlauf.demo import sample

    typer.echo(sample.timetable(), nl=False)
    return 0


def serve() -> int:
    """Run the timetable and Prefect's server until Ctrl-C."""
    from vorlauf import home_lock
    from vorlauf.settings import Settings

    settings = Settings.from_environment()
    with home_lock.held(settings.home):
        _serve(settings)
    return 0


def _serve(settings: "Settings") -> None:
    from vorlauf import supervisor
    from vorlauf.cli.setup import bring_up_to_date
    from vorlauf.terminal import say
    from vorlauf.wiring import Wiring

    # Everything is checked before anything starts.
    bring_up_to_date(settings)
    with Wiring.from_last_good(settings) as wiring:
        if wiring.fault is not None:
            tell(
                "stakeholders.toml has faults. Pages show its last good text, and the "
                "sweeps stand still until it is corrected:"
            )
            say(said(wiring.fault.message))
        sender = wiring.mailer.sender.addr_spec
        wiring.check_key()
    tell("Vorlauf starts; mail leaves from %(sender)s. Ctrl-C ends it.", sender=sender)
    with _figures(settings):
        supervisor.serve(
            settings,
            stop=supervisor.stop_on_signals(),
            on_dashboard=lambda address: tell(
                "The dashboard is at %(address)s.", address=address
            ),
            on_ready=lambda address: tell(
                "The timetable runs; Prefect's pages are at %(address)s, on this "
                "machine only.",
                address=address,
            ),
        )


@contextmanager
def _figures(settings: "Settings") -> Iterator[None]:
    """Show the figures while the timetable runs, if a port was named for them."""
    from vorlauf.configuration import last_good
    from vorlauf.db.engine import make_engine
    from vorlauf.jobs import metrics
    from vorlauf.jobs.heads_outside import HeadsOutside
    from vorlauf.records.backup.nightly import BackupFolder
    from vorlauf.wiring import now_by

    if settings.metrics_port is None:
        yield
        return
    engine = make_engine(settings.database_url)
    try:
        clock, port = partial(now_by, settings), settings.metrics_port
        outside = HeadsOutside.of(settings)
        directory = partial(last_good.current, engine, settings)
        backups = BackupFolder.of(settings)
        with metrics.exposed(
            engine, clock, port, outside, directory, backups
        ) as address:
            tell(
                "Its figures are at %(address)s, on this machine only.",
                address=address,
            )
            yield
    finally:
        engine.dispose()
