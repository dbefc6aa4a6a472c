"""The commands `vorlauf plan topics take` and `… balance`: from a topic to a post."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli import topic_options as options
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Json
from vorlauf.cli.output import feasible, print_json, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vorlauf.directory.model import Directory
    from vorlauf.plan.topics.topic_balance import TopicBalance
    from vorlauf.plan.topics.topic_posts import TopicSlot


def take(
    key: options.Key,
    slot: Annotated[
        str | None,
        typer.Option("--slot", metavar="WHEN", help="Another slot than is proposed."),
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option("--as", metavar="PERSON", help="Who makes the draft."),
    ] = None,
    seen: options.SeenVersion = None,
    as_json: Json = False,
) -> int:
    """Say which slot fits a topic; with --as make a draft of it at that slot."""
    from vorlauf.db.engine import reading, writing
    from vorlauf.editing import new_posts
    from vorlauf.plan.topics import topic_posts, topic_queries
    from vorlauf.plan.topics.topic_balance import topic_balance
    from vorlauf.plan.topics.topic_changes import SeenTopic
    from vorlauf.plan.topics.topic_posts import TakeWish

    number = ""
    with wired(actor or "") as wiring:
        directory = wiring.directory
        zone = directory.campaign.zone
        by = directory.person(actor) if actor else directory.coordinator
        at = parsing.instant(slot, zone) if slot else None
        opened = writing if actor else reading
        with opened(wiring.engine) as connection:
            call = wiring.call(connection, door())
            found = topic_posts.slot_for(call, key, by.key, at)
            year = found.slot_at.astimezone(zone).year
            draft = new_posts.draft_of(call, topic_posts.post_of(found, by))
            topics = topic_queries.all_topics(connection, directory)
            balance = topic_balance(call, topics, year, (found.topic, draft))
            if actor:
                which = SeenTopic(key=key, actor=by.key, seen=seen)
                wish = TakeWish(which=which, slot_at=found.slot_at)
                number = topic_posts.take(call, wish)
    balance = [one for one in balance if one.more]
    if as_json:
        print_json({**vars(found), "balance": balance, "number": number})
        return 0
    _print(found, directory)
    _print_balance(balance, directory, _("Balance of %(year)s", year=year))
    if number:
        tell("%(number)s “%(title)s” is planned.", number=number, title=draft.title)
        tell("Back again: vorlauf plan topics undo %(id)s", id=key)
    else:
        tell("Nothing was changed.")
    return 0


def balance(
    year: Annotated[
        int | None, typer.Argument(min=2000, max=2099, help="A year; else this one.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Say how open topics and the posts of a year are split, beside what was agreed."""
    from vorlauf.db.engine import reading
    from vorlauf.plan.topics import topic_queries
    from vorlauf.plan.topics.topic_balance import topic_balance

    with wired() as wiring:
        with reading(wiring.engine) as connection:
            call = wiring.call(connection, door())
            this = year or call.today.year
            topics = topic_queries.all_topics(connection, wiring.directory)
            found = topic_balance(call, topics, this)
        if as_json:
            print_json(found)
        else:
            title = _("Balance of %(year)s", year=this)
            _print_balance(found, wiring.directory, title)
    return 0


def _print(found: "TopicSlot", directory: "Directory") -> None:
    zone = directory.campaign.zone
    tell("Proposed slot: %(slot)s", slot=moment(found.slot_at, zone))
    say(feasible(found.feasibility, directory))
    if found.chance.percent is not None:
        tell("Chance to make it: %(percent)s %%", percent=found.chance.percent)
    if found.window is None:
        tell("The slot lies outside of the days at which the topic fits.")
    if found.is_again:
        tell("A post was made of this topic for the same recurring day already.")
    if found.others:
        numbers = ", ".join(one.number for one in found.others)
        tell("Others have this slot on the same channel: %(posts)s.", posts=numbers)


def _print_balance(
    rows: "Sequence[TopicBalance]", directory: "Directory", title: str
) -> None:
    columns = headings("Split", "Of", "Topics", "Posts", "Then", "Share", "Agreed")
    shown = [
        (
            label("balance", one.kind),
            directory.houses[one.key].name if one.key in directory.houses else one.key,
            one.topics,
            one.posts,
            one.posts + one.more,
            f"{100 * one.share:.0f} %",
            "" if one.agreed is None else f"{100 * one.agreed:.0f} %",
        )
        for one in rows
    ]
    console().print(table(title, columns, shown))
