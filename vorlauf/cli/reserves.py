"""Reserves: `vorlauf post reserve`, `vorlauf plan reserves` and `vorlauf plan swap`."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.edits import look_ahead, show
from vorlauf.cli.language import day, headings, moment
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, Comment, DryRun, Json, Number, Seen
from vorlauf.cli.output import print_json, said, say_newly, tell
from vorlauf.errors import BadInputError
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vorlauf.db.post_snapshots import PostSnapshot
    from vorlauf.directory.model import Directory
    from vorlauf.plan.reserves.offers import LatePost
    from vorlauf.plan.reserves.swaps import Swapped


def reserve(
    number: Number,
    actor: Actor,
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help="The first day it may appear.")
    ] = "",
    last: Annotated[
        str, typer.Option("--until", metavar="DAY", help="The last day it may appear.")
    ] = "",
    slot: Annotated[
        str,
        typer.Option(
            "--slot", metavar="WHEN", help="It is no reserve, but has this slot."
        ),
    ] = "",
    comment: Comment = "",
    dry_run: DryRun = False,
    seen: Seen = None,
    as_json: Json = False,
) -> int:
    """Make a draft a reserve without a date, or a reserve a post with a slot."""
    from vorlauf.plan.reserves import marking

    if slot and (first or last):
        raise BadInputError(_("Write days or a slot, but not both."))
    with wired(actor) as wiring:
        key = wiring.directory.person(actor).key
        if slot:
            slot_at = parsing.instant(slot, wiring.directory.campaign.zone)
            ordinary = marking.Unmarking(
                number=number,
                actor=key,
                slot_at=slot_at,
                comment=comment,
                seen_row_version=seen,
            )
            found = look_ahead(
                wiring,
                number,
                key,
                lambda call: marking.unmark(call, ordinary),
                is_kept=not dry_run,
            )
        else:
            wish = marking.Marking(
                number=number,
                actor=key,
                first_day=parsing.day(first) if first else None,
                last_day=parsing.day(last) if last else None,
                comment=comment,
                seen_row_version=seen,
            )
            found = look_ahead(
                wiring,
                number,
                key,
                lambda call: marking.mark(call, wish),
                is_kept=not dry_run,
            )
        show(wiring, found, as_json=as_json)
    return 0


def reserves(as_json: Json = False) -> int:
    """List the reserves, and the posts whose slot they could take soon."""
    from vorlauf.db.engine import reading
    from vorlauf.plan.reserves.offers import all_reserves, late_posts

    with wired() as wiring, reading(wiring.engine) as connection:
        call = wiring.call(connection)
        found, late = all_reserves(call), late_posts(call)
        if as_json:
            print_json(
                {
                    "reserves": [_plain(post) for post in found],
                    "late": [_plain_late(one) for one in late],
                }
            )
            return 0
        _print(found, late, wiring.directory)
    return 0


def swap(
    late: Annotated[
        str, typer.Argument(metavar="LATE", help="The post that leaves its slot.")
    ],
    reserve_number: Annotated[
        str, typer.Argument(metavar="RESERVE", help="The reserve that takes it.")
    ],
    actor: Actor,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take it back; nobody has heard of it yet.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Let a reserve take the slot of a late post, which gets its earliest one."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.plan.reserves import swaps
    from vorlauf.workflow.undo import UNDO_FOR

    with wired(actor) as wiring:
        wish = swaps.Swap(
            late=late,
            reserve=reserve_number,
            actor=wiring.directory.person(actor).key,
            say=said,
            hold=UNDO_FOR,
        )
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = wiring.call(connection, door())
            if undo:
                swaps.take_back(call, wish)
                tell("%(number)s has its slot again.", number=late)
                return 0
            found = swaps.swap(call, wish)
        if as_json:
            print_json(found)
            return 0
        _print_swap(found, wiring.directory)
        if dry_run:
            tell("Nothing was changed.")
        else:
            tell(
                "Back again within %(seconds)s seconds: vorlauf plan swap %(late)s "
                "%(reserve)s --undo --as %(person)s",
                seconds=int(UNDO_FOR.total_seconds()),
                late=found.late,
                reserve=found.reserve,
                person=wish.actor,
            )
    return 0


def _print_swap(found: "Swapped", directory: "Directory") -> None:
    zone = directory.campaign.zone
    tell(
        "%(reserve)s takes the slot %(slot)s; version %(version)s stays approved.",
        reserve=found.reserve,
        slot=moment(found.slot_at, zone),
        version=found.version,
    )
    tell(
        "%(late)s moves to its earliest slot: %(slot)s.",
        late=found.late,
        slot=moment(found.to, zone),
    )
    if found.voids_decisions:
        tell("What was decided on %(late)s so far is void.", late=found.late)
    for remark in found.remarks:
        say(said(remark))
    say_newly(found.newly_found)


def _print(
    found: "Sequence[PostSnapshot]",
    late: "Sequence[LatePost]",
    directory: "Directory",
) -> None:
    from vorlauf.cli.language import label

    zone = directory.campaign.zone
    if not found:
        tell("There is no reserve; `vorlauf post reserve` makes a draft one.")
    else:
        rows = [
            (post.number, post.title, label("state", post.state), _days(post))
            for post in found
        ]
        columns = headings("Post", "Title", "State", "May appear")
        console().print(table(_("Reserves"), columns, rows))
    if late:
        rows = [
            (
                one.post.number,
                one.post.title,
                moment(one.post.slot_at, zone),
                ", ".join(o.post.number for o in one.offers if not o.why_not),
            )
            for one in late
        ]
        columns = headings("Post", "Title", "Slot", "Reserves")
        console().print(table(_("Slots that will be missed"), columns, rows))


def _days(post: "PostSnapshot") -> str:
    first, last = post.reserve_from, post.reserve_until
    return _(
        "%(first)s to %(last)s",
        first=day(first) if first else "…",
        last=day(last) if last else "…",
    )


def _plain(post: "PostSnapshot") -> dict[str, object]:
    return {
        "number": post.number,
        "title": post.title,
        "state": post.state,
        "houses": post.houses,
        "first_day": post.reserve_from,
        "last_day": post.reserve_until,
    }


def _plain_late(one: "LatePost") -> dict[str, object]:
    return {
        "number": one.post.number,
        "title": one.post.title,
        "slot_at": one.post.slot_at,
        "offers": [
            {
                "number": offer.post.number,
                "why_not": offer.why_not,
                "remarks": offer.remarks,
            }
            for offer in one.offers
        ],
    }
