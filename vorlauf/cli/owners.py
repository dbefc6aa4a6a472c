"""The command `vorlauf post hand-over`: another coordinator looks after posts."""

from typing import Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, DryRun
from vorlauf.cli.output import said, tell
from vorlauf.cli.parsing import day
from vorlauf.errors import BadInputError


def hand_over(
    actor: Actor,
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="POST", help="Numbers of posts.")
    ] = None,
    to: Annotated[
        str, typer.Option(metavar="PERSON", help="Who looks after them from then on.")
    ] = "",
    all_of: Annotated[
        str | None,
        typer.Option("--all-of", metavar="PERSON", help="All open posts of somebody."),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="From this day on, not at once."),
    ] = None,
    note: Annotated[str, typer.Option(help="What the new owner has to know.")] = "",
    undo: Annotated[
        bool,
        typer.Option(
            "--undo", help="Take the last one back, while nobody has heard of it."
        ),
    ] = False,
    dry_run: DryRun = False,
) -> int:
    """Hand posts over to another coordinator, who gets a mail with the note."""
    if not to and not undo:
        raise BadInputError(_("Name a person with --to, or use --undo."))
    if undo:
        return _take_back(actor, list(numbers or ()), dry_run=dry_run)
    from vorlauf.db.engine import trying, writing
    from vorlauf.editing import owners
    from vorlauf.workflow.manual_actions import overseer

    way = trying if dry_run else writing
    with wired(actor) as wiring, way(wiring.engine) as connection:
        call = wiring.call(connection, door())
        named = list(numbers or ())
        if all_of is not None:
            named += owners.posts_of(call, all_of)
        done = owners.hand_over(
            call,
            owners.HandOver(
                numbers=named,
                to=to,
                by=overseer(wiring.directory, actor, door=door()),
                first_day=day(first) if first else None,
                note=note,
                say=said,
            ),
        )
    if dry_run:
        tell("Only tried; repeat the command without --dry-run:")
    tell(
        "%(name)s looks after %(posts)s.",
        name=done.to.name,
        posts=", ".join(done.numbers) or _("what they had before"),
    )
    return 0


def _take_back(actor: str, numbers: list[str], *, dry_run: bool) -> int:
    from vorlauf.db.engine import trying, writing
    from vorlauf.editing.owner_undo import take_back
    from vorlauf.workflow.manual_actions import overseer

    way = trying if dry_run else writing
    with wired(actor) as wiring, way(wiring.engine) as connection:
        by = overseer(wiring.directory, actor, door=door())
        taken = take_back(wiring.call(connection, door()), numbers, by)
    if dry_run:
        tell("Only tried; repeat the command without --dry-run:")
    for number in taken:
        tell("%(number)s is as it was before.", number=number)
    return 0
