"""Consents at the command line: listing and withdrawing them."""

from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import print_json
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Consent
from vorlauf.material import consent_queries
from vorlauf.material.consent_end_effects import Affected
from vorlauf.material.consent_list import posts_by_picture
from vorlauf.material.consents import affected, withdraw
from vorlauf.terminal import console, say, table


def listed(*, as_json: bool) -> int:
    """List every consent, with the posts that show the picture."""
    with wired() as wiring, reading(wiring.engine) as connection:
        found = consent_queries.every(connection)
        shown = posts_by_picture(connection)
    posts = {
        one.id: [post.number for post in shown.get(one.picture, ())] for one in found
    }
    if as_json:
        print_json([one.model_dump() | {"posts": posts[one.id]} for one in found])
    elif not found:
        say("There is no consent.")
    else:
        _print(found, posts)
    return 0


def end(key: int, actor: str, reason: str, *, only_show: bool) -> int:
    """Withdraw a consent, or say only what that would do."""
    with wired(actor) as wiring:
        if only_show:
            with reading(wiring.engine) as connection:
                foreseen, _ = affected(connection, key)
            _say(f"If consent {key} is withdrawn", foreseen)
            return 0
        with writing(wiring.engine) as connection:
            came_of_it = withdraw(wiring.call(connection), key, actor, reason)
    _say(f"Consent {key} is withdrawn", came_of_it)
    return 0


def _say(begin: str, came_of_it: Affected) -> None:
    parts = (
        ("back to draft", came_of_it.stopped),
        ("to be taken down", came_of_it.to_take_down),
        ("drafts and withdrawn posts", came_of_it.noted),
    )
    told = [f"{what}: {', '.join(numbers)}" for what, numbers in parts if numbers]
    say(f"{begin}; {'; '.join(told) or 'no post shows the picture'}.")


def _print(found: list[Consent], posts: dict[int, list[str]]) -> None:
    columns = ("ID", "Who", "Channels", "From", "Until", "Withdrawn", "Posts")
    rows = (
        (
            str(one.id),
            one.people,
            one.channels.rstrip(",").replace(",", ", "),
            one.first_day.isoformat(),
            one.last_day.isoformat() if one.last_day else "",
            f"{one.withdrawn_at:%Y-%m-%d}" if one.withdrawn_at else "",
            ", ".join(posts[one.id]),
        )
        for one in found
    )
    console().print(table("Consents", columns, rows))
