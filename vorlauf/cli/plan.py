"""Planning: `vorlauf post add`, and `vorlauf plan …` for a whole year or one date."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import moment, ngettext
from vorlauf.cli.options import (
    Actor,
    Assets,
    Channels,
    Graphics,
    Houses,
    Json,
    Link,
    Slot,
    Texts,
)
from vorlauf.cli.output import feasible, print_json, said, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from vorlauf.db.call import Call
    from vorlauf.directory.model import Directory
    from vorlauf.editing.new_posts import NewPost

# So many warnings are written out.
_MOST_WARNINGS = 20


def add(
    title: Annotated[str, typer.Argument(help="What it is about.")],
    slot: Slot,
    house: Houses,
    actor: Actor,
    text: Texts = None,
    channel: Channels = None,
    link: Link = "",
    assets: Assets = True,
    graphics: Graphics = True,
    as_json: Json = False,
) -> int:
    """Plan a post; say whether its slot can be met."""
    from vorlauf.db import post_snapshots
    from vorlauf.db.call import Call
    from vorlauf.db.engine import writing
    from vorlauf.editing import new_posts
    from vorlauf.editing.feasibility import feasibility_of
    from vorlauf.editing.free_slots import clash_of, warning_of
    from vorlauf.editing.new_posts import NewPost

    with wired(actor) as wiring:
        directory, now = wiring.directory, wiring.now()
        post = NewPost(
            title=title,
            author=directory.person(actor).key,
            houses=tuple(house),
            slot_at=parsing.instant(slot, directory.campaign.zone),
            texts=parsing.texts(text or ()),
            channels=tuple(channel or ()),
            link=link,
            wants_assets=assets,
            wants_graphics=graphics,
        )
        with writing(wiring.engine) as connection:
            call = Call(connection, directory, now, door())
            (number,) = new_posts.add(call, [post])
            clash = clash_of(call, post_snapshots.post_of(connection, number))
        outlook = feasibility_of(directory, post, now)
    if as_json:
        print_json({"number": number, "feasibility": outlook, "clash": clash})
    else:
        tell("%(number)s “%(title)s” is planned.", number=number, title=post.title)
        say(feasible(outlook, directory))
        if clash is not None:
            say(said(warning_of(clash, directory)))
    return 0


def add_year(
    year: Annotated[
        int, typer.Argument(min=2000, max=2099, help="The year, as in 2027.")
    ],
    posts: Annotated[int, typer.Option(min=1, help="How many posts.")],
    channel: Channels = None,
    actor: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="PERSON", help="Whose plan; else the coordinator's."
        ),
    ] = None,
    more: Annotated[
        bool, typer.Option("--more", help="Add to what is planned for the year.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Plan nothing; say what would be.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Spread drafts over the working days of a year, house by house in turn."""
    from vorlauf.db.call import Call
    from vorlauf.db.engine import trying, writing
    from vorlauf.editing import new_posts

    with wired(actor or "") as wiring:
        directory, now = wiring.directory, wiring.now()
        author = directory.person(actor) if actor else directory.coordinator
        plan = new_posts.year_plan(directory, year, posts, author=author.key, after=now)
        plan = [replace(post, channels=tuple(channel or ())) for post in plan]
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = Call(connection, directory, now, door())
            if not more:
                new_posts.check_first_plan(call, year)
            numbers = new_posts.add(call, plan)
            warnings = _clashes(call, numbers) if more else []
    if as_json:
        print_json(numbers)
    else:
        _say_year(numbers, plan, author.name, directory)
        for warning in warnings[:_MOST_WARNINGS]:
            say(warning)
        if len(warnings) > _MOST_WARNINGS:
            tell("and %(count)s more", count=len(warnings) - _MOST_WARNINGS)
        if dry_run:
            tell("Nothing was changed.")
    return 0


def _clashes(call: "Call", numbers: Sequence[str]) -> list[str]:
    """Return a warning for each post that shares slot and channel with another."""
    from vorlauf.db import post_snapshots
    from vorlauf.editing.free_slots import clash_of, warning_of

    posts = post_snapshots.snapshots(call.connection, list(numbers))
    found = ((post.number, clash_of(call, post)) for post in posts)
    return [
        f"{number}: {said(warning_of(clash, call.directory))}"
        for number, clash in found
        if clash is not None
    ]


def remove_year(
    year: Annotated[
        int, typer.Argument(min=2000, max=2099, help="The year, as in 2027.")
    ],
    actor: Actor,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Withdraw nothing; say what would be.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Withdraw the drafts of a year that nobody has touched; others stay."""
    from vorlauf.db.call import Call
    from vorlauf.db.engine import trying, writing
    from vorlauf.editing import new_posts
    from vorlauf.workflow.decisions import Decision, decide_many

    with wired(actor) as wiring:
        key = wiring.directory.person(actor).key
        with (trying if dry_run else writing)(wiring.engine) as connection:
            call = Call(connection, wiring.directory, wiring.now(), door())
            numbers = new_posts.untouched(call, year)
            reason = _("Plan of the year taken back; nobody had touched it.")
            decide_many(
                call,
                [
                    Decision(
                        number=number,
                        trigger=parsing.trigger("withdraw"),
                        actor=key,
                        comment=reason,
                    )
                    for number in numbers
                ],
            )
    if as_json:
        print_json(numbers)
    else:
        say(
            ngettext(
                "%(count)s draft is withdrawn: %(first)s to %(last)s.",
                "%(count)s drafts are withdrawn: %(first)s to %(last)s.",
                len(numbers),
                first=numbers[0],
                last=numbers[-1],
            )
        )
        if dry_run:
            tell("Nothing was changed.")
    return 0


def _say_year(
    numbers: Sequence[str],
    plan: Sequence["NewPost"],
    author: str,
    directory: "Directory",
) -> None:
    first, last = (
        moment(post.slot_at, directory.campaign.zone) for post in (plan[0], plan[-1])
    )
    span = numbers[0]
    if len(numbers) > 1:
        span = _("%(first)s to %(last)s", first=numbers[0], last=numbers[-1])
    say(
        ngettext(
            "%(count)s draft of %(author)s is planned: %(span)s, %(slots)s.",
            "%(count)s drafts of %(author)s are planned: %(span)s, %(slots)s.",
            len(numbers),
            author=author,
            span=span,
            slots=_("%(first)s to %(last)s", first=first, last=last),
        )
    )
