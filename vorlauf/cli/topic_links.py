"""The commands `vorlauf plan topics propose-link` and their list: links of houses."""

import sys
from typing import Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, say, table


def make(
    house: Annotated[
        str, typer.Argument(metavar="HOUSE", help="For which house, by its key.")
    ],
    actor: Actor,
    label: Annotated[
        str, typer.Option("--label", metavar="TEXT", help="Who gets the link.")
    ],
    days: Annotated[
        int, typer.Option(metavar="DAYS", help="For how many days it is good.")
    ] = 90,
) -> int:
    """Make a link by which a house proposes topics; it is shown this once."""
    from vorlauf.accounts import topic_links
    from vorlauf.accounts.topic_links import NewTopicLink
    from vorlauf.db.engine import writing

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        wish = NewTopicLink(by=by, house=house, label=label, days=days)
        with writing(wiring.engine) as connection:
            made, secret = topic_links.make(wiring.call(connection, door()), wish)
        origin = wiring.settings.dashboard_url
    hint = _("This is link %(id)s; it is shown this once.", id=made.key)
    sys.stderr.write(f"{hint}\n")
    say(f"{origin}/propose/{secret}")
    return 0


def list_links(as_json: Json = False) -> int:
    """List the links by which houses propose topics."""
    from vorlauf.accounts import topic_links
    from vorlauf.db.engine import reading

    with wired() as wiring, reading(wiring.engine) as connection:
        found = topic_links.open_links(wiring.call(connection, door()))
        directory = wiring.directory
    if as_json:
        print_json(found)
        return 0
    rows = [
        (
            one.key,
            directory.houses[one.house].name
            if one.house in directory.houses
            else one.house,
            one.label,
            one.made_by,
            day(directory.agency.office.day_of(one.ends_at)),
        )
        for one in found
    ]
    columns = headings("ID", "House", "Who has it", "Made by", "Good until")
    console().print(table(_("Links to propose topics"), columns, rows))
    return 0


def revoke(
    key: Annotated[int, typer.Argument(metavar="ID", min=1, max=2**31 - 1)],
    actor: Actor,
) -> int:
    """Let a link by which topics are proposed open nothing any more."""
    from vorlauf.accounts import topic_links
    from vorlauf.db.engine import writing

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with writing(wiring.engine) as connection:
            gone = topic_links.revoke(wiring.call(connection, door()), key, by)
    tell("The link “%(label)s” is revoked.", label=gone.label)
    return 0
