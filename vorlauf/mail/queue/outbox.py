"""Outbox: the queue of notices, and their outcomes.

A notice is `queued` and is `leased` by one worker, together with everything else that
is due for the same recipient. Right before the socket a conditional update makes it
`sending`, unless it was decided meanwhile. Then it is `sent`, `retry`, `dead` or
`unknown`, and only the worker that holds it may say so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, func, insert, select, update

from notifications.letters.mail_kinds import purposes_where
from vorlauf.db import audit_log
from vorlauf.db.post_snapshots import IS_WAITING, MESSAGE, NOTICE, STEP
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.links.placeholders import LinkPlace
from vorlauf.mail.queue.leases import LEASE, ClaimedNotice


@dataclass(frozen=True, kw_only=True)
class FinishedMessage:
    """A finished message; once sending began it never changes.

    `places` says where in `content` the links belong; with a `handle` it goes out under
    subaddresses of its own.
    """

    message_id: str
    recipient: str
    address: str
    subject: str
    content: bytes
    dated_at: datetime
    places: tuple[LinkPlace, ...] = ()
    handle: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """The outcome of the notices of one message; `again_at` only for `retry`.

    `was_tried` says that a server was asked, `in_doubt` that nobody knows its answer.
    """

    state: NoticeState
    at: datetime
    error: str | None = None
    again_at: datetime | None = None
    was_tried: bool = True
    in_doubt: bool = False


class OvertakenError(Exception):
    """A notice was decided or taken away just before it was sent."""


_JOIN = (
    update(NOTICE)
    .where(
        NOTICE.c.id.in_(bindparam("ids", expanding=True)),
        IS_WAITING,
        NOTICE.c.claims == 0,
        NOTICE.c.message_id.is_(None),
    )
    .values(
        state=NoticeState.LEASED,
        claims=1,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
    )
)
_MINE = (
    NOTICE.c.id.in_(bindparam("ids", expanding=True)),
    NOTICE.c.lease_owner == bindparam("owner"),
)
_STILL_MINE = select(NOTICE.c.id).where(*_MINE, NOTICE.c.state == NoticeState.LEASED)
# Whoever was in the same message before, and waits, would go as it was: with all that
# goes out otherwise now, and may be decided by then.
_LEAVE = (
    update(NOTICE)
    .where(
        NOTICE.c.message_id.in_(bindparam("left", expanding=True)),
        NOTICE.c.id.not_in(bindparam("ids", expanding=True)),
        NOTICE.c.state.in_((NoticeState.QUEUED, NoticeState.RETRY, NoticeState.LEASED)),
    )
    .values(message_id=None)
)
_KEEP = insert(MESSAGE)
_SEND = (
    update(NOTICE)
    .where(*_MINE, NOTICE.c.state == NoticeState.LEASED)
    .values(
        state=NoticeState.SENDING,
        message_id=bindparam("message"),
        lease_until=bindparam("until"),
    )
)
# What a new message names stays the same when the very same bytes go once more.
_SEND_NEW = _SEND.values(
    told_due_at=case(
        (
            and_(
                NOTICE.c.medium == Medium.MAIL,
                NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.names_due)),
            ),
            select(STEP.c.due_at)
            .where(STEP.c.id == NOTICE.c.step_id)
            .scalar_subquery(),
        )
    )
)
# Locked, because whoever changes a date asks afterwards which one was told.
_DUES = (
    select(STEP.c.id, STEP.c.due_at)
    .where(STEP.c.id.in_(bindparam("steps", expanding=True)))
    .order_by(STEP.c.id)
    .with_for_update(read=True)
)
_NAMES_ANOTHER_DUE = (
    select(NOTICE.c.id)
    .join(STEP, STEP.c.id == NOTICE.c.step_id)
    .where(
        NOTICE.c.message_id == bindparam("message"),
        NOTICE.c.doubts == 0,
        NOTICE.c.told_due_at != STEP.c.due_at,
    )
    .limit(1)
)
_SETTLE = (
    update(NOTICE)
    .where(*_MINE, NOTICE.c.state.in_((NoticeState.LEASED, NoticeState.SENDING)))
    .values(
        state=bindparam("state_"),
        attempts=NOTICE.c.attempts + bindparam("tried"),
        doubts=NOTICE.c.doubts + bindparam("doubted"),
        # Whoever has settled it has come through: only deaths in a row are poison.
        claims=0,
        lease_owner=None,
        lease_until=None,
        settled_at=bindparam("at"),
        error=bindparam("error_"),
        due_at=func.coalesce(
            bindparam("again_at", type_=NOTICE.c.due_at.type), NOTICE.c.due_at
        ),
    )
)


def still_leased(connection: Connection, ids: Sequence[int], owner: str) -> set[int]:
    """Return which of these notices the owner may still send."""
    rows = connection.execute(_STILL_MINE, {"ids": list(ids), "owner": owner})
    return {row.id for row in rows}


def rendered_before(
    connection: Connection, notices: Sequence[ClaimedNotice]
) -> FinishedMessage | None:
    """Return the earlier message of these notices, if it can go again unchanged.

    None if they were never rendered, if something that the message was about was
    settled meanwhile, if it names another date than that of its step and surely never
    arrived, or if nobody knows where its links belong, as in messages from before
    schema 0005: then the rest is written again.
    """
    identity = notices[0].message_id
    if identity is None:
        return None
    rows = connection.execute(
        select(NOTICE.c.id).where(NOTICE.c.message_id == identity)
    )
    if {row.id for row in rows} != {notice.id for notice in notices}:
        return None
    if connection.execute(_NAMES_ANOTHER_DUE, {"message": identity}).first():
        return None
    found = connection.execute(
        select(MESSAGE).where(MESSAGE.c.message_id == identity)
    ).one()
    if found.places is None:
        return None
    kept = tuple(LinkPlace(*place) for place in found.places)
    return FinishedMessage(**found._asdict() | {"places": kept})


def begin_sending(  # noqa: PLR0913, all that is needed right before the socket
    connection: Connection,
    ids: Sequence[int],
    message: FinishedMessage,
    owner: str,
    now: datetime,
    *,
    is_new: bool,
    instead_of: Collection[str] = (),
    dues: Mapping[int, datetime] | None = None,
    joining: Sequence[int] = (),
) -> None:
    """Record that sending begins, and the message itself.

    Notices that are `joining` were not leased: the message says how many they are.
    The rest of the messages that it is sent `instead_of` is written again as well.
    `dues` are the due instants that a new message names, by step. Raises
    `OvertakenError` if one of the notices was decided or taken, or a date changed
    meanwhile: leave the transaction with it, so that nothing of this is kept.
    """
    if len(ids) > 1 or instead_of or joining:
        # Decisions cancel several notices, too; in one order, nobody waits in a circle.
        audit_log.lock(connection)
    if is_new:
        connection.execute(_KEEP, vars(message))
    if instead_of:
        connection.execute(_LEAVE, {"ids": list(ids), "left": list(instead_of)})
    if dues:
        kept = connection.execute(_DUES, {"steps": list(dues)})
        if {row.id: row.due_at for row in kept} != dues:
            raise OvertakenError
    times = {"owner": owner, "until": now + LEASE}
    if joining:
        joined = connection.execute(_JOIN, {"ids": list(joining), **times})
        if joined.rowcount != len(joining):
            raise OvertakenError
    begun = connection.execute(
        _SEND_NEW if is_new else _SEND,
        {
            "ids": [*ids, *joining],
            "message": message.message_id,
            **times,
        },
    )
    if begun.rowcount != len(ids) + len(joining):
        raise OvertakenError


def settle(
    connection: Connection, ids: Sequence[int], settlement: Settlement, owner: str
) -> None:
    """Record the outcome of notices that `owner` holds; notices of others stay."""
    connection.execute(
        _SETTLE,
        {
            "ids": list(ids),
            "owner": owner,
            "state_": settlement.state.value,
            "tried": int(settlement.was_tried),
            "doubted": int(settlement.in_doubt),
            "at": settlement.at,
            "error_": settlement.error,
            "again_at": settlement.again_at,
        },
    )
