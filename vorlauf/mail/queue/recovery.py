"""Recovery: free the leases of dead workers, drop overtaken reminders, postpone.

Nobody knows whether a mail went out that was being sent when its worker died. The mail
server's log may know, but only about the mails of its own machine, so other machines
wait for it. Without a log a request is sent once more with the same bytes, because
otherwise its step would rest, and a reminder is set apart.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    Connection,
    Update,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    update,
)

from notifications.letters.mail_kinds import purposes_where
from states.messages import msg
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db import audit_log
from vorlauf.db.post_snapshots import IS_HELD, IS_WAITING, NOTICE, POST, STEP
from vorlauf.db.stored_messages import packed
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.host import WITH_LOG, host_name, prefix_of
from vorlauf.mail.queue.delivery_failures import Undelivered

# Which of these Message-IDs the mail server has accepted, as its log tells.
HandedOver = Callable[[Collection[str]], Collection[str]]

# So often a notice is taken for sending before it is set apart for a person's eye.
MOST_CLAIMS: Final = 3
# So long after a lease has ended a machine may come back and read its mail server's
# log; then the others go on as if there were none.
LOG_PATIENCE: Final = timedelta(hours=1)
SUPERSEDED: Final = packed(msg("A newer notice of the same step was due as well."))
ENDED: Final = packed(
    msg("The process ended while sending; whether it arrived is not known.")
)
POISON: Final = packed(
    msg(
        "{processes} processes have ended while they wrote or sent it; "
        "it was set apart.",
        processes=MOST_CLAIMS,
    )
)

_OTHER = NOTICE.alias("other")
# A message goes again as a whole, if anything in it must not be missing.
_MATTERS = exists().where(
    _OTHER.c.message_id == NOTICE.c.message_id,
    _OTHER.c.purpose.not_in(purposes_where(lambda kind: kind.is_expendable)),
    _OTHER.c.state == NoticeState.SENDING,
    _OTHER.c.doubts == 0,
)
_IS_LOST = and_(
    IS_HELD,
    or_(NOTICE.c.lease_until < bindparam("now"), NOTICE.c.lease_until.is_(None)),
)
_WAS_SENDING = and_(_IS_LOST, NOTICE.c.state == NoticeState.SENDING)
_WAS_LEASED = and_(_IS_LOST, NOTICE.c.state == NoticeState.LEASED)
# Only the machine that was sending can read its mail server's log.
_IS_OURS = func.substr(NOTICE.c.lease_owner, 1, func.length(bindparam("host"))) == (
    bindparam("host")
)
_WAITS_FOR_ITS_LOG = func.coalesce(
    and_(
        # No mail server knows anything of a hint in a room.
        NOTICE.c.medium == Medium.MAIL,
        NOTICE.c.lease_owner.endswith(WITH_LOG),
        NOTICE.c.lease_until >= bindparam("patience"),
    ),
    false(),
)
_IS_IN_DOUBT = and_(_WAS_SENDING, not_(_WAITS_FOR_ITS_LOG))
_FREE = {"lease_owner": None, "lease_until": None}
_DOUBTFUL = (
    select(NOTICE.c.message_id)
    .distinct()
    .where(_WAS_SENDING, _IS_OURS, NOTICE.c.medium == Medium.MAIL)
)
_IS_ANSWERED = and_(
    _WAS_SENDING, _IS_OURS, NOTICE.c.message_id.in_(bindparam("ids", expanding=True))
)
_CONFIRM = (
    update(NOTICE)
    .where(_IS_ANSWERED)
    .values(state=NoticeState.SENT, settled_at=bindparam("now"), error=None, **_FREE)
)
_DENY = (
    update(NOTICE)
    .where(_IS_ANSWERED)
    .values(state=NoticeState.RETRY, due_at=bindparam("now"), **_FREE)
)
# Whoever was only held goes to the back of the queue, so that it blocks nobody.
_BACK = (
    update(NOTICE)
    .where(_WAS_LEASED, NOTICE.c.claims < MOST_CLAIMS)
    .values(state=NoticeState.RETRY, due_at=bindparam("now"), **_FREE)
)
_POISON = (
    update(NOTICE)
    .where(_WAS_LEASED)
    .values(state=NoticeState.DEAD, settled_at=bindparam("now"), error=POISON, **_FREE)
)
_AGAIN = (
    update(NOTICE)
    .where(_IS_IN_DOUBT, _MATTERS)
    .values(
        state=NoticeState.RETRY,
        due_at=bindparam("now"),
        doubts=NOTICE.c.doubts + 1,
        **_FREE,
    )
)
_APART = (
    update(NOTICE)
    .where(_IS_IN_DOUBT)
    .values(
        state=NoticeState.UNKNOWN,
        settled_at=bindparam("now"),
        doubts=NOTICE.c.doubts + 1,
        error=ENDED,
        **_FREE,
    )
)
# A decision cancels what waits, but not what is being sent at that moment.
_CANCEL_DECIDED = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.state == NoticeState.RETRY,
        NOTICE.c.due_at <= bindparam("now"),
        # A retrospective no is told of once its step is closed, as all news.
        NOTICE.c.purpose.not_in(purposes_where(lambda kind: kind.is_told_anyway)),
        exists().where(STEP.c.id == NOTICE.c.step_id, STEP.c.closed_at.is_not(None)),
    )
    .values(state=NoticeState.CANCELLED, settled_at=bindparam("now"))
)
# So does a hold: what came back from a dead worker is asked for when the post goes on.
_CANCEL_RESTING = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.state == NoticeState.RETRY,
        NOTICE.c.due_at <= bindparam("now"),
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.rests)),
        exists().where(POST.c.id == NOTICE.c.post_id, POST.c.held_since.is_not(None)),
    )
    .values(state=NoticeState.CANCELLED, settled_at=bindparam("now"))
)
_UNDELIVERED = [NOTICE.c[name] for name in Undelivered.__dataclass_fields__]
_NEWER = NOTICE.alias("newer")
# After a pause several may be due at once: whoever is asked now, or is reminded by a
# newer one, needs no older reminder of the same step.
_SUPERSEDE = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("now"),
        NOTICE.c.purpose == MailKind.REMINDER,
        exists().where(
            _NEWER.c.step_id == NOTICE.c.step_id,
            _NEWER.c.recipient == NOTICE.c.recipient,
            _NEWER.c.purpose.not_in(purposes_where(lambda kind: kind.is_news)),
            _NEWER.c.state.in_((NoticeState.QUEUED, NoticeState.RETRY)),
            _NEWER.c.due_at <= bindparam("now"),
            or_(_NEWER.c.purpose != MailKind.REMINDER, _NEWER.c.n > NOTICE.c.n),
        ),
    )
    .values(state=NoticeState.CANCELLED, settled_at=bindparam("now"), error=SUPERSEDED)
)
_WAITING_HOUSES = (
    select(NOTICE.c.house, NOTICE.c.purpose)
    .where(IS_WAITING, NOTICE.c.due_at <= bindparam("now"))
    .distinct()
)
_AT_SLOT: Final = [kind for kind in StepKind if kind.waits_for_slot]
_POSTPONE = (
    update(NOTICE)
    .where(
        IS_WAITING,
        NOTICE.c.due_at <= bindparam("now"),
        NOTICE.c.house == bindparam("house_"),
        NOTICE.c.purpose == bindparam("purpose_"),
        # What waits for its slot would come too late at the next opening.
        not_(
            exists().where(
                STEP.c.id == NOTICE.c.step_id,
                STEP.c.kind.in_(_AT_SLOT),
                STEP.c.due_at > bindparam("now"),
                STEP.c.due_at <= bindparam("until"),
            )
        ),
    )
    .values(due_at=bindparam("until"))
)


@dataclass(frozen=True)
class Recovered:
    """How many notices were freed, and which of them were set apart for good."""

    freed: int
    apart: tuple[Undelivered, ...]


@dataclass(frozen=True)
class LogFindings:
    """What the log of this machine's mail server says about the mails in doubt."""

    asked: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()


def in_doubt(connection: Connection, now: datetime) -> frozenset[str]:
    """Return the Message-IDs of mails that a dead worker was sending here."""
    asked = {"now": now, "host": prefix_of(host_name())}
    return frozenset(connection.execute(_DOUBTFUL, asked).scalars())


def recover(
    connection: Connection, now: datetime, verdict: LogFindings | None = None
) -> Recovered:
    """Free the notices that dead workers held.

    The findings of the mail server's log decide: an accepted mail was sent, any other
    is sent now. The log knows the mails of this machine; mails of another machine that
    reads a log wait for that machine for an hour, and so do ours while our log cannot
    be read. A notice that was decided while it was being sent, and failed, is not tried
    again. Of several due reminders of one step only the newest is left.
    """
    audit_log.lock(connection)
    verdict = verdict or LogFindings()
    freed = _by_the_log(connection, now, verdict)
    apart: list[Undelivered] = []
    freed += connection.execute(_BACK, {"now": now}).rowcount
    apart += _set_apart(connection, _POISON, {"now": now})
    left = {"now": now, "patience": now - LOG_PATIENCE}
    freed += connection.execute(_AGAIN, left).rowcount
    apart += _set_apart(connection, _APART, left)
    connection.execute(_CANCEL_DECIDED, {"now": now})
    connection.execute(_CANCEL_RESTING, {"now": now})
    connection.execute(_SUPERSEDE, {"now": now})
    return Recovered(freed + len(apart), tuple(apart))


def _set_apart(
    connection: Connection, statement: Update, times: Mapping[str, datetime]
) -> list[Undelivered]:
    rows = connection.execute(statement.returning(*_UNDELIVERED), times).all()
    return [
        Undelivered(**{**row._asdict(), "purpose": MailKind(row.purpose)})
        for row in rows
    ]


def _by_the_log(connection: Connection, now: datetime, verdict: LogFindings) -> int:
    freed = 0
    denied = verdict.asked - verdict.accepted
    for statement, ids in ((_CONFIRM, verdict.accepted), (_DENY, denied)):
        if ids:
            values = {"now": now, "ids": sorted(ids), "host": prefix_of(host_name())}
            freed += connection.execute(statement, values).rowcount
    return freed


def waiting_at(connection: Connection, now: datetime) -> list[tuple[str, MailKind]]:
    """Return the houses that have due notices, and their purposes."""
    rows = connection.execute(_WAITING_HOUSES, {"now": now})
    return [(row.house, MailKind(row.purpose)) for row in rows]


def postpone(
    connection: Connection,
    until: Mapping[tuple[str, MailKind], datetime],
    now: datetime,
) -> None:
    """Postpone the due notices of houses that want none now.

    But not what asks for something at a slot that passes meanwhile.
    """
    # Decisions cancel several notices, too; in one order, nobody waits in a circle.
    audit_log.lock(connection)
    for (house, purpose), at in until.items():
        values = {"now": now, "house_": house, "purpose_": purpose, "until": at}
        connection.execute(_POSTPONE, values)
