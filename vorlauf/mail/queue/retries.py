"""Retries: given-up and doubtful notices are sent once more by hand.

They are written again, because an address may have been corrected meanwhile; and the
other notices of the same mail go along, because otherwise a part of it would go out
twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import bindparam, update

from states.messages import msg, phrase
from vorlauf.db.post_snapshots import NOTICE, posts_by_id
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.addresses import comparable
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.mail.queue import notice_list
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.posts import address_status
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.reminder_schedule import mail_at

_AGAIN: Final = (NoticeState.DEAD, NoticeState.UNKNOWN, NoticeState.RETRY)
_REASONS: Final = {
    NoticeState.QUEUED: phrase(
        "because", "it waits for its hour and goes out by itself"
    ),
    NoticeState.LEASED: phrase(
        "because", "it is being sent at this moment; look again in a minute"
    ),
    NoticeState.SENDING: phrase(
        "because", "it is being sent at this moment; look again in a minute"
    ),
    NoticeState.SENT: phrase(
        "because",
        "it was sent; whoever is to hear of it again gets a reminder "
        "(`vorlauf mail remind`)",
    ),
    NoticeState.CANCELLED: phrase(
        "because", "it was cancelled, because nobody needs it any more"
    ),
}
_QUEUE = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("key"), NOTICE.c.state == bindparam("seen"))
    .values(
        state=NoticeState.QUEUED,
        due_at=bindparam("at"),
        claims=0,
        message_id=None,
        settled_at=None,
        error=None,
    )
)


def resend(work: UnitOfWork, ids: Sequence[int], by: Overseer) -> list[NoticeRow]:
    """Send notices once more, as soon as their houses take mail; all or none.

    Returns the notices as they were, with the new `due_at`. Raises `NotFoundError`, and
    `RefusedError` for notices that were sent, are being sent, or were answered
    meanwhile.
    """
    connection = work.connection
    wanted = notice_list.notices_by_id(connection, ids)
    for row in wanted:
        _check(row)
    rows = _with_the_same_mail(work, wanted)
    _check_addresses(work, rows)
    again = [_queued(work, row) for row in rows]
    _log(work, rows, by)
    work.write()
    return again


def _check(row: NoticeRow) -> None:
    if row.state not in _AGAIN:
        raise RefusedError(
            msg(
                "Notice {id} is not sent again: {reasons}.",
                id=row.id,
                reasons=_REASONS[row.state],
            )
        )
    if row.is_overtaken:
        raise RefusedError(
            msg(
                "Notice {id} is not sent again: {number} was answered "
                "meanwhile, so nobody is asked any more.",
                id=row.id,
                number=row.number,
            )
        )


def _with_the_same_mail(work: UnitOfWork, rows: Sequence[NoticeRow]) -> list[NoticeRow]:
    all_of_it = {row.id: row for row in rows}
    for row in rows:
        for other in notice_list.in_the_same_mail(work.connection, row):
            if other.state in _AGAIN and not other.is_overtaken:
                all_of_it.setdefault(other.id, other)
    return list(all_of_it.values())


def _check_addresses(work: UnitOfWork, rows: Collection[NoticeRow]) -> None:
    by_mail = {row.recipient for row in rows if row.medium is Medium.MAIL}
    addresses = [work.directory.person(key).email for key in sorted(by_mail)]
    known = address_status.known_troubles(work.connection, addresses)
    for address in addresses:
        trouble = known.get(comparable(address))
        if trouble is not None and trouble.suppressed_at is not None:
            raise RefusedError(
                msg(
                    "Nothing is sent to {address}, so it would be given up again; "
                    "`vorlauf mail suppress {address} --lift` changes that.",
                    address=address,
                )
            )


def _queued(work: UnitOfWork, row: NoticeRow) -> NoticeRow:
    house = work.directory.houses.get(row.house, work.directory.agency)
    at = mail_at(house, row.purpose, work.now)
    values = {"key": row.id, "seen": row.state.value, "at": at}
    if work.connection.execute(_QUEUE, values).rowcount != 1:
        raise ConflictError(
            msg(
                "Notice {id} has just been taken for sending; look at it again.",
                id=row.id,
            )
        )
    return replace(row, due_at=at)


def _log(work: UnitOfWork, rows: Collection[NoticeRow], by: Overseer) -> None:
    posts = list({row.post_id for row in rows if row.post_id is not None})
    snapshots = posts_by_id(work.connection, posts)
    for row in rows:
        person = work.directory.people.get(row.recipient)
        details = {
            "notice": row.id,
            "purpose": row.purpose.value,
            "to": person.name if person else row.recipient,
            "was": row.state.value,
            "message_id": row.message_id,
        }
        about = None if row.post_id is None else snapshots[row.post_id]
        entry = by.line(
            about, at=work.now, event="mail_retry", house=row.house, details=details
        )
        work.log(entry)
