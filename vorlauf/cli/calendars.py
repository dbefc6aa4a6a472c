"""The commands `vorlauf calendar …`: addresses from which programs fetch calendars."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, moment
from vorlauf.cli.options import Actor, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.accounts.calendar_feeds import Feed
    from vorlauf.directory.model import Directory


def add(
    actor: Actor,
    label: Annotated[
        str, typer.Option("--label", metavar="TEXT", help="Where it is fetched.")
    ],
    house: Annotated[
        str | None, typer.Option("--house", metavar="KEY", help="What a house does.")
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="PERSON", help="What somebody may see."),
    ] = None,
) -> int:
    """Make the address of a calendar; it is shown this once.

    Without --house and --person it shows what you may see yourself.
    """
    from vorlauf.accounts import calendar_feeds
    from vorlauf.accounts.calendar_feeds import NewFeed
    from vorlauf.db.engine import writing

    with wired(actor) as wiring:
        wish = NewFeed(
            by=wiring.directory.person(actor).key,
            label=label,
            house=house or "",
            person=wiring.directory.person(person or actor).key
            if person or not house
            else "",
        )
        with writing(wiring.engine) as connection:
            key, secret = calendar_feeds.make(wiring.call(connection, door()), wish)
        origin = wiring.settings.dashboard_url
    hint = _("This is calendar %(id)s; its address is shown this once.", id=key)
    sys.stderr.write(f"{hint}\n")
    say(calendar_feeds.address(origin, secret))
    return 0


def list_calendars(actor: Actor, as_json: Json = False) -> int:
    """List the calendars that you may revoke."""
    from vorlauf.accounts import calendar_feeds
    from vorlauf.db.engine import reading

    with wired(actor) as wiring:
        directory = wiring.directory
        with reading(wiring.engine) as connection:
            call = wiring.call(connection, door())
            held = calendar_feeds.of_person(call, directory.person(actor))
    if as_json:
        print_json(held)
        return 0
    zone = directory.campaign.zone
    rows = (
        (
            one.key,
            _whose(one, directory),
            one.label,
            moment(one.made_at, zone),
            moment(one.used_at, zone) if one.used_at else "",
        )
        for one in held
    )
    columns = headings("ID", "Whose", "Where", "Made on", "Last fetched")
    console().print(table(_("Calendars"), columns, rows))
    return 0


def revoke(
    key: Annotated[int, typer.Argument(metavar="ID", min=1, max=2**31 - 1)],
    actor: Actor,
) -> int:
    """Let the address of a calendar open nothing any more."""
    from vorlauf.accounts import calendar_feeds
    from vorlauf.db.engine import writing

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with writing(wiring.engine) as connection:
            gone = calendar_feeds.revoke(wiring.call(connection, door()), key, by)
    tell("“%(label)s” is revoked; programs get nothing more.", label=gone.label)
    return 0


def _whose(one: "Feed", directory: "Directory") -> str:
    known = directory.houses if one.house else directory.people
    found = known.get(one.house or one.person)
    return found.name if found else one.house or one.person
