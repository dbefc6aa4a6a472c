"""Delivery failures: what happens if an address refuses mail.

The coordinator is told, because somebody has to call now, and an address that has
refused twice gets no further mail until a person lifts that.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from notifications.letters.mail_kinds import MAIL_KINDS
from states.purpose import MailKind
from vorlauf.db import accounts
from vorlauf.db.post_snapshots import IS_HELD, NOTICE, posts_by_id
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import address_status
from vorlauf.workflow.steps import coordinator_of

# So many refusals in a row, and nothing more is sent to an address.
MOST_REFUSALS: Final = 2
SYSTEM: Final = "Vorlauf"
_ITS_REPORT: Final = (
    NOTICE.c.step_id == bindparam("step"),
    NOTICE.c.purpose == MailKind.BOUNCE_REPORT,
    NOTICE.c.recipient == bindparam("who"),
    NOTICE.c.n == bindparam("about"),
)
_REPORTS = select(NOTICE.c.id).where(*_ITS_REPORT)
# What is being sent at this moment tells of the same.
_TELL_AGAIN = (
    update(NOTICE)
    .where(*_ITS_REPORT, ~IS_HELD)
    .values(
        state=NoticeState.QUEUED,
        claims=0,
        message_id=None,
        settled_at=None,
        error=None,
    )
)


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """A notice that did not arrive: its key, its step, and to whom it went."""

    id: int
    step_id: int | None
    post_id: int | None
    purpose: MailKind
    recipient: str


def note_refusal(
    connection: Connection, address: str, reason: str, now: datetime, *, later: bool
) -> bool:
    """Count a refusal of an address; say whether it is suppressed now.

    `later` says that the server took the mail first and returned it: the address is
    suspect.
    """
    failures = address_status.refused(connection, address, reason, now, suspect=later)
    if failures < MOST_REFUSALS:
        return False
    address_status.suppress(connection, address, SYSTEM, now)
    return True


def report(work: UnitOfWork, undelivered: Iterable[Undelivered]) -> int:
    """Queue one report for each coordinator on undelivered notices; return how many.

    One for each post, about its first notice; nobody gets a report about a report.
    """
    firsts: dict[int, Undelivered] = {}
    for one in undelivered:
        if one.post_id is not None and not MAIL_KINDS[one.purpose].is_silent:
            firsts.setdefault(one.post_id, one)
    told = 0
    disabled = accounts.disabled(work.connection)
    for post in posts_by_id(work.connection, list(firsts)).values():
        one = firsts[post.id]
        person = _who_hears(
            coordinator_of(post, work.directory),
            {one.recipient, *disabled},
            work.directory,
        )
        if person is None or one.step_id is None:
            continue
        house = work.directory.home_of(person)
        notice = NewNotice(
            purpose=MailKind.BOUNCE_REPORT,
            recipient=person.key,
            due_at=house.mail_from(work.now, urgent=True),
            n=one.id,
        )
        if not _is_told_again(work.connection, one.step_id, notice):
            work.owe(post, one.step_id, house.key, [notice])
        told += 1
    return told


def _is_told_again(connection: Connection, step_id: int, notice: NewNotice) -> bool:
    """Queue a report again that was made before; return False if this is the first.

    A notice that was sent again by hand may fail again, and a report has one key.
    """
    its = {"step": step_id, "who": notice.recipient, "about": notice.n}
    again = _TELL_AGAIN.values(due_at=notice.due_at, planned_at=notice.due_at)
    known = connection.execute(_REPORTS, its).first() is not None
    if known:
        connection.execute(again, its)
    return known


def _who_hears(
    coordinator: Person, unreachable: Collection[str], directory: Directory
) -> Person | None:
    """Return the first coordinator, this one before others, who can be reached."""
    deputies = directory.deputies_of(coordinator.key)
    others = (coordinator, *deputies, *directory.coordinators)
    return next((one for one in others if one.key not in unreachable), None)
