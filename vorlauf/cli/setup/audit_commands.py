"""The commands `vorlauf audit …`."""

import typer

from vorlauf.cli.common.options import Json

app = typer.Typer(name="audit", help="The audit log.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """Check the audit log."""


@app.command()
def verify(as_json: Json = False) -> int:
    """Check the chain of the audit log, and versions and files by it (1: broken)."""
    from vorlauf.cli.setup import audit

    return audit.verify(as_json=as_json)
