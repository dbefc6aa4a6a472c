"""Houses of posts: `vorlauf post houses`, `vorlauf house replace` and `rename`."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import consequences
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import label, moment
from vorlauf.cli.options import Actor, Comment, DryRun, Houses, Json, Number
from vorlauf.cli.output import name_of, print_json, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vorlauf.directory.model import Directory
    from vorlauf.editing.house_changes import HousesPreview
    from vorlauf.editing.house_replacements import Replacement
    from vorlauf.wiring import Wiring

Old = Annotated[str, typer.Argument(metavar="OLD", help="The key it has on posts.")]
New = Annotated[
    str, typer.Argument(metavar="NEW", help="A house of stakeholders.toml.")
]
Really = Annotated[
    bool, typer.Option("--yes", help="Do it; without it, only say what comes of it.")
]

Undo = Annotated[
    bool,
    typer.Option(
        "--undo", help="Take the last one back, while nobody has heard of it."
    ),
]


def post_houses(
    number: Number,
    house: Houses,
    actor: Actor,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Say which houses take part in a post; what the others decided stays."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.editing import house_changes

    with wired(actor) as wiring:
        wish = house_changes.HouseChange(
            number=number, actor=actor, houses=tuple(house), comment=comment
        )
        if dry_run:
            with trying(wiring.engine) as connection:
                found = house_changes.foresee(wiring.call(connection, door()), wish)
        else:
            with writing(wiring.engine) as connection:
                found = house_changes.change(wiring.call(connection, door()), wish)
        if as_json:
            print_json(_plain(number, found))
        else:
            for line in _lines(number, found, wiring.directory):
                say(line)
    return 0


def replace(
    old: Old,
    new: New,
    actor: Actor,
    comment: Comment = "",
    really: Really = False,
    undo: Undo = False,
) -> int:
    """Let another house take the place of one on every post under way."""
    from vorlauf.db.engine import reading, writing
    from vorlauf.editing import house_replacements
    from vorlauf.workflow.undo import UNDO_FOR

    with wired(actor) as wiring:
        directory = wiring.directory
        wish = house_replacements.Replacement(
            old=old, new=new, actor=actor, comment=comment, hold=UNDO_FOR
        )
        if undo:
            return _take_back(wiring, wish)
        if really:
            with writing(wiring.engine) as connection:
                done = house_replacements.replace_everywhere(
                    wiring.call(connection, door()), wish
                )
        else:
            with reading(wiring.engine) as connection:
                done = house_replacements.preview(wiring.call(connection, {}), wish)
        for number, found in done.items():
            for line in _lines(number, found, directory):
                say(line)
    _end(len(done), really=really)
    return 0


def _take_back(wiring: "Wiring", wish: "Replacement") -> int:
    from vorlauf.db.engine import writing
    from vorlauf.editing import house_replacements

    with writing(wiring.engine) as connection:
        call = wiring.call(connection, door())
        for number in house_replacements.take_back(call, wish):
            tell("%(number)s is as it was before.", number=number)
    return 0


def rename(
    old: Old,
    new: New,
    actor: Actor,
    comment: Comment = "",
    really: Really = False,
    undo: Undo = False,
) -> int:
    """Write the new key of a house on every post under way; decisions stay."""
    from vorlauf.db.engine import reading, writing
    from vorlauf.editing import house_replacements
    from vorlauf.workflow.undo import UNDO_FOR

    with wired(actor) as wiring:
        wish = house_replacements.Replacement(
            old=old, new=new, actor=actor, comment=comment, hold=UNDO_FOR
        )
        if undo:
            return _take_back(wiring, wish)
        if really:
            with writing(wiring.engine) as connection:
                numbers = house_replacements.rename_everywhere(
                    wiring.call(connection, door()), wish
                )
        else:
            with reading(wiring.engine) as connection:
                numbers = house_replacements.to_rename(
                    wiring.call(connection, {}), wish
                )
    for number in numbers:
        tell("%(number)s: %(old)s becomes %(new)s.", number=number, old=old, new=new)
    _end(len(numbers), really=really)
    return 0


def _end(posts: int, *, really: bool) -> None:
    if not posts:
        tell("No post under way has this house.")
    elif not really:
        tell("Nothing was changed yet; repeat the command with --yes.")


def _lines(
    number: str, found: "HousesPreview", directory: "Directory"
) -> "Iterator[str]":
    if not found.added and not found.removed:
        yield _("%(number)s: these are its houses already.", number=number)
        return
    yield _(
        "%(number)s: joins %(added)s; leaves %(removed)s; it is in %(state)s then.",
        number=number,
        added=", ".join(found.added) or "-",
        removed=", ".join(found.removed) or "-",
        state=label("state", found.state),
    )
    zone = directory.campaign.zone
    for step in found.opens:
        yield "  " + _(
            "asked: %(what)s of %(name)s (%(house)s) until %(when)s",
            what=label("step", step.kind),
            name=name_of(step.asked, directory),
            house=step.house,
            when=moment(step.due_at, zone),
        )
    for ended in found.ends:
        yield "  " + _(
            "no more asked: %(what)s of %(house)s",
            what=label("step", ended.kind),
            house=ended.house,
        )
    for mail in consequences.mail_lines(found.mails, directory):
        yield f"  {mail}"
    for yes in found.falls:
        yield "  " + _(
            "counts no more: %(what)s of %(house)s",
            what=label("step", yes.kind),
            house=yes.house,
        )


def _plain(number: str, found: "HousesPreview") -> dict[str, object]:
    return {
        "number": number,
        "state": found.state,
        "added": found.added,
        "removed": found.removed,
        "opens": found.opens,
        "ends": found.ends,
        "stays": found.stays,
        "falls": found.falls,
        "mails": found.mails,
    }
