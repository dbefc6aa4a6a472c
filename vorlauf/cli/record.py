"""The command `vorlauf post record`: what somebody decided by phone or in a meeting."""

from typing import Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, Comment, ForHouse, Json, Number
from vorlauf.cli.output import print_json
from vorlauf.cli.posts import moved_words
from vorlauf.terminal import say


def record(
    number: Number,
    decision: Annotated[
        str, typer.Argument(help="endorse, approve or request_changes.")
    ],
    decided_by: Annotated[
        str, typer.Option("--by", metavar="PERSON", help="Who decided.")
    ],
    at: Annotated[str, typer.Option(metavar="WHEN", help="When it was decided.")],
    actor: Actor,
    way: Annotated[
        str, typer.Option(metavar="WAY", help="How it was told: phone or meeting.")
    ] = "phone",
    on_behalf_of: Annotated[
        str | None,
        typer.Option("--for", metavar="PERSON", help="For whom a deputy decides."),
    ] = None,
    house: ForHouse = None,
    comment: Comment = "",
    version: Annotated[
        int | None, typer.Option(help="The version that was looked at.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Record what somebody decided by phone or in a meeting; they may object."""
    from vorlauf.db.engine import writing
    from vorlauf.workflow.action import Recording
    from vorlauf.workflow.decisions import Decision, decide

    with wired(actor) as wiring:
        directory = wiring.directory
        person = directory.person(decided_by)
        wanted = Decision(
            number=number,
            trigger=parsing.trigger(decision),
            actor=person.key,
            on_behalf_of=on_behalf_of,
            house=directory.house(house).key if house else None,
            comment=comment,
            seen_version=version,
            recording=Recording(
                by=directory.person(actor),
                way=parsing.way(way),
                said_at=parsing.instant(at, directory.campaign.zone),
            ),
        )
        with writing(wiring.engine) as connection:
            moved = decide(wiring.call(connection, door()), wanted)
    if as_json:
        print_json(moved)
    else:
        say(moved_words(moved))
        say(_("%(name)s gets a mail and can object until the slot.", name=person.name))
    return 0
