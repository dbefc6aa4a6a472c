"""The commands that run by themselves: demo, serve, timetable, simulate."""

from importlib.util import find_spec
from typing import Annotated

import typer

from vorlauf.cli.common.options import Json
from vorlauf.errors import MissingExtraError


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (demo, serve, timetable, simulate):
        app.command()(command)


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Print the overview once and end.")
    ] = False,
) -> int:
    """Show Vorlauf at work on a sample campaign around today; no mail leaves."""
    _refuse_without_mail_server("demo")
    from vorlauf.demo import run

    return run.run(once=once)


def serve() -> int:
    """Run the timetable and Prefect's server until Ctrl-C."""
    from vorlauf.cli.run import serve

    return serve.serve()


def timetable() -> int:
    """Print prefect.yaml, with which `prefect deploy` makes the timetable of serve."""
    from vorlauf.demo import sample

    typer.echo(sample.timetable(), nl=False)
    return 0


def simulate(
    year: Annotated[
        int, typer.Option(min=2000, max=2099, help="The year to live through.")
    ] = 2023,
    posts: Annotated[int, typer.Option(min=1, help="How many posts.")] = 226,
    seed: Annotated[int, typer.Option(help="Another seed, other people.")] = 7,
    as_json: Json = False,
) -> int:
    """Live through a year with made-up people on the real engine (1: a rule broke)."""
    _refuse_without_mail_server("simulate")
    from vorlauf.cli.run import simulate

    return simulate.simulate(year, posts, seed, as_json=as_json)


def _refuse_without_mail_server(command: str) -> None:
    """Refuse what sends to a mail server of its own if there is none to start."""
    if find_spec("aiosmtpd") is None:
        raise MissingExtraError(command, "demo")
