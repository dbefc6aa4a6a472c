"""Options that several commands share."""

from typing import Annotated

import typer

Number = Annotated[
    str, typer.Argument(metavar="POST", help="The post's number, as in 2026-014.")
]
Actor = Annotated[
    str,
    typer.Option(
        "--as", metavar="PERSON", help="Who does it: a key, a name or an e-mail."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Houses = Annotated[
    list[str],
    typer.Option("--house", metavar="KEY", help="A house; may be given again."),
]
OneHouse = Annotated[
    str | None, typer.Option("--house", metavar="KEY", help="Only this house.")
]
ForHouse = Annotated[
    str | None,
    typer.Option(
        "--house", metavar="KEY", help="For which house, when several ask this person."
    ),
]
Texts = Annotated[
    list[str] | None,
    typer.Option(
        "--text", metavar="CHANNEL=TEXT", help="A channel's text; may be given again."
    ),
]
Channels = Annotated[
    list[str] | None,
    typer.Option(
        "--channel", metavar="CHANNEL", help="Only for this one; may be given again."
    ),
]
Slot = Annotated[
    str,
    typer.Option(
        "--slot",
        metavar="WHEN",
        help="“2026-12-03 10:00” in the campaign's zone, or with +01:00.",
    ),
]
Link = Annotated[str, typer.Option("--link", metavar="URL", help="The post's link.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what comes of it.")]
Comment = Annotated[
    str, typer.Option("--comment", metavar="TEXT", help="For the file: why.")
]
Seen = Annotated[
    int | None,
    typer.Option(
        help="The state of the post that was seen, as `vorlauf post show` names it."
    ),
]
Assets = Annotated[
    bool, typer.Option("--assets/--no-assets", help="Do the houses owe pictures?")
]
Graphics = Annotated[
    bool,
    typer.Option("--graphics/--no-graphics", help="Does the agency owe a graphic?"),
]
