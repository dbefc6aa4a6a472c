"""The command `vorlauf post note`: a follow-up note on a post, for a day."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day as written_day
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, Number
from vorlauf.cli.output import tell
from vorlauf.cli.parsing import day
from vorlauf.errors import BadInputError

if TYPE_CHECKING:
    from vorlauf.posts.follow_up_queries import FollowUpRow


def note(
    number: Number,
    actor: Actor,
    text: Annotated[
        str, typer.Argument(help="What to come back to; only coordinators read it.")
    ] = "",
    on: Annotated[
        str | None, typer.Option(metavar="DAY", help="From when on it is on Today.")
    ] = None,
    key: Annotated[
        int | None,
        typer.Option("--id", metavar="ID", max=2**31 - 1, help="A note to put off."),
    ] = None,
    done: Annotated[
        int | None,
        typer.Option(metavar="ID", max=2**31 - 1, help="A note that is done."),
    ] = None,
) -> int:
    """Write a follow-up note, put one off or mark it done; else list the notes."""
    from vorlauf.db import post_snapshots
    from vorlauf.db.engine import writing
    from vorlauf.editing import follow_ups
    from vorlauf.editing.follow_ups import NewFollowUp
    from vorlauf.posts.follow_up_queries import notes_of
    from vorlauf.workflow.manual_actions import overseer

    wanted = _wanted(text, on, key, done)
    with wired(actor) as wiring, writing(wiring.engine) as connection:
        call = wiring.call(connection, door())
        by = overseer(wiring.directory, actor, door=door())
        if done is not None:
            follow_ups.finish(call, number, done, by)
        elif wanted is not None and key is not None:
            follow_ups.put_off(call, number, key, wanted, by)
        elif wanted is not None:
            follow_ups.write(
                call, NewFollowUp(number=number, day=wanted, words=text, by=by)
            )
        post = post_snapshots.post_of(connection, number)
        notes = notes_of(connection, post.id)
    _print(notes, post.number)
    return 0


def _wanted(
    text: str, on: str | None, key: int | None, done: int | None
) -> date | None:
    """Return the day that was named. Raises `BadInputError` for what is contradictory.

    A text or a note needs a day, and the other way round; `done` stands alone.
    """
    named = [bool(text), key is not None, done is not None]
    if sum(named) > 1 or any(named[:2]) != bool(on):
        raise BadInputError(
            _(
                "Name a day and a text (--on DAY TEXT), a day and a note "
                "(--on DAY --id ID), or a note that is done (--done ID)."
            )
        )
    return day(on) if on else None


def _print(notes: "Sequence[FollowUpRow]", number: str) -> None:
    if not notes:
        tell("%(number)s has no follow-up notes.", number=number)
    for one in notes:
        shown = {"id": one.id, "day": written_day(one.day), "text": one.words}
        shown["name"] = one.done_by or one.written_by
        if one.done_at is None:
            tell("%(id)s: %(day)s: %(text)s (%(name)s)", **shown)
        else:
            tell("%(id)s: %(day)s: %(text)s (done by %(name)s)", **shown)
