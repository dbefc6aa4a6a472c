"""The commands `vorlauf archive …` and `vorlauf retention run`."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import exported_files, parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.exported_files import Force, Format, Language, Target
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment, number
from vorlauf.cli.options import Actor, DryRun, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from vorlauf.records.retention.retention import KindReport


def offer(
    target: Target,
    actor: Actor,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="Only what was over by this day."),
    ] = None,
    mark_them: Annotated[
        bool, typer.Option("--mark", help="Mark them as offered, too.")
    ] = False,
    form: Format = None,
    language: Language = None,
    force: Force = False,
) -> int:
    """Write the list of posts to be offered to the archive."""
    from datetime import time, timedelta
    from functools import partial

    from notifications.i18n.translation import translate
    from vorlauf.db.archive_tables import ArchiveState
    from vorlauf.db.engine import writing
    from vorlauf.records.retention import archive, archive_queries

    kind = exported_files.format_of(target, form)
    chosen = exported_files.language_of(language)
    with wired(actor) as wiring, writing(wiring.engine) as connection:
        call = wiring.call(connection, door())
        day = parsing.day(until) + timedelta(days=1) if until else None
        end = call.directory.agency.office.at(day, time.min) if day else call.now
        posts = archive.offered_by(archive_queries.over(connection), end)
        if mark_them:
            numbers = tuple(one.number for one in posts)
            wish = archive.Marking(
                numbers=numbers, state=ArchiveState.OFFERED, by=actor
            )
            archive.mark(call, wish)
        made = archive.offer_table(
            posts,
            call.directory.campaign,
            call.now,
            chosen,
            partial(translate, language=chosen),
        )
        return exported_files.export(
            target, kind, lambda: made, comma=False, force=force
        )


def mark(
    posts: Annotated[
        list[str], typer.Argument(metavar="POST…", help="Numbers of posts.")
    ],
    actor: Actor,
    state: Annotated[
        str,
        typer.Option(
            "--state",
            metavar="STATE",
            help="offered, taken_over, not_worth_keeping or deleted.",
        ),
    ],
    reference: Annotated[
        str,
        typer.Option("--reference", metavar="TEXT", help="The archive's letter."),
    ] = "",
) -> int:
    """Mark what became of posts in the archive."""
    from vorlauf.db.archive_tables import ArchiveState
    from vorlauf.db.engine import writing
    from vorlauf.errors import BadInputError
    from vorlauf.records.retention import archive

    if state not in set(ArchiveState):
        raise BadInputError(
            _(
                "There is no mark %(state)r; there are %(known)s.",
                state=state[:40],
                known=", ".join(ArchiveState),
            )
        )
    numbers = tuple(dict.fromkeys(posts))
    wish = archive.Marking(
        numbers=numbers, state=ArchiveState(state), by=actor, reference=reference
    )
    with wired(actor) as wiring, writing(wiring.engine) as connection:
        archive.mark(wiring.call(connection, door()), wish)
    tell(
        "%(posts)s: %(state)s.",
        posts=", ".join(numbers),
        state=label("archive", state),
    )
    return 0


def run(dry_run: DryRun = False, as_json: Json = False) -> int:
    """Let go what was kept long enough, as stakeholders.toml says; it goes for ever."""
    from vorlauf.db.engine import reading
    from vorlauf.jobs.let_go import let_go
    from vorlauf.records.retention import retention

    with wired() as wiring:
        if dry_run:
            with reading(wiring.engine) as connection:
                found = retention.due(wiring.call(connection), wiring.settings)
        else:
            found = let_go(wiring)
        zone = wiring.directory.campaign.zone
    if as_json:
        print_json(found)
    else:
        _print(found, zone)
    return 0


def _print(found: "Sequence[KindReport]", zone: "ZoneInfo") -> None:
    if not found:
        tell("stakeholders.toml limits nothing; see keep_mails and its neighbours.")
        return
    rows = [
        (
            label("kept", one.kind),
            moment(one.before, zone),
            number(one.going),
            number(one.waiting),
        )
        for one in found
    ]
    columns = headings("What", "Older than", "Goes", "Waits for the archive")
    console().print(table(_("Retention"), columns, rows))
