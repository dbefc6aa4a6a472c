"""The command `vorlauf plan check`: one date, or the whole plan."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import wired
from vorlauf.cli.language import day, headings, label, moment, ngettext
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Assets, Graphics, Json
from vorlauf.cli.output import feasible, name_of, print_json
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.directory.model import Directory
    from vorlauf.plan.findings import Balance, Overload, PlanCheck, PostCheck
    from vorlauf.wiring import Wiring


def check(
    slot: Annotated[
        str | None,
        typer.Argument(metavar="WHEN", help="As in --slot; without it, the plan."),
    ] = None,
    house: Annotated[
        list[str] | None,
        typer.Option("--house", metavar="KEY", help="A house; may be given again."),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="The plan of a year; else what lies ahead.")
    ] = None,
    assets: Assets = True,
    graphics: Graphics = True,
    as_json: Json = False,
) -> int:
    """Say whether a date, or the whole plan, can be met, and if not why (1: no)."""
    from states.messages import msg
    from vorlauf.db.engine import reading
    from vorlauf.errors import BadInputError
    from vorlauf.plan.check import check_plan

    if slot is not None and not house:
        raise BadInputError(msg("A date is checked for a house; name it with --house."))
    if slot is None and house:
        raise BadInputError(
            msg("A house is checked for a date; write it behind the command.")
        )
    with wired() as wiring:
        if slot is not None:
            wants = (assets, graphics)
            return _check_date(wiring, slot, tuple(house or ()), wants, as_json)
        with reading(wiring.engine) as connection:
            found = check_plan(wiring.call(connection), year)
        if as_json:
            print_json(found)
        else:
            _print(found, wiring.directory)
    return 0 if found.is_fine else 1


def _check_date(
    wiring: "Wiring",
    slot: str,
    houses: tuple[str, ...],
    wants: tuple[bool, bool],
    as_json: bool,
) -> int:
    from vorlauf.editing.feasibility import feasibility_of
    from vorlauf.editing.new_posts import NewPost
    from vorlauf.posts.slots import check_slot

    directory, now = wiring.directory, wiring.now()
    post = NewPost(
        title="",
        author=directory.coordinator.key,
        houses=houses,
        slot_at=parsing.instant(slot, directory.campaign.zone),
        wants_assets=wants[0],
        wants_graphics=wants[1],
    )
    check_slot(post.slot_at, directory, now)
    found = feasibility_of(directory, post, now)
    if as_json:
        print_json(found)
    else:
        say(feasible(found, directory))
    return 0 if found.met else 1


def _print(found: "PlanCheck", directory: "Directory") -> None:
    say(
        ngettext(
            "%(count)s post from %(first)s to %(last)s.",
            "%(count)s posts from %(first)s to %(last)s.",
            found.posts,
            first=day(found.first),
            last=day(found.last),
        )
    )
    if found.is_fine:
        say(_("Nothing is wrong with the plan."))
    for title, columns, rows in _tables(found, directory):
        if rows:
            console().print(table(title, columns, rows))


_Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]


def _tables(found: "PlanCheck", directory: "Directory") -> Iterator[_Table]:
    zone = directory.campaign.zone
    yield (
        _("Slots that cannot be met"),
        headings("Post", "Title", "Slot", "Because", "Earliest"),
        [
            (
                one.number,
                one.title,
                moment(one.slot_at, zone),
                _why(one),
                moment(one.earliest, zone) if one.earliest else "",
            )
            for one in found.troubled
        ],
    )
    yield (
        _("Posts with the same slot and channel"),
        headings("Slot", "Channels", "Posts"),
        [
            (moment(one.slot_at, zone), ", ".join(one.channels), _listed(one.numbers))
            for one in found.clashes
        ],
    )
    yield (
        _("More than was agreed"),
        headings("From", "What", "Planned", "Agreed", "Posts"),
        [
            (
                day(one.first),
                _what(one),
                one.count,
                one.agreed,
                _listed(one.numbers),
            )
            for one in found.overloads
        ],
    )
    yield (
        _("Posts of a house too close together"),
        headings("House", "Posts", "Days"),
        [
            (one.house, _listed(one.numbers), _span(*one.days))
            for one in found.too_close
        ],
    )
    yield (
        _("Weeks without a post"),
        headings("From"),
        [(day(one),) for one in found.gaps],
    )
    yield (
        _("Absences in which an answer is due"),
        headings("Who", "House", "Away", "Instead", "Posts"),
        [
            (
                name_of(one.person, directory),
                one.house,
                _span(one.first_day, one.last_day),
                name_of(one.instead, directory) if one.instead else _("nobody"),
                _listed(one.numbers),
            )
            for one in found.absences
        ],
    )
    yield (
        _("Split of the posts"),
        headings("By", "Of", "Posts", "Share", "Agreed"),
        [
            (
                label("balance", one.kind),
                one.key,
                one.posts,
                _percent(one.share),
                "" if one.agreed is None else _percent(one.agreed),
            )
            for one in found.balances
            if _is_telling(one)
        ],
    )


def _why(one: "PostCheck") -> str:
    said = []
    if one.is_missed:
        said.append(_("The slot was missed"))
    elif one.because:
        said.append(
            ngettext(
                "%(count)s working day short: %(house)s",
                "%(count)s working days short: %(house)s",
                one.short_by,
                house=one.because,
            )
            + (f", {label('step', one.step)}" if one.step else "")
        )
    if one.closed:
        said.append(one.closed)
    if one.closed_houses:
        said.append(_("closed: %(houses)s", houses=", ".join(one.closed_houses)))
    return "; ".join(said)


def _what(one: "Overload") -> str:
    if one.house:
        return _("steps of %(house)s in the week", house=one.house)
    return _("posts on the day") if one.is_day else _("posts in the week")


def _is_telling(one: "Balance") -> bool:
    return bool(one.posts or one.agreed)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _span(first: date, last: date) -> str:
    return _("%(first)s to %(last)s", first=day(first), last=day(last))


def _listed(numbers: Sequence[str], most: int = 8) -> str:
    more = len(numbers) - most
    shown = ", ".join(numbers[:most])
    return (
        shown if more <= 0 else _("%(shown)s and %(more)s more", shown=shown, more=more)
    )
