"""Questions and statements about received mail, and the mail that it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from states.messages import Message
from states.purpose import MailKind
from vorlauf.db import keys
from vorlauf.db.post_snapshots import MESSAGE, NOTICE, STEP
from vorlauf.db.stored_messages import packed
from vorlauf.db.tables import Incoming, IncomingKind, NoticeState, table_of
from vorlauf.directory.model import Person

INCOMING: Final = table_of(Incoming)

# So often it is tried to act on a mail before it is left to a person's eye.
MOST_TRIES: Final = 3
_IS_OPEN: Final = (INCOMING.c.handled_at.is_(None), INCOMING.c.tries < MOST_TRIES)
# What a server took in good faith, or nobody knows of; nobody holds it at the moment.
_CAME_BACK: Final = (NoticeState.SENT, NoticeState.UNKNOWN, NoticeState.RETRY)
_IN_HAND: Final = (NoticeState.LEASED, NoticeState.SENDING)


@dataclass(frozen=True, kw_only=True)
class NewMail:
    """A received mail as it is kept before anybody acts on it; times are aware UTC."""

    digest: str
    stored_at: datetime
    sent_at: datetime | None
    sender: str
    subject: str
    size: int
    content: bytes
    is_cut: bool
    kind: IncomingKind


@dataclass(frozen=True, kw_only=True)
class KeptMail:
    """A kept mail on which nobody has acted."""

    id: int
    stored_at: datetime
    content: bytes


@dataclass(frozen=True, kw_only=True)
class HandlingResult:
    """The result of a received mail: a sentence, and what it is about, if known."""

    result: Message
    kind: IncomingKind
    answers: str | None = None
    post_id: int | None = None
    person: str = ""
    absent_from: date | None = None
    absent_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class AnsweredNotice:
    """A notice that one of our mails has carried."""

    id: int
    step_id: int | None
    post_id: int | None
    version: int
    purpose: MailKind
    recipient: str
    house: str
    state: NoticeState


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The mail of ours that was answered: its reader, its address and its notices.

    `dated_at` is aware UTC; without a `handle` it went out without subaddresses.
    """

    message_id: str
    recipient: str
    address: str
    dated_at: datetime
    handle: str | None
    notices: tuple[AnsweredNotice, ...]


_NOTICES = (
    select(*(NOTICE.c[name] for name in AnsweredNotice.__dataclass_fields__))
    .where(NOTICE.c.message_id == bindparam("message"))
    .order_by(NOTICE.c.id)
)
_ORIGIN: Final = tuple(
    MESSAGE.c[name] for name in Origin.__dataclass_fields__ if name != "notices"
)
_LATEST = (
    select(MESSAGE.c.message_id)
    .where(MESSAGE.c.recipient.in_(bindparam("who", expanding=True)))
    .order_by(MESSAGE.c.dated_at.desc(), MESSAGE.c.message_id)
    .limit(1)
)


def is_kept(connection: Connection, digest: str) -> bool:
    """Say whether a mail with this SHA-256 was kept before."""
    wanted = select(INCOMING.c.id).where(INCOMING.c.digest == digest)
    return connection.execute(wanted).first() is not None


def keep(connection: Connection, mail: NewMail) -> None:
    """Keep a mail; call it only while the audit log is locked."""
    row = {**vars(mail), "kind": mail.kind.value}
    rest = {"tries": 0, "result": "", "person": ""}
    key = keys.next_id(connection, INCOMING)
    connection.execute(insert(INCOMING).values(id=key, **row, **rest))


def waiting(connection: Connection, most: int) -> list[int]:
    """Return the mails on which nobody has acted yet, the oldest first."""
    wanted = select(INCOMING.c.id).where(*_IS_OPEN).order_by(INCOMING.c.id)
    return list(connection.execute(wanted.limit(most)).scalars())


def begin(connection: Connection, key: int) -> KeptMail | None:
    """Count a try and return the mail; None if somebody has acted on it meanwhile."""
    row = connection.execute(
        update(INCOMING)
        .where(INCOMING.c.id == key, *_IS_OPEN)
        .values(tries=INCOMING.c.tries + 1)
        .returning(*(INCOMING.c[name] for name in KeptMail.__dataclass_fields__))
    ).one_or_none()
    return None if row is None else KeptMail(**row._asdict())


def is_open(connection: Connection, key: int) -> bool:
    """Say whether nobody has acted on a mail; call it while the audit log is locked."""
    wanted = select(INCOMING.c.handled_at).where(INCOMING.c.id == key)
    return connection.execute(wanted).scalar_one() is None


def finish(
    connection: Connection, key: int, outcome: HandlingResult, at: datetime
) -> None:
    """Write the result of a mail."""
    row = {**vars(outcome), "kind": outcome.kind.value}
    row["result"] = packed(outcome.result)
    connection.execute(
        update(INCOMING).where(INCOMING.c.id == key).values(handled_at=at, **row)
    )


def note_fault(connection: Connection, key: int, fault: Message) -> None:
    """Write why a mail could not be acted on this time."""
    connection.execute(
        update(INCOMING)
        .where(INCOMING.c.id == key, INCOMING.c.handled_at.is_(None))
        .values(result=packed(fault))
    )


def by_handle(connection: Connection, handle: str) -> list[Origin]:
    """Return the mails of ours that a subaddress may belong to; hardly ever several."""
    rows = connection.execute(select(*_ORIGIN).where(MESSAGE.c.handle == handle))
    return [_origin(connection, row) for row in rows.all()]


def origin(connection: Connection, ids: Sequence[str]) -> Origin | None:
    """Return the mail of ours that the first known one of these Message-IDs names."""
    found = {row.message_id: row for row in _messages(connection, ids)}
    first = next((found[one] for one in ids if one in found), None)
    return None if first is None else _origin(connection, first)


def content_of(connection: Connection, message_id: str) -> bytes:
    """Return the octets of a mail of ours, with placeholders for its links."""
    wanted = select(MESSAGE.c.content).where(MESSAGE.c.message_id == message_id)
    return bytes(connection.execute(wanted).scalar_one())


def latest_to(connection: Connection, person: Person) -> Origin | None:
    """Return the last mail of ours to a person, whatever their key was then."""
    keys = [person.key, *person.was]
    found = connection.execute(_LATEST, {"who": keys}).scalars().all()
    return origin(connection, found)


def _messages(
    connection: Connection, ids: Sequence[str]
) -> Sequence[Row[tuple[object]]]:
    if not ids:
        return []
    wanted = select(*_ORIGIN).where(MESSAGE.c.message_id.in_(ids))
    return connection.execute(wanted).all()


def _origin(connection: Connection, row: Row[tuple[object]]) -> Origin:
    notices = connection.execute(_NOTICES, {"message": row.message_id})
    return Origin(**row._asdict(), notices=tuple(map(_carried, notices)))


def _carried(row: Row[tuple[object]]) -> AnsweredNotice:
    plain = row._asdict()
    plain["purpose"] = MailKind(plain["purpose"])
    plain["state"] = NoticeState(plain["state"])
    return AnsweredNotice(**plain)


def is_in_hand(origin: Origin) -> bool:
    """Say whether a worker is sending this mail at the moment."""
    return any(notice.state in _IN_HAND for notice in origin.notices)


def bury(
    connection: Connection, origin: Origin, error: str, now: datetime
) -> list[AnsweredNotice]:
    """Give up the returned notices, unless done already; return them."""
    back = [notice for notice in origin.notices if notice.state in _CAME_BACK]
    connection.execute(
        update(NOTICE)
        .where(
            NOTICE.c.id.in_([notice.id for notice in back]),
            NOTICE.c.state.in_(_CAME_BACK),
        )
        .values(state=NoticeState.DEAD, settled_at=now, error=error)
    )
    return back


def step_for(connection: Connection, post_id: int) -> int:
    """Return the newest step of a post, an open one if there is any."""
    is_closed = STEP.c.closed_at.is_not(None)
    wanted = select(STEP.c.id).where(STEP.c.post_id == post_id)
    ordered = wanted.order_by(is_closed, STEP.c.id.desc()).limit(1)
    return int(connection.execute(ordered).scalar_one())


def planned_between(
    connection: Connection,
    purpose: MailKind,
    recipient: str,
    begin: datetime,
    end: datetime,
) -> int:
    """Count the notices of a purpose for somebody in this time."""
    wanted = select(func.count()).where(
        NOTICE.c.purpose == purpose,
        NOTICE.c.recipient == recipient,
        NOTICE.c.planned_at >= begin,
        NOTICE.c.planned_at < end,
    )
    return int(connection.execute(wanted).scalar_one())


def was_offered_between(
    connection: Connection, person: str, begin: datetime, end: datetime
) -> bool:
    """Say whether an absence of this person was offered for this time already."""
    wanted = (
        select(NOTICE.c.id)
        .join(INCOMING, INCOMING.c.id == NOTICE.c.n)
        .where(
            NOTICE.c.purpose == MailKind.ABSENCE_OFFERED,
            INCOMING.c.person == person,
            NOTICE.c.planned_at >= begin,
            NOTICE.c.planned_at < end,
        )
    )
    return connection.execute(wanted).first() is not None
