"""The commands `vorlauf post …`: their parameters."""

from pathlib import Path
from typing import Annotated

import typer

from states.post import PostState, Trigger
from vorlauf.cli.common.options import (
    Actor,
    Assets,
    Comment,
    ForHouse,
    Graphics,
    Houses,
    Json,
    Link,
    Number,
    OneHouse,
    Slot,
    Texts,
)

_STATES = ", ".join(PostState)

app = typer.Typer(name="post", help="Posts: add, look, decide.", no_args_is_help=True)


@app.command()
def add(
    title: Annotated[str, typer.Argument(help="What it is about.")],
    slot: Slot,
    house: Houses,
    actor: Actor,
    text: Texts = None,
    link: Link = "",
    assets: Assets = True,
    graphics: Graphics = True,
    as_json: Json = False,
) -> int:
    """Plan a post; say whether its slot can be met."""
    from vorlauf.cli.posts import plan

    wish = plan.PlanOptions(
        title=title,
        actor=actor,
        slot=slot,
        houses=house,
        texts=text or (),
        link=link,
        assets=assets,
        graphics=graphics,
    )
    return plan.add(wish, as_json=as_json)


@app.command("list")
def list_posts(
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help=f"Only this one: {_STATES}.")
    ] = None,
    house: OneHouse = None,
    as_json: Json = False,
) -> int:
    """List the posts, the earliest slot first."""
    from vorlauf.cli.posts import listing

    return listing.posts(state, house, as_json=as_json)


@app.command()
def show(
    number: Number,
    actor: Annotated[
        str | None,
        typer.Option("--as", metavar="PERSON", help="Say what this person could do."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Show all that is known of a post: who is asked, until when, its whole file."""
    from vorlauf.cli.posts import show

    return show.show(number, actor, as_json=as_json)


@app.command()
def move(
    number: Number,
    trigger: Annotated[str, typer.Argument(help=f"One of {', '.join(Trigger)}.")],
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
        typer.Option(metavar="STATE", help=f"Where an override leads: {_STATES}."),
    ] = None,
    proof: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL=URL", help="A permalink; may be given again."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Make a move by hand; a refusal says what would be possible."""
    from vorlauf.cli.posts import move

    wish = move.MoveOptions(
        number=number,
        trigger=trigger,
        actor=actor,
        on_behalf_of=on_behalf_of,
        house=house,
        comment=comment,
        version=version,
        to=to,
        proofs=tuple(proof or ()),
    )
    return move.move(wish, as_json=as_json)


@app.command()
def edit(
    number: Number,
    actor: Actor,
    title: Annotated[str | None, typer.Option(help="A new title.")] = None,
    text: Texts = None,
    link: Annotated[str | None, typer.Option(help="A new link.")] = None,
    slot: Annotated[
        str | None, typer.Option(metavar="WHEN", help="A new slot.")
    ] = None,
    comment: Comment = "",
    as_json: Json = False,
) -> int:
    """Save a change; it voids the decisions on the version before."""
    from vorlauf.cli.posts import edit

    wish = edit.EditOptions(
        number=number,
        actor=actor,
        title=title,
        texts=tuple(text or ()),
        link=link,
        slot=slot,
        comment=comment,
    )
    return edit.edit(wish, as_json=as_json)


@app.command()
def deliver(
    number: Number,
    file: Annotated[Path, typer.Argument(help="The picture; its checksum is kept.")],
    house: Annotated[str, typer.Option(metavar="KEY", help="The house it is from.")],
    actor: Actor,
    alt: Annotated[str, typer.Option(help="What can be seen, in words.")] = "",
    consent: Annotated[
        str, typer.Option(help="Where the consent of those shown is kept.")
    ] = "",
) -> int:
    """Record that a picture is in."""
    from vorlauf.cli.posts import edit as posts_edit

    return posts_edit.deliver(number, file, house, actor, alt, consent)


@app.command()
def proof(
    number: Number,
    channel: Annotated[str, typer.Argument(help="The channel.")],
    permalink: Annotated[str, typer.Argument(help="Where it can be seen there.")],
    actor: Actor,
) -> int:
    """Record where a post can be seen; with every channel it counts as published."""
    from vorlauf.cli.posts import edit as posts_edit

    return posts_edit.proof(number, channel, permalink, actor)
