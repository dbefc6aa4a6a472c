"""Options of `vorlauf plan topics`: what is known of a topic, and words for it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from vorlauf.cli.language import day
from vorlauf.cli.language import gettext as _
from vorlauf.cli.parsing import day as day_of

if TYPE_CHECKING:
    from vorlauf.plan.topics.topic_rows import TopicRow
    from vorlauf.plan.topics.windows import TopicWindow

Key = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="The topic.")
]
Keys = Annotated[
    list[int],
    typer.Argument(metavar="ID…", min=1, max=2**31 - 1, help="One topic or more."),
]
SeenVersion = Annotated[
    int | None,
    typer.Option("--seen", help="The state of the topic that was seen, as in --json."),
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="What to keep in mind.")
]
Theme = Annotated[str | None, typer.Option("--theme", metavar="TEXT", help="A theme.")]
Format = Annotated[
    str | None, typer.Option("--format", metavar="TEXT", help="As “video”.")
]
NotBefore = Annotated[
    str | None,
    typer.Option("--not-before", metavar="DAY", help="The first day that fits."),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DAY", help="The last day that fits.")
]
Season = Annotated[
    str | None,
    typer.Option(
        "--season", metavar="FROM/TO", help="A part of each year, as 03-01/05-31."
    ),
]
Recurring = Annotated[
    str | None,
    typer.Option(
        "--day",
        metavar="DAY",
        help="A recurring day, see `plan topics days`, or a rule: 05-12, 4 thu 04.",
    ),
]
Picture = Annotated[
    bool | None,
    typer.Option("--picture/--no-picture", help="Is a picture likely?"),
]


def written(**given: object) -> dict[str, Any]:
    """Return what was given of a topic by the names of its parts.

    Days become days, an empty one takes the day away. Raises `BadInputError` for what
    is no day.
    """
    found = {name: value for name, value in given.items() if value is not None}
    for name in ("not_before", "until"):
        if name in found:
            found[name] = day_of(str(found[name])) if found[name] else None
    for name in ("houses", "channels"):
        if name in found:
            found[name] = tuple(filter(None, found[name]))  # type: ignore[call-overload]
    return found


def when(topic: "TopicRow", window: "TopicWindow | None") -> str:
    """Say when a topic may appear next."""
    if window is None:
        return _("no more")
    if window.day is not None and topic.day is not None:
        return _("%(name)s, %(day)s", name=topic.day.name, day=day(window.day))
    if not (topic.not_before or topic.until or topic.season):
        return _("at any time")
    if topic.until is None and not topic.season:
        return _("from %(day)s on", day=day(window.first))
    return _("%(first)s to %(last)s", first=day(window.first), last=day(window.last))
