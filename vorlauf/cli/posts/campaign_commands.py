"""The commands about the whole campaign: overdue, remind."""

from typing import Annotated

import typer

from vorlauf.cli.common.options import Json


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (overdue, remind):
        app.command()(command)


def overdue(as_json: Json = False) -> int:
    """List what is late, the longest overdue first: what, and because of whom."""
    from vorlauf.cli.posts import listing

    return listing.overdue(as_json=as_json)


def remind(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing; say who would get what.")
    ] = False,
    days: Annotated[
        int, typer.Option(min=0, max=366, help="So many days ahead, when --dry-run.")
    ] = 7,
    as_json: Json = False,
) -> int:
    """Send what is due now; --dry-run shows it with its dates (1: some failed)."""
    from vorlauf.cli.posts import remind

    if dry_run:
        return remind.planned(days, as_json=as_json)
    return remind.send(as_json=as_json)
