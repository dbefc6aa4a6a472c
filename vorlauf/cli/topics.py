"""The commands `vorlauf plan topics …`: topics kept, found, changed and let go."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import topic_options as options
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings, label
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, DryRun, Json, OneHouse
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from vorlauf.db.call import Call
    from vorlauf.db.topic_tables import TopicState
    from vorlauf.plan.topics.topic_changes import SeenTopic
    from vorlauf.plan.topics.topic_rows import TopicRow

_ALL = "all"


def list_topics(
    text: Annotated[str, typer.Argument(help="Words to look for.")] = "",
    house: OneHouse = None,
    theme: Annotated[
        str, typer.Option("--theme", metavar="TEXT", help="Only this theme.")
    ] = "",
    state: Annotated[
        str,
        typer.Option(
            help="proposed, open, taken, dropped or all; else open and proposed ones."
        ),
    ] = "",
    sort: Annotated[str, typer.Option(help="day, title, house, theme or new.")] = "day",
    as_json: Json = False,
) -> int:
    """List topics: whose they are, and when each may appear next."""
    from vorlauf.cli.parsing import one_of
    from vorlauf.db.engine import reading
    from vorlauf.db.topic_tables import TopicState
    from vorlauf.plan.topics import topic_queries
    from vorlauf.plan.topics.topic_list import TopicFilter, TopicSort, listed

    with wired() as wiring:
        wanted = TopicFilter(
            text=text,
            house=wiring.directory.house(house).key if house else "",
            theme=theme,
            states=_states(state),
            sort=one_of(TopicSort, sort, _("There is no order %(word)r")),
        )
        with reading(wiring.engine) as connection:
            call = wiring.call(connection, door())
            topics = topic_queries.all_topics(connection, wiring.directory)
            found = listed(topics, wanted, call.today)
    if as_json:
        print_json([{**vars(one.topic), "window": one.window} for one in found])
        return 0
    rows = [
        (
            one.topic.id,
            _title(one.topic),
            ", ".join(one.topic.houses).upper(),
            one.topic.theme,
            options.when(one.topic, one.window),
            label("topic", one.topic.state)
            if one.topic.state is not TopicState.TAKEN
            else one.topic.post,
            one.topic.proposed_by,
        )
        for one in found
    ]
    columns = headings("ID", "Title", "Houses", "Theme", "When", "State", "Proposed by")
    console().print(table(_("Topics"), columns, rows))
    return 0


def add(
    title: Annotated[str, typer.Argument(help="What it is about.")],
    actor: Actor,
    house: Annotated[
        list[str],
        typer.Option("--house", metavar="KEY", help="A house; may be given again."),
    ],
    note: options.Note = None,
    theme: options.Theme = None,
    format_: options.Format = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(
            "--channel",
            metavar="CHANNEL",
            help="Only for this one; may be given again.",
        ),
    ] = None,
    picture: options.Picture = None,
    not_before: options.NotBefore = None,
    until: options.Until = None,
    season: options.Season = None,
    day_rule: options.Recurring = None,
    series: Annotated[
        str, typer.Option("--series", metavar="NAME", help="Make a series of it.")
    ] = "",
    every: Annotated[
        int, typer.Option("--every", metavar="DAYS", help="Days from part to part.")
    ] = 7,
    parts: Annotated[
        int, typer.Option("--parts", metavar="NUMBER", help="How many parts.")
    ] = 2,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Keep a topic; with --series one for each part."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.plan.topics import topic_changes
    from vorlauf.plan.topics.topic_changes import NewTopic
    from vorlauf.plan.topics.topic_rows import TopicWords
    from vorlauf.plan.topics.topic_series import TopicSeries

    said = options.written(
        note=note,
        theme=theme,
        format=format_,
        channels=channel,
        wants_picture=picture,
        not_before=not_before,
        until=until,
        season=season,
        day_rule=day_rule,
    )
    new = NewTopic(
        words=TopicWords(title=title, houses=tuple(house), **said),
        series=TopicSeries(name=series, every=every, parts=parts) if series else None,
    )
    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with (trying if dry_run else writing)(wiring.engine) as connection:
            kept = topic_changes.add(wiring.call(connection, door()), [new], by)
    if as_json:
        print_json([vars(one) for one in kept])
        return 0
    for one in kept:
        tell("Topic %(id)s “%(title)s” is kept.", id=one.id, title=_title(one))
    _end(kept, dry_run)
    return 0


def edit(
    key: options.Key,
    actor: Actor,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="What it is about.")
    ] = None,
    house: Annotated[
        list[str] | None,
        typer.Option("--house", metavar="KEY", help="Instead of all others."),
    ] = None,
    note: options.Note = None,
    theme: options.Theme = None,
    format_: options.Format = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(
            "--channel", metavar="CHANNEL", help="Instead of all others; empty: all."
        ),
    ] = None,
    picture: options.Picture = None,
    not_before: options.NotBefore = None,
    until: options.Until = None,
    season: options.Season = None,
    day_rule: options.Recurring = None,
    seen: options.SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Change what is known of a topic; what is not named stays as it is."""
    from vorlauf.plan.topics import topic_changes

    said = options.written(
        title=title,
        houses=house,
        note=note,
        theme=theme,
        format=format_,
        channels=channel,
        wants_picture=picture,
        not_before=not_before,
        until=until,
        season=season,
        day_rule=day_rule,
    )

    def act(call: "Call", which: "SeenTopic") -> "TopicRow":
        return topic_changes.edit(call, which, said)

    return _each([key], actor, act, (seen, dry_run, as_json))


def drop(
    keys: options.Keys,
    actor: Actor,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why it is let go.")
    ],
    seen: options.SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Let topics go, or decline proposed ones, for a reason."""
    from vorlauf.plan.topics import topic_changes

    def act(call: "Call", which: "SeenTopic") -> "TopicRow":
        return topic_changes.drop(call, which, reason)

    return _each(keys, actor, act, (seen, dry_run, as_json))


def accept(
    keys: options.Keys,
    actor: Actor,
    seen: options.SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Let topics that a house has proposed by its link count among the open ones."""
    from vorlauf.plan.topics import topic_changes

    return _each(keys, actor, topic_changes.accept, (seen, dry_run, as_json))


def restore(
    keys: options.Keys,
    actor: Actor,
    seen: options.SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Let dropped topics be open again."""
    from vorlauf.plan.topics import topic_changes

    return _each(keys, actor, topic_changes.restore, (seen, dry_run, as_json))


def undo(
    keys: options.Keys,
    actor: Actor,
    seen: options.SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Take the last change of topics back, or the post that it has made.

    A post is withdrawn by that; it is possible while nobody has heard of it.
    """
    from vorlauf.plan.topics import topic_posts

    return _each(keys, actor, topic_posts.undo, (seen, dry_run, as_json))


def give_back(
    key: options.Key,
    actor: Actor,
    number: Annotated[
        str, typer.Option("--post", metavar="NUMBER", help="The post, as 2027-014.")
    ],
    seen: options.SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Withdraw a post that was made of a topic, which is open again.

    It is possible while the post is the draft that was made.
    """
    from vorlauf.plan.topics import topic_posts

    def act(call: "Call", which: "SeenTopic") -> "TopicRow":
        return topic_posts.give_back(call, which, number)

    return _each([key], actor, act, (seen, dry_run, as_json))


def days(
    year: Annotated[
        int | None, typer.Argument(min=2000, max=2099, help="A year; else this one.")
    ] = None,
    as_json: Json = False,
) -> int:
    """List the recurring days, when they are in a year, and who has set them."""
    from states.recurring_days import RECURRING_DAYS

    with wired() as wiring:
        office = wiring.directory.agency.office
        this = year or office.day_of(wiring.now()).year
    found = sorted(
        ((one.day_in(this), key, one) for key, one in RECURRING_DAYS.items()),
        key=lambda row: row[:2],
    )
    if as_json:
        print_json(
            [
                {"key": key, "name": one.name, "day": on, "source": one.source}
                for on, key, one in found
            ]
        )
        return 0
    rows = [(day(on), key, one.name, one.source) for on, key, one in found]
    columns = headings("Day", "Key", "Name", "Source")
    console().print(table(_("Recurring days of %(year)s", year=this), columns, rows))
    return 0


def _each(
    keys: Sequence[int],
    actor: str,
    act: "Callable[[Call, SeenTopic], TopicRow]",
    how: tuple[int | None, bool, bool],
) -> int:
    """Do one act on each of these topics, all or none, and say how they stand then."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.plan.topics.topic_changes import SeenTopic, found

    seen, dry_run, as_json = how
    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        opened: Callable[[Engine], AbstractContextManager[Connection]] = (
            trying if dry_run else writing
        )
        with opened(wiring.engine) as connection:
            call = wiring.call(connection, door())
            ours = dict.fromkeys(keys)
            before = [found(call, key) for key in ours]
            done = [act(call, SeenTopic(key=key, actor=by, seen=seen)) for key in ours]
    if as_json:
        print_json([vars(one) for one in done])
        return 0
    for was, one in zip(before, done, strict=True):
        for number in set(was.untouched) - set(one.untouched):
            tell("%(number)s is withdrawn.", number=number)
        tell(
            "Topic %(id)s “%(title)s” is %(state)s.",
            id=one.id,
            title=_title(one),
            state=label("topic", one.state),
        )
    _end(done, dry_run)
    return 0


def _end(topics: "Sequence[TopicRow]", dry_run: bool) -> None:
    from vorlauf.plan.topics.topic_changes import NOTHING

    # A post that was taken back stays withdrawn.
    keys = " ".join(str(one.id) for one in topics if one.before != NOTHING)
    if dry_run:
        tell("Nothing was changed.")
    elif keys:
        tell("Back again: vorlauf plan topics undo %(id)s", id=keys)


def _title(topic: "TopicRow") -> str:
    if topic.parts == 1:
        return topic.title
    return f"{topic.title} ({topic.series} {topic.part}/{topic.parts})"


def _states(word: str) -> "frozenset[TopicState]":
    from vorlauf.cli.parsing import one_of
    from vorlauf.db.topic_tables import TopicState

    if not word:
        return frozenset({TopicState.OPEN, TopicState.PROPOSED})
    if word == _ALL:
        return frozenset(TopicState)
    return frozenset({one_of(TopicState, word, _("There is no state %(word)r"))})
