"""The commands `vorlauf mail …` that act: retry, suppress, remind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import label, moment
from vorlauf.cli.options import Actor, Comment, Number, OneHouse
from vorlauf.cli.output import said, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from datetime import datetime

    from vorlauf.db.unit_of_work import UnitOfWork
    from vorlauf.directory.model import Directory
    from vorlauf.mail.queue.manual_reminders import Reminded
    from vorlauf.mail.queue.notice_list import NoticeRow
    from vorlauf.mail.queue.reminder_limits import AskedStep, ReminderOffer
    from vorlauf.workflow.manual_actions import Overseer


def retry(
    ids: Annotated[
        list[int],
        typer.Argument(metavar="ID…", help="Notices, as the list numbers them."),
    ],
    actor: Actor,
    comment: Comment = "",
) -> int:
    """Send once more what was given up, is in doubt, or waits for another try."""
    from vorlauf.mail.queue import retries

    with _acting(actor, comment) as (work, by):
        again = retries.resend(work, ids, by)
    for row in again:
        say(_again(row, work.directory, work.now))
    return 0


def _again(row: "NoticeRow", directory: "Directory", now: "datetime") -> str:
    from vorlauf.cli.notice_table import recipient
    from vorlauf.db.tables import NoticeState

    said = _(
        "Notice %(id)s, %(what)s to %(name)s%(about)s, goes out %(when)s.",
        id=row.id,
        what=label("mail", row.purpose),
        name=recipient(row, directory),
        about=_(" about %(number)s", number=row.number) if row.number else "",
        when=_when(row.due_at, directory, now),
    )
    if row.state is not NoticeState.UNKNOWN:
        return said
    return said + _(" It may have arrived before; then it is there twice.")


def suppress(
    address: Annotated[str, typer.Argument(help="One e-mail address.")],
    actor: Actor,
    lift: Annotated[
        bool, typer.Option("--lift", help="Let mail go there again.")
    ] = False,
    comment: Comment = "",
) -> int:
    """Send nothing more to an address, or let mail go there again."""
    from vorlauf.directory.addresses import comparable
    from vorlauf.mail.queue import suppression

    with _acting(actor, comment) as (work, by):
        act = suppression.lift if lift else suppression.suppress
        kept = act(work, address, by)
    if lift:
        tell(
            "Mail goes to %(address)s again; `vorlauf mail retry` sends what was "
            "given up.",
            address=kept,
        )
        return 0
    people = work.directory.people.values()
    owners = [p for p in people if comparable(p.email) == comparable(kept)]
    whose = owners[0].name if owners else _("nobody in stakeholders.toml")
    tell("Nothing more is sent to %(address)s (%(name)s).", address=kept, name=whose)
    return 0


def remind(
    number: Number,
    actor: Actor,
    house: OneHouse = None,
    at: Annotated[
        str, typer.Option(help="When, as in 2026-12-03 14:00; without it, now.")
    ] = "",
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Send nothing; say who would get it, and from when."
        ),
    ] = False,
) -> int:
    """Remind those who are asked once more, now or at an hour.

    Once a working day for a matter, three times a day for a person.

    Never within two hours of another mail about the same matter.
    """
    from vorlauf.mail.queue import manual_reminders

    if dry_run:
        return _show_offers(number, actor, house)
    with _acting(actor, "") as (work, by):
        when = parsing.instant(at, work.directory.campaign.zone) if at else None
        made = manual_reminders.remind(work, number, by, house=house, at=when)
    for one in made:
        say(_reminded(one, work.directory, work.now))
    return 1 if any(one.refusal for one in made) else 0


def _show_offers(number: str, actor: str, house: str | None) -> int:
    from vorlauf.db.engine import reading
    from vorlauf.mail.queue import manual_reminders

    with wired(actor) as wiring, reading(wiring.engine) as connection:
        call = wiring.call(connection)
        found = manual_reminders.offers(call, number, house=house)
        for step, offer in found:
            say(_offered(step, offer, wiring.directory, call.now))
    return 0


def _offered(
    step: "AskedStep", offer: "ReminderOffer", directory: "Directory", now: "datetime"
) -> str:
    zone, parts = directory.campaign.zone, []
    if offer.last is not None:
        reader = directory.people.get(offer.last.went_to)
        parts.append(
            _(
                "last mail %(when)s to %(name)s",
                when=moment(offer.last.at, zone),
                name=reader.name if reader else offer.last.went_to,
            )
        )
    if offer.refusal is not None:
        parts.append(said(offer.refusal.why))
        if offer.refusal.until is not None:
            parts.append(
                _("again from %(when)s", when=moment(offer.refusal.until, zone))
            )
    if offer.times:
        parts.append(
            _("possible: %(times)s", times=_hours(offer.times, directory, now))
        )
    return _(
        "%(house)s: it would go to %(name)s; %(facts)s",
        house=step.house,
        name=offer.to,
        facts="; ".join(parts),
    )


def _hours(
    times: "tuple[datetime, ...]", directory: "Directory", now: "datetime"
) -> str:
    """List the hours that are offered; what is over goes with the next sweep."""
    zone = directory.campaign.zone
    return ", ".join(
        _("with the next sweep") if at <= now else moment(at, zone) for at in times
    )


def _reminded(one: "Reminded", directory: "Directory", now: "datetime") -> str:
    if one.due_at is None:
        return _(
            "%(house)s: no reminder. %(reason)s",
            house=one.house,
            reason=said(one.refusal),
        )
    return _(
        "%(house)s: a reminder to %(name)s goes out %(when)s.",
        house=one.house,
        name=one.name,
        when=_when(one.due_at, directory, now),
    )


@contextmanager
def _acting(actor: str, comment: str) -> "Iterator[tuple[UnitOfWork, Overseer]]":
    """Open the one transaction of an act, with who acts."""
    from vorlauf.db.engine import writing
    from vorlauf.db.unit_of_work import UnitOfWork
    from vorlauf.workflow.manual_actions import overseer

    with wired(actor) as wiring:
        by = overseer(wiring.directory, actor, comment=comment, door=door())
        with writing(wiring.engine) as connection:
            yield UnitOfWork(wiring.call(connection, door())), by


def _when(at: "datetime", directory: "Directory", now: "datetime") -> str:
    if at <= now:
        return _("with the next sweep")
    there = moment(at, directory.campaign.zone)
    return _("%(when)s, for the house takes no mail before", when=there)
