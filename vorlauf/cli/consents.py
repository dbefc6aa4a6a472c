"""The commands `vorlauf consent …`: listing and withdrawing them."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.db.tables import Consent
    from vorlauf.material.consent_end_effects import Affected


def list_consents(as_json: Json = False) -> int:
    """List the consents: who is shown, where, until when, in which posts."""
    from vorlauf.db.engine import reading
    from vorlauf.material import consent_queries
    from vorlauf.material.consent_queries import posts_by_picture

    with wired() as wiring, reading(wiring.engine) as connection:
        found = consent_queries.every(connection)
        shown = posts_by_picture(connection)
    posts = {
        one.id: [post.number for post in shown.get(one.picture, ())] for one in found
    }
    if as_json:
        print_json([one.model_dump() | {"posts": posts[one.id]} for one in found])
    elif not found:
        tell("There is no consent.")
    else:
        _print(found, posts)
    return 0


def _print(found: "list[Consent]", posts: dict[int, list[str]]) -> None:
    columns = headings("ID", "Who", "Channels", "From", "Until", "Withdrawn", "Posts")
    rows = (
        (
            str(one.id),
            one.people,
            one.channels.rstrip(",").replace(",", ", "),
            day(one.first_day),
            day(one.last_day) if one.last_day else "",
            day(one.withdrawn_at) if one.withdrawn_at else "",
            ", ".join(posts[one.id]),
        )
        for one in found
    )
    console().print(table(_("Consents"), columns, rows))


def withdraw(
    key: Annotated[
        int, typer.Argument(metavar="ID", max=2**31 - 1, help="As the list numbers it.")
    ],
    actor: Actor,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="For the file: why.")
    ] = "",
    show: Annotated[
        bool, typer.Option("--show", help="Only say which posts are affected.")
    ] = False,
) -> int:
    """Withdraw a consent: stop every post that shows the picture."""
    from vorlauf.db.engine import reading, writing
    from vorlauf.material import consents

    with wired(actor) as wiring:
        if show:
            with reading(wiring.engine) as connection:
                foreseen, _grants = consents.affected(connection, key)
            begin = _("If consent %(id)s is withdrawn", id=key)
            say(f"{begin}; {_effects(foreseen)}.")
            return 0
        with writing(wiring.engine) as connection:
            came_of_it = consents.withdraw(
                wiring.call(connection, door()), key, actor, reason
            )
    begin = _("Consent %(id)s is withdrawn", id=key)
    say(f"{begin}; {_effects(came_of_it)}.")
    return 0


def _effects(came_of_it: "Affected") -> str:
    parts = (
        (_("back to draft"), came_of_it.stopped),
        (_("to be taken down"), came_of_it.to_take_down),
        (_("drafts and withdrawn posts"), came_of_it.noted),
    )
    told = [f"{what}: {', '.join(numbers)}" for what, numbers in parts if numbers]
    return "; ".join(told) or _("no post shows the picture")
