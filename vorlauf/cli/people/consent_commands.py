"""The commands `vorlauf consent …`: their parameters."""

from typing import Annotated

import typer

from vorlauf.cli.common.options import Actor, Json

app = typer.Typer(
    name="consent",
    help="Consents of the people who are shown in pictures.",
    no_args_is_help=True,
)


@app.command("list")
def list_consents(as_json: Json = False) -> int:
    """List the consents: who is shown, where, until when, in which posts."""
    from vorlauf.cli.people import consents

    return consents.listed(as_json=as_json)


@app.command()
def withdraw(
    key: Annotated[
        int, typer.Argument(metavar="ID", max=2**31 - 1, help="As the list numbers it.")
    ],
    actor: Actor,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="For the file: why.")
    ] = "",
    show: Annotated[
        bool, typer.Option("--show", help="Only say which posts are affected.")
    ] = False,
) -> int:
    """Withdraw a consent: stop every post that shows the picture."""
    from vorlauf.cli.people import consents

    return consents.end(key, actor, reason, only_show=show)
