"""The commands `vorlauf post hold|resume|holds`: posts rest, and go on."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day as written_day
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment, ngettext
from vorlauf.cli.options import Actor, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.errors import BadInputError
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from datetime import datetime

    from vorlauf.db.hold_tables import HoldScope
    from vorlauf.directory.model import Directory
    from vorlauf.posts.hold_queries import HoldRow
    from vorlauf.scheduling.hold_releases import Released
    from vorlauf.scheduling.holds import Placed

Numbers = Annotated[
    list[str] | None,
    typer.Argument(metavar="POST", help="Posts by number; may be several."),
]
Week = Annotated[
    str | None,
    typer.Option(metavar="WEEK", help="Slots of a week: 2027-W03, or one of its days."),
]
Channel = Annotated[
    str | None, typer.Option(metavar="CHANNEL", help="Posts of this channel.")
]
House = Annotated[
    str | None, typer.Option("--house", metavar="KEY", help="Posts of this house.")
]
All = Annotated[bool, typer.Option("--all", help="Every open post.")]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; everybody reads it.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Change nothing; say what would happen.")
]


def hold(
    actor: Actor,
    numbers: Numbers = None,
    week: Week = None,
    channel: Channel = None,
    house: House = None,
    everything: All = False,
    reason: Reason = "",
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="The last day of the hold.")
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Put posts on hold: mails and due dates rest, decisions stay valid."""
    from vorlauf.db.engine import reading, writing
    from vorlauf.scheduling import holds
    from vorlauf.scheduling.hold_orders import HoldOrder
    from vorlauf.workflow.manual_actions import overseer

    scope, what = _scope(numbers or [], week, channel, house, everything=everything)
    with wired(actor) as wiring:
        order = HoldOrder(
            scope=scope,
            what=what,
            numbers=tuple(numbers or ()),
            reason=reason,
            last_day=parsing.day(until) if until else None,
        )
        by = overseer(wiring.directory, actor, door=door())
        if dry_run:
            with reading(wiring.engine) as connection:
                placed = holds.preview(wiring.call(connection, door()), order)
        else:
            with writing(wiring.engine) as connection:
                placed = holds.place(wiring.call(connection, door()), order, by)
        directory = wiring.directory
    if as_json:
        print_json({**vars(placed), "posts": [vars(post) for post in placed.posts]})
    else:
        _print_placed(placed, directory)
    return 0


def resume(
    actor: Actor,
    numbers: Numbers = None,
    hold: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            max=2**31 - 1,
            help="See `vorlauf post holds`; with posts, only they leave it.",
        ),
    ] = None,
    week: Week = None,
    channel: Channel = None,
    house: House = None,
    everything: All = False,
    reason: Reason = "",
    undo: Annotated[
        bool,
        typer.Option("--undo", help="Take back that --hold ID was ended just now."),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Let posts go on: due dates are planned again, and whoever waits is told."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.db.hold_tables import HoldScope
    from vorlauf.scheduling import hold_releases
    from vorlauf.workflow.manual_actions import overseer
    from vorlauf.workflow.undo import UNDO_FOR

    if undo:
        return _take_back(actor, hold)
    scope, what = HoldScope.POSTS, ""
    if hold is None:
        scope, what = _scope(numbers or [], week, channel, house, everything=everything)
    with wired(actor) as wiring:
        directory = wiring.directory
        by = overseer(directory, actor, comment=reason, door=door())
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = wiring.call(connection, door())
            if numbers and hold is not None:
                released = [hold_releases.let_go(call, hold, numbers, by)]
            elif numbers:
                released = hold_releases.release_posts(call, numbers, by)
            else:
                keys = [hold] if hold is not None else []
                if not keys:
                    scope, what = _scope(
                        [], week, channel, house, everything=everything
                    )
                    keys = [
                        one.id for one in hold_releases.open_like(call, scope, what)
                    ]
                released = [
                    hold_releases.release(call, key, by, hold=UNDO_FOR) for key in keys
                ]
    if as_json:
        print_json([_plain(one) for one in released])
    else:
        for one in released:
            _print_released(one, directory, dry_run=dry_run)
    return 0


def _take_back(actor: str, hold: int | None) -> int:
    """Let a hold that was just ended hold its posts again."""
    from vorlauf.db.engine import writing
    from vorlauf.errors import BadInputError
    from vorlauf.scheduling import hold_releases
    from vorlauf.workflow.manual_actions import overseer

    if hold is None:
        raise BadInputError(_("Name the hold with --hold ID; only its end is undone."))
    with wired(actor) as wiring:
        by = overseer(wiring.directory, actor, door=door())
        with writing(wiring.engine) as connection:
            count = hold_releases.take_back(wiring.call(connection, door()), hold, by)
    say(
        ngettext(
            "The hold holds again, with %(count)s post.",
            "The hold holds again, with %(count)s posts.",
            count,
        )
    )
    return 0


def list_holds(as_json: Json = False) -> int:
    """List what is on hold now: why, by whom, and until when."""
    from vorlauf.db.engine import reading
    from vorlauf.posts import hold_queries

    with wired() as wiring, reading(wiring.engine) as connection:
        found = hold_queries.open_holds(connection)
        directory = wiring.directory
    if as_json:
        print_json(found)
    elif not found:
        tell("Nothing is on hold.")
    else:
        _print_holds(found, directory)
    return 0


def _scope(
    numbers: list[str],
    week: str | None,
    channel: str | None,
    house: str | None,
    *,
    everything: bool,
) -> "tuple[HoldScope, str]":
    """Return the one thing that was named. Raises `BadInputError` unless it is one."""
    from vorlauf.db.hold_tables import HoldScope

    named = [
        (HoldScope.POSTS, "") if numbers else None,
        (HoldScope.WEEK, week) if week else None,
        (HoldScope.CHANNEL, channel) if channel else None,
        (HoldScope.HOUSE, house) if house else None,
        (HoldScope.ALL, "") if everything else None,
    ]
    found = [one for one in named if one is not None]
    if len(found) != 1:
        raise BadInputError(
            _(
                "Name one thing: posts by number, --week, --channel, --house or --all.",
            )
        )
    return found[0]


def _last_day(ends_at: "datetime | None", directory: "Directory") -> date | None:
    if ends_at is None:
        return None
    return directory.agency.office.day_of(ends_at - timedelta(seconds=1))


def _print_placed(placed: "Placed", directory: "Directory") -> None:
    zone = directory.campaign.zone
    if placed.posts:
        rows = (
            (
                post.number,
                moment(post.slot_at, zone) + (_(" (missed)") if post.misses else ""),
                label("state", post.state),
                ", ".join(f"{label('step', k)} ({h})" for k, h in post.waiting),
                post.mails,
                post.title,
            )
            for post in placed.posts
        )
        columns = headings("Post", "Slot", "State", "Open", "Mails at rest", "Title")
        console().print(table("", columns, rows))
    count, last = len(placed.posts), _last_day(placed.ends_at, directory)
    until = written_day(last) if last else _("further notice")
    if placed.hold_id is None:
        text = ngettext(
            "%(count)s post would be on hold until %(until)s; nothing was changed.",
            "%(count)s posts would be on hold until %(until)s; nothing was changed.",
            count,
            until=until,
        )
    else:
        text = ngettext(
            "Hold %(id)s: %(count)s post is on hold until %(until)s.",
            "Hold %(id)s: %(count)s posts are on hold until %(until)s.",
            count,
            id=placed.hold_id,
            until=until,
        )
    say(text)


def _print_released(
    released: "Released", directory: "Directory", *, dry_run: bool
) -> None:
    zone = directory.campaign.zone
    if released.shifts:
        rows = (
            (
                number,
                label("step", shift.step.kind),
                shift.step.house,
                moment(shift.step.due_at, zone),
                moment(shift.after, zone),
            )
            for number, shift in released.shifts
        )
        columns = headings("Post", "What", "House", "Due so far", "Due now")
        console().print(table("", columns, rows))
    text = ngettext(
        "%(count)s post goes on: %(posts)s.",
        "%(count)s posts go on: %(posts)s.",
        len(released.numbers),
        posts=", ".join(released.numbers) or "-",
    )
    say(text)
    if released.still_held:
        tell("Still on hold: %(posts)s.", posts=", ".join(released.still_held))
    if released.missed:
        tell(
            "The slot has passed; another one is needed: %(posts)s.",
            posts=", ".join(released.missed),
        )
    if dry_run:
        tell("Nothing was changed.")


def _print_holds(found: "list[HoldRow]", directory: "Directory") -> None:
    rows = []
    for one in found:
        last = _last_day(one.ends_at, directory)
        rows.append(
            (
                one.id,
                f"{label('hold', one.scope)} {one.what}".strip(),
                one.posts,
                one.reason,
                one.held_by,
                written_day(last) if last else _("further notice"),
            )
        )
    columns = headings("ID", "What", "Posts", "Why", "Who", "Until")
    console().print(table("", columns, rows))


def _plain(released: "Released") -> dict[str, object]:
    return {
        **vars(released),
        "shifts": [
            {
                "number": number,
                "house": shift.step.house,
                "kind": shift.step.kind,
                "before": shift.step.due_at,
                "after": shift.after,
            }
            for number, shift in released.shifts
        ],
    }
