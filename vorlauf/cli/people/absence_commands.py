"""The commands `vorlauf absence …`: their parameters."""

from typing import Annotated

import typer

from vorlauf.cli.common.options import Actor, Comment, Json

app = typer.Typer(
    name="absence",
    help="Absences: the deputy is asked instead.",
    no_args_is_help=True,
)
_Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="A key, a name or an e-mail.")
]
_First = Annotated[
    str, typer.Argument(metavar="FROM", help="The first day, as 2026-12-03.")
]
_Last = Annotated[str, typer.Argument(metavar="UNTIL", help="The last day.")]


@app.command("set")
def set_absence(
    person: _Person, first: _First, last: _Last, actor: Actor, comment: Comment = ""
) -> int:
    """Note that somebody is away; a coordinator may do it for everybody."""
    from vorlauf.cli.people import absences

    return absences.note(person, first, last, actor, comment)


@app.command()
def accept(
    key: Annotated[
        int,
        typer.Argument(
            metavar="ID", max=2**31 - 1, help="The out-of-office mail in the inbox."
        ),
    ],
    actor: Actor,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Another first day.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Another last day.")
    ] = None,
) -> int:
    """Enter what an out-of-office notice says as an absence."""
    from vorlauf.cli.people import absences

    return absences.accept(key, actor, first, last)


@app.command("list")
def list_absences(as_json: Json = False) -> int:
    """List who is away now or later, and who is asked instead."""
    from vorlauf.cli.people import absences

    return absences.listed(as_json=as_json)


@app.command()
def end(
    key: Annotated[
        int, typer.Argument(metavar="ID", max=2**31 - 1, help="As the list numbers it.")
    ],
    actor: Actor,
) -> int:
    """End an absence at once, or call one off."""
    from vorlauf.cli.people import absences

    return absences.end(key, actor)
