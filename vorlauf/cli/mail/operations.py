"""Acts of a coordinator on the mail: try again, let an address rest, remind now."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from vorlauf.cli.common.context import door, wired
from vorlauf.cli.mail.table import recipient
from vorlauf.db.engine import writing
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory
from vorlauf.mail.queue import manual_reminders, retries, suppression
from vorlauf.mail.queue.manual_reminders import Reminded
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.terminal import local, say
from vorlauf.workflow.manual_actions import Overseer, overseer


def retry(ids: Sequence[int], actor: str, comment: str) -> int:
    """Let notices go out once more, and say when. Raises as `resending.resend`."""
    with _acting(actor, comment) as (work, directory, by):
        again = retries.resend(work, ids, by)
    for row in again:
        say(_again(row, directory, work.now))
    return 0


def suppress(address: str, actor: str, comment: str, *, lift: bool) -> int:
    """Let an address rest, or let mail go there again. Raises as `suppressing`."""
    with _acting(actor, comment) as (work, directory, by):
        act = suppression.lift if lift else suppression.suppress
        kept = act(work, address, by)
    if lift:
        say(f"Mail goes to {kept} again; `vorlauf mail retry` sends what was given up.")
        return 0
    owners = [
        p for p in directory.people.values() if comparable(p.email) == comparable(kept)
    ]
    whose = owners[0].name if owners else "nobody in stakeholders.toml"
    say(f"Nothing more is sent to {kept} ({whose}).")
    return 0


def remind(number: str, house: str | None, actor: str) -> int:
    """Remind once more, and say when it goes out; 1 if somebody is not reminded."""
    with _acting(actor, "") as (work, directory, by):
        made = manual_reminders.remind(work, number, by, house=house)
    for one in made:
        say(_reminded(one, directory, work.now))
    return 1 if any(one.refusal for one in made) else 0


@contextmanager
def _acting(
    actor: str, comment: str
) -> Iterator[tuple[UnitOfWork, Directory, Overseer]]:
    """Open the one transaction of an act, with who acts."""
    with wired(actor) as wiring:
        by = overseer(wiring.directory, actor, comment=comment, door=door())
        with writing(wiring.engine) as connection:
            yield UnitOfWork(wiring.call(connection, door())), wiring.directory, by


def _again(row: NoticeRow, directory: Directory, now: datetime) -> str:
    about = f" about {row.number}" if row.number else ""
    doubt = ""
    if row.state is NoticeState.UNKNOWN:
        doubt = " It may have arrived before; then it is there twice."
    when = _when(row.due_at, directory, now)
    to = recipient(row, directory)
    return f"Notice {row.id}, {row.purpose} to {to}{about}, goes out {when}.{doubt}"


def _reminded(one: Reminded, directory: Directory, now: datetime) -> str:
    if one.due_at is None:
        return f"{one.house}: no reminder. {one.refusal}"
    when = _when(one.due_at, directory, now)
    return f"{one.house}: a reminder to {one.name} goes out {when}."


def _when(at: datetime, directory: Directory, now: datetime) -> str:
    if at <= now:
        return "with the next sweep"
    there = local(at, directory.campaign.zone)
    return f"{there}, for the house takes no mail before"
