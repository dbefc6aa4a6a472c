"""The commands `vorlauf inbox …`: their parameters."""

from typing import Annotated

import typer

from vorlauf.cli.common.options import Json

app = typer.Typer(
    name="inbox", help="Mail that comes in: replies and returns.", no_args_is_help=True
)
_Key = Annotated[
    int, typer.Argument(metavar="ID", max=2**31 - 1, help="As the list numbers it.")
]


@app.command()
def read(as_json: Json = False) -> int:
    """Read the mailbox of VORLAUF_INBOX_URL now, and act on what is new."""
    from vorlauf.cli.mail import inbox

    return inbox.read(as_json=as_json)


@app.command("list")
def list_mails(
    most: Annotated[
        int, typer.Option("--most", min=1, max=10_000, help="So many at most.")
    ] = 30,
    as_json: Json = False,
) -> int:
    """List what came in last, and what came of it."""
    from vorlauf.cli.mail import inbox as mail_inbox

    return mail_inbox.listed(most, as_json=as_json)


@app.command()
def show(
    key: _Key,
    eml: Annotated[
        bool, typer.Option("--eml", help="Write it as it came in, octet by octet.")
    ] = False,
) -> int:
    """Show the words of one mail that came in."""
    from vorlauf.cli.mail import inbox as mail_inbox

    return mail_inbox.show(key, as_it_came=eml)
