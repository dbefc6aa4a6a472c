"""The command `vorlauf plan preview`: what another slot of a post would change."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Json, Number
from vorlauf.cli.output import feasible, name_of, print_json, say_newly
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.directory.model import Directory
    from vorlauf.editing.slot_previews import Shift, SlotPreview


def preview(
    number: Number,
    slot: Annotated[str, typer.Argument(metavar="WHEN", help="As in --slot.")],
    as_json: Json = False,
) -> int:
    """Say what another slot would change, and who would get a mail; change nothing."""
    from vorlauf.db import post_snapshots
    from vorlauf.db.engine import trying
    from vorlauf.editing.slot_previews import outlook_with_slot
    from vorlauf.plan.comparison import found_after_move

    with wired() as wiring:
        directory = wiring.directory
        slot_at = parsing.instant(slot, directory.campaign.zone)
        with trying(wiring.engine) as connection:
            post = post_snapshots.post_of(connection, number)
            call = wiring.call(connection)
            found = outlook_with_slot(call, post, slot_at)
            newly = found_after_move(call, post, slot_at)
        if as_json:
            print_json({**vars(found), "newly_found": newly})
        else:
            _print(found, directory)
            say_newly(newly)
    return 0 if found.feasibility.met else 1


def _print(found: "SlotPreview", directory: "Directory") -> None:
    say(feasible(found.feasibility, directory))
    if found.voids_decisions:
        say(
            _(
                "What was decided so far is void; the post goes to %(state)s.",
                state=label("state", found.state),
            )
        )
    columns = headings("House", "What", "Due so far", "Due then", "Mail to")
    rows = (
        _row(shift, directory)
        for shift in found.shifts
        if shift.is_open or shift.is_ahead
    )
    console().print(table(_("Due dates"), columns, rows))


def _row(shift: "Shift", directory: "Directory") -> tuple[str, ...]:
    zone = directory.campaign.zone
    return (
        shift.house,
        label("step", shift.kind),
        moment(shift.before, zone),
        moment(shift.after, zone),
        name_of(shift.mail_to, directory) if shift.mail_to else "",
    )
