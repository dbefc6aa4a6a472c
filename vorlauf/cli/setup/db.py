"""The commands `vorlauf db …`."""

import typer

app = typer.Typer(name="db", help="The database.", no_args_is_help=True)


@app.callback()
def database() -> None:
    """Look after the database."""


@app.command()
def upgrade() -> int:
    """Bring the database to this version's tables; make it if there is none."""
    from vorlauf.cli.setup import init

    return init.upgrade()
