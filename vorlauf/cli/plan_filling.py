"""The command `vorlauf plan propose --fill`: open topics get slots of a plan."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings, moment, ngettext
from vorlauf.cli.language import gettext as _
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from datetime import date

    from vorlauf.directory.model import Directory
    from vorlauf.plan.proposals.filling import Filling, FillWish

_ALL = "all"


def fill_plan(wish: "FillWish", taken: str, actor: str | None, *, as_json: bool) -> int:
    """Show which topics a plan may be filled with, and make posts of those taken."""
    from vorlauf.db.engine import reading, writing
    from vorlauf.errors import BadInputError
    from vorlauf.plan.proposals.filling import fill, take_topics

    with wired(actor or "") as wiring:
        directory = wiring.directory
        key = directory.person(actor).key if actor else directory.coordinator.key
        with reading(wiring.engine) as connection:
            found = fill(wiring.call(connection), wish, key)
        numbers: Sequence[str] = ()
        if taken:
            wanted = {str(one.key) for one in found.placed}
            if taken != _ALL:
                chosen = set(taken.replace(",", " ").split())
                if unknown := sorted(chosen - wanted):
                    raise BadInputError(
                        _(
                            "No slot is proposed for topic %(keys)s; take one of those "
                            "shown.",
                            keys=", ".join(unknown),
                        )
                    )
                wanted = chosen
            shown = {
                one.key: one.slot_at for one in found.placed if str(one.key) in wanted
            }
            with writing(wiring.engine) as connection:
                call = wiring.call(connection, door())
                numbers = take_topics(call, wish, shown, key)
        if as_json:
            print_json({**vars(found), "taken": list(numbers)})
        else:
            _print(found, directory)
            if numbers:
                say(
                    ngettext(
                        "%(count)s draft was made: %(numbers)s.",
                        "%(count)s drafts were made: %(numbers)s.",
                        len(numbers),
                        numbers=", ".join(numbers),
                    )
                )
                keys = " ".join(map(str, shown))
                tell("Back again: vorlauf plan topics undo %(id)s", id=keys)
            else:
                tell("Nothing was changed.")
    return 1 if found.left else 0


def _print(found: "Filling", directory: "Directory") -> None:
    zone = directory.campaign.zone
    rows = [
        (
            str(one.key),
            one.title,
            moment(one.slot_at, zone),
            " ".join(map(said, one.because)),
        )
        for one in found.placed
    ]
    columns = headings("Topic", "Title", "Slot", "Because")
    title = _(
        "Topics for the plan from %(first)s to %(last)s",
        first=day(found.first),
        last=day(found.last),
    )
    console().print(table(title, columns, rows))
    obstacles = [
        (str(one.key), one.title, said(each.rule), _days(each.days))
        for one in found.left
        for each in one.obstacles
    ]
    if obstacles:
        columns = headings("Topic", "Title", "In the way", "On")
        console().print(
            table(_("Without a slot that keeps every rule"), columns, obstacles)
        )


def _days(days: "Sequence[date]") -> str:
    if len(days) == 1:
        return day(days[0])
    return ngettext(
        "%(count)s day, %(first)s to %(last)s",
        "%(count)s days, %(first)s to %(last)s",
        len(days),
        first=day(days[0]),
        last=day(days[-1]),
    )
