"""Caused mails: what an act on a post makes go out, and who really reads it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select

from notifications.letters.mail_kinds import MAIL_KINDS
from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Medium
from vorlauf.db.unit_of_work import WAITS_OR_IS_HELD
from vorlauf.posts import presence
from vorlauf.posts.told_queries import TOLD_DUE_AT

# Reminders are planned anew with every change, and shown with their step.
_WAITING: Final = (
    select(
        NOTICE.c.id,
        NOTICE.c.step_id,
        NOTICE.c.purpose,
        NOTICE.c.recipient,
        NOTICE.c.house,
        NOTICE.c.due_at,
        STEP.c.due_at.label("step_due_at"),
        TOLD_DUE_AT.label("told_due_at"),
    )
    .join(STEP, STEP.c.id == NOTICE.c.step_id)
    .where(
        NOTICE.c.post_id.in_(bindparam("posts", expanding=True)),
        NOTICE.c.medium == Medium.MAIL,
        NOTICE.c.purpose != MailKind.REMINDER,
        WAITS_OR_IS_HELD,
    )
    .order_by(NOTICE.c.due_at, NOTICE.c.id)
)


@dataclass(frozen=True, kw_only=True)
class CausedMail:
    """A mail about a step (a key): its kind, its reader (a key), the step's house.

    It goes at `at` (aware UTC) at the earliest.
    """

    purpose: MailKind
    step_id: int
    house: str
    to: str
    at: datetime


def waiting(connection: Connection, *posts: int) -> frozenset[int]:
    """Return the keys of the mails about posts (keys) that are still to be sent."""
    rows = connection.execute(_WAITING, {"posts": posts})
    return frozenset(row.id for row in rows)


def ahead(
    call: Call, post_id: int, besides: Collection[int] = ()
) -> tuple[CausedMail, ...]:
    """Return the mails about a post that will really go, but for those with these keys.

    What is left out is said at `of_posts`.
    """
    return of_posts(call, [post_id], besides)


def of_posts(
    call: Call, posts: Collection[int], besides: Collection[int] = ()
) -> tuple[CausedMail, ...]:
    """Return the mails about posts (keys) that will really go, but for some.

    Left out is what the sweep drops: a changed date that is as it was told, and what
    nobody is there to read.
    """
    days = presence.ahead(call.connection, call.today)
    day_of, found = call.directory.agency.office.day_of, []
    for row in call.connection.execute(_WAITING, {"posts": list(posts)}):
        purpose = MailKind(row.purpose)
        is_as_told = row.told_due_at in {None, row.step_due_at}
        if row.id in besides or (MAIL_KINDS[purpose].tells_due and is_as_told):
            continue
        day = max(call.today, day_of(row.due_at))
        reader = days.reader_of(call.directory, row.recipient, purpose, day)
        if reader is not None:
            mail = CausedMail(
                purpose=purpose,
                step_id=row.step_id,
                house=row.house,
                to=reader.key,
                at=row.due_at,
            )
            found.append(mail)
    return tuple(found)
