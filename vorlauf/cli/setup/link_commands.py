"""The commands `vorlauf links …`: their parameters."""

import typer

from vorlauf.cli.common.options import Actor, Comment

app = typer.Typer(
    name="links",
    help="Links in mails: the key that they are made with.",
    no_args_is_help=True,
)


@app.command()
def key() -> int:
    """Say whether this machine has the key that the database's links are made with.

    Where no link was ever made the key is made.
    """
    from vorlauf.cli.setup import link_key

    return link_key.show()


@app.command()
def adopt(actor: Actor, comment: Comment = "") -> int:
    """Make links with this machine's key from now on; all that were sent are void.

    For a key that is lost for good. Whoever follows an old link may have a new one.
    """
    from vorlauf.cli.setup import link_key

    return link_key.adopt(actor, comment)
