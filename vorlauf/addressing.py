"""Addressing: who reads what is owed to somebody, who may be away just now."""

from collections.abc import Sequence

from sqlalchemy import Connection

from vorlauf import absences
from vorlauf.errors import VorlaufError
from vorlauf.outbox import Due
from vorlauf.parts import Addressee
from vorlauf.rendering import Office
from vorlauf.store import mailboxes
from vorlauf.store.mailboxes import Trouble
from vorlauf.store.tables import Medium, Purpose

# What can wait until somebody is back; a deputy has nothing to do about it.
_FOR_LATER = frozenset({Purpose.DECISION_RECEIVED, Purpose.PUBLISHED})


class SuppressedError(VorlaufError):
    """Nothing is sent to this address until somebody lifts that."""


def addressee(
    connection: Connection, notices: Sequence[Due], office: Office
) -> Addressee:
    """Return who reads the notices of one recipient at the hour of the mail room.

    During an absence the first deputy who is there; if nobody is, the person all the
    same, who also gets what asks for nothing: receipts, and what was published. A hint
    in a room speaks as to the contact of its house. Raises `NotFoundError` for somebody
    who has left stakeholders.toml.
    """
    directory, answers_to = office.directory, office.answers_to
    notice = notices[0]
    if notice.medium is Medium.CHAT:
        return Addressee(person=directory.contact_of(notice.recipient))
    person = directory.person(notice.recipient)
    today = directory.home_of(person).office.day_of(office.now)
    away = absences.away(connection, today)
    if person.key not in away or {one.purpose for one in notices} <= _FOR_LATER:
        return Addressee(person=person, answers_to=answers_to)
    there = (one for one in directory.deputies_of(person.key) if one.key not in away)
    deputy = next(there, None)
    if deputy is None:
        return Addressee(person=person, answers_to=answers_to)
    return Addressee(
        person=deputy,
        stands_in_for=person,
        absent_until=away[person.key].last_day,
        answers_to=answers_to,
    )


def trouble_with(connection: Connection, notice: Due, to: Addressee) -> Trouble | None:
    """Return what an address has refused; `SuppressedError` if nothing goes to it.

    A hint in a room goes to no address.
    """
    if notice.medium is Medium.CHAT:
        return None
    address = to.person.email
    known = mailboxes.known_troubles(connection, [address]).get(address.casefold())
    if known is not None and known.suppressed_at is not None:
        raise SuppressedError(
            f"Nothing is sent to {address} since {known.suppressed_at:%Y-%m-%d}: "
            f"{known.last_error or 'it was suppressed by hand.'}"
        )
    return known
