"""The command `vorlauf plan propose --fill`: open topics get slots of a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings, moment, ngettext
from vorlauf.cli.language import gettext as _
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from datetime import date, datetime

    from vorlauf.directory.model import Directory
    from vorlauf.plan.proposals.filling import Filling, FillWish

_ALL = "all"


@dataclass(frozen=True)
class Wanted:
    """What was typed: which ones are taken, which list was seen, and by whom."""

    taken: str
    seen: str
    actor: str | None


def fill_plan(wish: "FillWish", wanted: Wanted, *, as_json: bool) -> int:
    """Show which topics a plan may be filled with, and make posts of those taken."""
    from vorlauf.db.engine import reading, writing
    from vorlauf.plan.proposals.filling import fill, take_topics
    from vorlauf.plan.proposals.shown import check_shown, mark_of

    with wired(wanted.actor or "") as wiring:
        directory, by = wiring.directory, wanted.actor
        key = directory.person(by).key if by else directory.coordinator.key
        with reading(wiring.engine) as connection:
            found = fill(wiring.call(connection), wish, key)
        slots = {str(one.key): one.slot_at for one in found.placed}
        numbers: Sequence[str] = ()
        if wanted.taken:
            if slots or wanted.seen:
                check_shown(slots, wanted.seen)
            shown = {int(key): slots[key] for key in _chosen(slots, wanted.taken)}
            with writing(wiring.engine) as connection:
                call = wiring.call(connection, door())
                numbers = take_topics(call, wish, shown, key)
        if as_json:
            mark = mark_of(slots)
            print_json({**vars(found), "taken": list(numbers), "seen": mark})
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
                if slots:
                    tell_how_to_take(mark_of(slots))
    return 1 if found.left else 0


def tell_how_to_take(mark: str) -> None:
    """Say how what was shown is taken."""
    tell(
        "To take it as shown, repeat the command with --take all --seen %(mark)s "
        "and --as PERSON.",
        mark=mark,
    )


def _chosen(slots: "Mapping[str, datetime]", taken: str) -> list[str]:
    """Return the keys that are taken; raise `BadInputError` for one without a slot."""
    from vorlauf.errors import BadInputError

    chosen = list(slots) if taken == _ALL else taken.replace(",", " ").split()
    if unknown := sorted(set(chosen) - set(slots)):
        raise BadInputError(
            _(
                "No slot is proposed for topic %(keys)s; take one of those shown.",
                keys=", ".join(unknown),
            )
        )
    return chosen


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
