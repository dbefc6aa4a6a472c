"""The command `vorlauf post publications`: what adapters did, and what to do now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Json, Number
from vorlauf.cli.output import print_json, said, tell
from vorlauf.errors import BadInputError
from vorlauf.terminal import console, table

if TYPE_CHECKING:
    from vorlauf.directory.model import Directory
    from vorlauf.posts.publication_queries import PublicationRow
    from vorlauf.wiring import Wiring


def publications(
    number: Number,
    again: Annotated[
        str | None,
        typer.Option(metavar="CHANNEL", help="Publish it again with the next sweep."),
    ] = None,
    by_hand: Annotated[
        str | None,
        typer.Option(metavar="CHANNEL", help="Leave it to be published by hand."),
    ] = None,
    comment: Annotated[str, typer.Option(help="Why.")] = "",
    actor: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who acts.")
    ] = None,
    as_json: Json = False,
) -> int:
    """List what adapters published of a post; publish again, or leave it by hand."""
    from vorlauf.db import post_snapshots
    from vorlauf.db.engine import reading
    from vorlauf.posts import publication_queries

    if again and by_hand:
        raise BadInputError(_("Name one act: --again or --by-hand."))
    if (again or by_hand) and not actor:
        raise BadInputError(_("Say who acts: --as PERSON."))
    with wired(actor or "") as wiring:
        if again or by_hand:
            _act(wiring, number, (again, by_hand), actor or "", comment)
        with reading(wiring.engine) as connection:
            post = post_snapshots.post_of(connection, number)
            rows = publication_queries.of_post(connection, post.id)
    if as_json:
        print_json([_plain(row) for row in rows])
    elif rows:
        _print(rows, wiring.directory)
    else:
        tell("Nothing of %(number)s was published by itself.", number=post.number)
    return int(any(row.needs_person for row in rows))


def _act(
    wiring: "Wiring",
    number: str,
    wish: tuple[str | None, str | None],
    actor: str,
    comment: str,
) -> None:
    from vorlauf.db.engine import writing
    from vorlauf.publishing import acts
    from vorlauf.publishing.acts import PublicationAct
    from vorlauf.workflow.manual_actions import overseer

    again, by_hand = wish
    with writing(wiring.engine) as connection:
        by = overseer(wiring.directory, actor, comment=comment, door=door())
        act = PublicationAct(number=number, channel=again or by_hand or "", by=by)
        do = acts.publish_again if again else acts.leave_by_hand
        do(wiring.call(connection, door()), act)


def _plain(row: "PublicationRow") -> dict[str, object]:
    hidden = {"key", "remote", "lease_owner", "lease_until", "fingerprint"}
    plain = {name: one for name, one in vars(row).items() if name not in hidden}
    return {**plain, "error": said(row.error), "needs_person": row.needs_person}


def _print(rows: Sequence["PublicationRow"], directory: "Directory") -> None:
    zone = directory.campaign.zone
    columns = headings("Channel", "Version", "Outcome", "When", "Subject or reason")
    cells = [
        (
            row.channel,
            row.version,
            label("publication", row.state)
            + (_(" (a person is needed)") if row.needs_person else ""),
            moment(row.settled_at or row.due_at or row.planned_at, zone),
            row.permalink or said(row.error),
        )
        for row in rows
    ]
    console().print(table(_("Publications"), columns, cells))
