"""Listing: the posts, and what is late."""

from vorlauf.cli.common import parsing
from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import name_of, print_json
from vorlauf.db.engine import reading
from vorlauf.directory.model import Directory
from vorlauf.posts import listing
from vorlauf.posts.listing import OverdueStep, PostRow
from vorlauf.terminal import console, local, say, table


def posts(state: str | None, house: str | None, *, as_json: bool) -> int:
    """List the posts, the earliest slot first."""
    wanted = parsing.state(state) if state else None
    with wired() as wiring, reading(wiring.engine) as connection:
        key = wiring.directory.house(house).key if house else None
        rows = listing.posts(connection, state=wanted, house=key)
    if as_json:
        print_json(rows)
    elif not rows:
        say("There is no such post.")
    else:
        _print_posts(rows, wiring.directory)
    return 0


def overdue(*, as_json: bool) -> int:
    """List what is late, the longest overdue first."""
    with wired() as wiring, reading(wiring.engine) as connection:
        late = listing.overdue(connection, wiring.now())
    if as_json:
        print_json([_plain(step, wiring.directory) for step in late])
    elif not late:
        say("Nothing is late.")
    else:
        _print_overdue(late, wiring.directory)
    return 0


def _print_posts(rows: list[PostRow], directory: Directory) -> None:
    columns = ("Post", "Slot", "State", "Houses", "V", "Title")
    cells = (
        (
            row.number,
            local(row.slot_at, directory.campaign.zone),
            f"{row.state}{' (overridden)' if row.overridden else ''}",
            ", ".join(row.houses),
            row.version,
            row.title,
        )
        for row in rows
    )
    console().print(table("", columns, cells))


def _print_overdue(late: list[OverdueStep], directory: Directory) -> None:
    columns = ("Due", "Post", "What", "House", "Asked", "Told", "Slot", "Title")
    zone = directory.campaign.zone
    cells = (
        (
            local(step.due_at, zone),
            step.number,
            step.kind,
            step.house,
            name_of(step.asked, directory),
            TOLD[step.escalation],
            local(step.slot_at, zone),
            step.title,
        )
        for step in late
    )
    title = "1 step is late" if len(late) == 1 else f"{len(late)} steps are late"
    console().print(table(title, columns, cells))


# How far an overdue step has been escalated.
TOLD = ("", "deputy", "coordinator")


def _plain(step: OverdueStep, directory: Directory) -> dict[str, object]:
    return {**vars(step), "asked_name": name_of(step.asked, directory)}
