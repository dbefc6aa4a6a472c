"""The commands `vorlauf post edit`, `restore` and `material`."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import label
from vorlauf.cli.options import (
    Actor,
    Channels,
    Comment,
    DryRun,
    Json,
    Number,
    Seen,
    Texts,
)
from vorlauf.cli.output import part_label, print_json, said
from vorlauf.terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from vorlauf.db.call import Call
    from vorlauf.editing.consequences import Consequences
    from vorlauf.editing.edits import Edit, SavedEdit
    from vorlauf.wiring import Wiring


def edit(
    number: Number,
    actor: Actor,
    title: Annotated[str | None, typer.Option(help="A new title.")] = None,
    text: Texts = None,
    channel: Channels = None,
    link: Annotated[str | None, typer.Option(help="A new link.")] = None,
    slot: Annotated[
        str | None, typer.Option(metavar="WHEN", help="A new slot.")
    ] = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    seen: Seen = None,
    as_json: Json = False,
) -> int:
    """Save a change; it voids the decisions on the version before."""
    from vorlauf.editing import edits
    from vorlauf.editing.edits import Edit

    with wired(actor) as wiring:
        zone = wiring.directory.campaign.zone
        change = Edit(
            number=number,
            actor=wiring.directory.person(actor).key,
            title=title,
            texts=parsing.texts(text or ()),
            channels=None if channel is None else tuple(channel),
            link=link,
            slot_at=None if slot is None else parsing.instant(slot, zone),
            comment=comment,
            seen_row_version=seen,
        )
        if dry_run:
            found = look_ahead(
                wiring, number, change.actor, lambda call: edits.save(call, change)
            )
            show(wiring, found, as_json=as_json)
            return 0
        _save(wiring, change, as_json=as_json)
    return 0


def _save(wiring: "Wiring", change: "Edit", *, as_json: bool) -> None:
    from vorlauf.db import post_snapshots
    from vorlauf.db.engine import writing
    from vorlauf.editing import edits
    from vorlauf.editing.free_slots import clash_of, warning_of

    with writing(wiring.engine) as connection:
        call = wiring.call(connection, door())
        saved = edits.save(call, change)
        post = post_snapshots.post_of(connection, saved.number)
        clash = clash_of(call, post) if change.slot_at else None
    if as_json:
        print_json(saved)
        return
    say(_saved(saved))
    if clash is not None:
        say(said(warning_of(clash, wiring.directory)))


def _saved(saved: "SavedEdit") -> str:
    if not saved.changed:
        return _(
            "%(number)s: nothing has changed, so nothing was saved.",
            number=saved.number,
        )
    return _(
        "%(number)s is saved as version %(version)s (%(what)s); it is in %(state)s.",
        number=saved.number,
        version=saved.version,
        what=", ".join(part_label(part) for part in saved.changed),
        state=label("state", saved.state),
    )


def restore(
    number: Number,
    version: Annotated[
        int,
        typer.Argument(min=1, max=2**31 - 1, help="The version that is to hold again."),
    ],
    actor: Actor,
    comment: Comment = "",
    keep_slot: Annotated[
        bool, typer.Option("--keep-slot", help="Leave the slot where it is now.")
    ] = False,
    dry_run: DryRun = False,
    seen: Seen = None,
    as_json: Json = False,
) -> int:
    """Restore a version; what was decided on it in this round holds again."""
    from vorlauf.editing import restored_versions

    with wired(actor) as wiring:
        wish = restored_versions.Restoration(
            number=number,
            actor=wiring.directory.person(actor).key,
            version=version,
            comment=comment,
            keeps_slot=keep_slot,
            seen_row_version=seen,
        )
        found = look_ahead(
            wiring,
            number,
            wish.actor,
            lambda call: restored_versions.restore(call, wish),
            is_kept=not dry_run,
        )
        show(wiring, found, as_json=as_json)
    return 0


def material(
    number: Number,
    actor: Actor,
    assets: Annotated[
        bool | None,
        typer.Option("--assets/--no-assets", help="Every house supplies a picture."),
    ] = None,
    graphics: Annotated[
        bool | None,
        typer.Option("--graphics/--no-graphics", help="There is a graphic."),
    ] = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    seen: Seen = None,
    as_json: Json = False,
) -> int:
    """Let a post want pictures or a graphic, or not; what is asked follows."""
    from vorlauf.editing import material_changes

    with wired(actor) as wiring:
        wish = material_changes.MaterialChange(
            number=number,
            actor=wiring.directory.person(actor).key,
            wants_assets=assets,
            wants_graphics=graphics,
            comment=comment,
            seen_row_version=seen,
        )
        found = look_ahead(
            wiring,
            number,
            wish.actor,
            lambda call: material_changes.change(call, wish),
            is_kept=not dry_run,
        )
        show(wiring, found, as_json=as_json)
    return 0


def look_ahead(
    wiring: "Wiring",
    number: str,
    actor: str,
    act: "Callable[[Call], object]",
    *,
    is_kept: bool = False,
) -> "Consequences":
    """Return what comes of an act; only if it `is_kept` it is made."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.editing.consequences import consequences

    with (writing if is_kept else trying)(wiring.engine) as connection:
        call = wiring.call(connection, door())
        return consequences(call, number, actor, lambda: act(call))


def show(wiring: "Wiring", found: "Consequences", *, as_json: bool) -> None:
    """Print what comes of an act."""
    from vorlauf.cli import consequences

    if as_json:
        print_json(consequences.plain(found))
        return
    for line in consequences.lines(found, wiring.directory):
        say(line)
