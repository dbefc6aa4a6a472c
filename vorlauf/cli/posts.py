"""The commands `vorlauf post …` but for `add` and `show`: listing, moving, editing."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Actor, Comment, ForHouse, Json, Number, OneHouse, Seen
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.directory.model import Directory
    from vorlauf.errors import ConflictError
    from vorlauf.posts.listing import PostRow
    from vorlauf.wiring import Wiring
    from vorlauf.workflow.decisions import Decision, Moved


def list_posts(
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="Only this one: %(states)s.")
    ] = None,
    house: OneHouse = None,
    owner: Annotated[
        str | None,
        typer.Option(metavar="PERSON", help="Only open ones that they look after."),
    ] = None,
    as_json: Json = False,
) -> int:
    """List the posts, the earliest slot first."""
    from vorlauf.db.engine import reading
    from vorlauf.editing.owners import posts_of
    from vorlauf.posts import listing

    wanted = parsing.state(state) if state else None
    with wired() as wiring, reading(wiring.engine) as connection:
        key = wiring.directory.house(house).key if house else None
        rows = listing.posts(connection, state=wanted, house=key)
        if owner:
            theirs = set(posts_of(wiring.call(connection, {}), owner))
            rows = [row for row in rows if row.number in theirs]
    if as_json:
        print_json(rows)
    elif not rows:
        tell("There is no such post.")
    else:
        _print_posts(rows, wiring.directory)
    return 0


def _print_posts(rows: list["PostRow"], directory: "Directory") -> None:
    columns = headings("Post", "Slot", "State", "Houses", "V", "Title")
    cells = (
        (
            row.number,
            (
                _("Reserve, without a date")
                if row.is_reserve
                else moment(row.slot_at, directory.campaign.zone)
            )
            + (_(" (missed)") if row.slot_missed else ""),
            label("state", row.state)
            + (_(" (overridden)") if row.overridden else "")
            + (_(" (on hold)") if row.on_hold else ""),
            ", ".join(row.houses),
            row.version,
            row.title,
        )
        for row in rows
    )
    console().print(table("", columns, cells))


def move(
    number: Number,
    trigger: Annotated[str, typer.Argument(help="One of %(moves)s.")],
    actor: Actor,
    on_behalf_of: Annotated[
        str | None,
        typer.Option("--for", metavar="PERSON", help="For whom a deputy decides."),
    ] = None,
    house: ForHouse = None,
    comment: Comment = "",
    version: Annotated[
        int | None, typer.Option(help="The version that was looked at.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(metavar="STATE", help="Where an override leads: %(states)s."),
    ] = None,
    proof: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL=URL", help="A permalink; may be given again."),
    ] = None,
    seen: Seen = None,
    as_json: Json = False,
) -> int:
    """Make a move by hand; a refusal says what would be possible."""
    from vorlauf.db.engine import writing
    from vorlauf.errors import ConflictError
    from vorlauf.workflow.decisions import Decision, decide

    with wired(actor) as wiring:
        directory = wiring.directory
        decision = Decision(
            number=number,
            trigger=parsing.trigger(trigger),
            # A person, always: the timetable does not act by hand.
            actor=directory.person(actor).key,
            on_behalf_of=on_behalf_of,
            house=directory.house(house).key if house else None,
            comment=comment,
            seen_version=version,
            seen_row_version=seen,
            target=parsing.state(to) if to else None,
            proofs=parsing.permalinks(proof or ()),
        )
        try:
            with writing(wiring.engine) as connection:
                moved = decide(wiring.call(connection, door()), decision)
        except ConflictError as error:
            raise _late(wiring, decision) from error
    if as_json:
        print_json(moved)
    else:
        say(moved_words(moved))
    return 0


def _late(wiring: "Wiring", decision: "Decision") -> "ConflictError":
    """Keep the comment of a move that came second; return who was faster."""
    from vorlauf.db.engine import writing
    from vorlauf.editing import late_words
    from vorlauf.errors import ConflictError

    with writing(wiring.engine) as connection:
        told = late_words.keep(wiring.call(connection, door()), late_words.of(decision))
    return ConflictError(told)


def moved_words(moved: "Moved") -> str:
    """Say what has become of a post, in a sentence."""
    what = _(
        "%(number)s “%(title)s”: %(move)s",
        number=moved.number,
        title=moved.title,
        move=label("move", moved.trigger),
    )
    if moved.house:
        what += _(" for %(house)s", house=moved.house)
    source, dest = label("state", moved.source), label("state", moved.dest)
    if moved.source is moved.dest:
        return what + _(
            "; it stays in %(state)s, where others are still asked.", state=dest
        )
    return f"{what}, {source} → {dest}."
