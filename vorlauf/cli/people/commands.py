"""The commands `vorlauf people …`: their parameters."""

from typing import Annotated

import typer

from vorlauf.cli.common.options import Actor, Json

app = typer.Typer(
    name="people",
    help="People: who may sign in to the dashboard.",
    no_args_is_help=True,
)
_WHO = "A key of stakeholders.toml, a name or an e-mail."
_Person = Annotated[str, typer.Argument(metavar="PERSON", help=_WHO)]
_People = Annotated[
    list[str], typer.Argument(metavar="PERSON…", help=f"{_WHO} Several may be given.")
]


@app.command("list")
def list_people(as_json: Json = False) -> int:
    """List everybody who may be invited, and how it stands with their account."""
    from vorlauf.cli.people import accounts

    return accounts.listed(as_json=as_json)


@app.command()
def invite(
    people: _People,
    actor: Actor,
    in_person: Annotated[
        bool,
        typer.Option("--print", help="Send no mail; print the links to hand over."),
    ] = False,
) -> int:
    """Invite people to the dashboard, by a mail with a link that works once.

    Without a mail server the links are printed. Whoever is disabled may sign in again,
    and is asked again for what is open.
    """
    from vorlauf.cli.people import accounts as desk

    return desk.invite(people, actor, in_person=in_person)


@app.command()
def disable(person: _Person, actor: Actor) -> int:
    """Shut somebody out at once: no sign-in, no link, no mail; others are asked."""
    from vorlauf.cli.people import accounts as people_accounts

    return people_accounts.disable(person, actor)


@app.command()
def token(
    person: _Person,
    actor: Actor,
    label: Annotated[
        str, typer.Option("--label", metavar="TEXT", help="What it is for.")
    ],
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="Its last day, as 2026-12-31."),
    ] = None,
) -> int:
    """Make a token by which a program acts for somebody; it is shown this once."""
    from vorlauf.cli.people import accounts as people_accounts

    return people_accounts.token(person, actor, label, until)
