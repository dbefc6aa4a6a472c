"""The commands that set up and check: init, check, doctor, version."""

from pathlib import Path
from typing import Annotated

import typer

from vorlauf.cli.common.options import Json


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (init, check, doctor, version):
        app.command()(command)


def init() -> int:
    """Write a sample stakeholders.toml here and make the database."""
    from vorlauf.cli.setup import init

    return init.init()


def check(
    file: Annotated[
        Path | None, typer.Argument(help="Else the one of the settings.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Name every fault of stakeholders.toml, one a line (2: there are faults)."""
    from vorlauf.cli.setup import check

    return check.check(file, as_json=as_json)


def doctor(as_json: Json = False) -> int:
    """Look whether everything is in order, and say what to do if not (1: it is not)."""
    from vorlauf.cli.setup import doctor as examination

    return examination.doctor(as_json=as_json)


def version() -> int:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(f"vorlauf {installed('vorlauf')}")
    return 0
