"""The commands `vorlauf mail …`, and `vorlauf metrics`: their parameters."""

from typing import Annotated

import typer

from states.purpose import MailKind
from vorlauf.cli.common.options import Actor, Comment, Json, Number, OneHouse

# Every kind of mail that can be previewed: one for each purpose, and the digest.
KINDS = (*MailKind, "digest")
STATES = (
    "queued",
    "leased",
    "sending",
    "sent",
    "retry",
    "unknown",
    "dead",
    "cancelled",
)

app = typer.Typer(
    name="mail",
    help="Mails: what went out, what did not, and what to do about it.",
    no_args_is_help=True,
)
_Ids = Annotated[
    list[int], typer.Argument(metavar="ID…", help="Notices, as the list numbers them.")
]


def add_to(whole: typer.Typer) -> None:
    """Add these commands to the application."""
    whole.add_typer(app)
    whole.command()(metrics)


@app.command("list")
def list_notices(
    post: Annotated[
        str | None, typer.Option("--post", metavar="POST", help="Only of this post.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PERSON", help="Only to this person, or got by."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help=f"Only in this state: {', '.join(STATES)}. May be given again.",
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=0, max=3660, help="Only so many days back and ahead."),
    ] = None,
    as_json: Json = False,
) -> int:
    """List the notices: what needs a person's eye first.

    Then what is tried again, what was sent last, and what comes next.

    Any option makes it one list instead, in the order of time.
    """
    from vorlauf.cli.mail import listing

    wish = listing.ListOptions(post=post, to=to, states=tuple(state or ()), days=days)
    return listing.notices(wish, as_json=as_json)


@app.command()
def show(
    number: Annotated[
        int, typer.Argument(metavar="ID", help="The notice, as the list numbers it.")
    ],
    eml: Annotated[
        bool, typer.Option("--eml", help="Write the mail itself, as it was sent.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Show all that is known of a notice, and the text of its mail."""
    from vorlauf.cli.mail import show

    if eml:
        return show.content(number)
    return show.show(number, as_json=as_json)


@app.command()
def retry(ids: _Ids, actor: Actor, comment: Comment = "") -> int:
    """Send once more what was given up, is in doubt, or waits for another try."""
    from vorlauf.cli.mail import operations

    return operations.retry(ids, actor, comment)


@app.command()
def suppress(
    address: Annotated[str, typer.Argument(help="One e-mail address.")],
    actor: Actor,
    lift: Annotated[
        bool, typer.Option("--lift", help="Let mail go there again.")
    ] = False,
    comment: Comment = "",
) -> int:
    """Send nothing more to an address, or let mail go there again."""
    from vorlauf.cli.mail import operations as mail_operations

    return mail_operations.suppress(address, actor, comment, lift=lift)


@app.command()
def addresses(as_json: Json = False) -> int:
    """List the addresses that have refused mail, and those that get none any more."""
    from vorlauf.cli.mail import listing as mail_listing

    return mail_listing.addresses(as_json=as_json)


@app.command()
def remind(number: Number, actor: Actor, house: OneHouse = None) -> int:
    """Remind those who are asked once more, now.

    Once a working day for a matter, three times a day for a person.

    Never within two hours of another mail about the same matter.
    """
    from vorlauf.cli.mail import operations as mail_operations

    return mail_operations.remind(number, house, actor)


@app.command()
def preview(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.")],
    to: Annotated[str, typer.Option("--to", metavar="PERSON", help="Who reads it.")],
    post: Annotated[
        str | None,
        typer.Option(
            "--post", metavar="POST", help="The post; overview and digest need none."
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to; - for standard output, KIND-POST.eml here by default.",
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="de or en; the reader's by default.")
    ] = None,
) -> int:
    """Write a mail as it would be sent now, to a file; nothing is sent or kept."""
    from vorlauf.cli.mail import preview
    from vorlauf.mail.letters.previews import PreviewRequest

    wish = PreviewRequest(kind=kind, number=post, reader=to, language=lang)
    return preview.preview(wish, out)


def metrics() -> int:
    """Print the figures of the mail room, as Prometheus reads them."""
    from vorlauf.cli.mail import listing as mail_listing

    return mail_listing.metrics()
