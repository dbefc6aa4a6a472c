"""Recipients: who reads the notices of a person, who may be away."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from notifications.letters.mail_kinds import MAIL_KINDS
from states.messages import msg
from vorlauf.db.tables import Medium
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import NotFoundError, VorlaufError
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.letters.template_values import Addressee
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.posts import absence_queries, address_status, past_queries, presence
from vorlauf.posts.address_status import AddressTrouble

_BY_HAND: Final = msg("it was suppressed by hand.")


class SuppressedError(VorlaufError):
    """The address is suppressed until somebody lifts that."""


def addressee(
    connection: Connection, notices: Sequence[ClaimedNotice], office: MailContext
) -> Addressee:
    """Return who reads the notices of one recipient now.

    During an absence that is the first deputy who is there; if nobody is, the person,
    who also gets everything that asks for nothing: receipts, and news of publishing. A
    deputy reads everything of a disabled person. A hint in a room addresses the contact
    of its house. Raises `NotFoundError` for somebody who has left stakeholders.toml, or
    is disabled without a deputy.
    """
    directory, answers_to = office.directory, office.answers_to
    notice = notices[0]
    if notice.medium is Medium.CHAT:
        return Addressee(person=directory.contact_of(notice.recipient))
    person = directory.person(notice.recipient)
    today = directory.home_of(person).office.day_of(office.now)
    present = presence.on_day(connection, today)
    has_left = person.key in present.disabled
    can_wait = not has_left and all(MAIL_KINDS[n.purpose].can_wait for n in notices)
    reader = person if can_wait else present.reader(directory, person)
    if reader is None:
        raise NotFoundError(
            msg(
                "Somebody else has to be named in stakeholders.toml: {name} "
                "is disabled, and nobody stands in.",
                name=person.name,
            )
        )
    if reader == person:
        back = None
        if person.key not in present.away:
            back = _meanwhile(connection, notices, person, directory)
        return Addressee(
            person=person,
            answers_to=answers_to,
            is_back=back is not None,
            asked_meanwhile=back or (),
        )
    return Addressee(
        person=reader,
        stands_in_for=person,
        absent_until=None if has_left else present.away[person.key],
        has_left=has_left,
        answers_to=answers_to,
    )


def _meanwhile(
    connection: Connection,
    notices: Sequence[ClaimedNotice],
    person: Person,
    directory: Directory,
) -> tuple[str, ...] | None:
    """Return who was asked before in the place of somebody who is back, by name.

    None if these notices do not ask again after an absence.
    """
    again = [n.step_id for n in notices if MAIL_KINDS[n.purpose].begins and n.n]
    steps = [step for step in again if step is not None]
    told = past_queries.told_before(connection, steps, person.key) if steps else []
    now = dict.fromkeys(map(directory.present_key, told))
    others = [key for key in now if key != person.key]
    if not told or not (others or absence_queries.was_away(connection, person.key)):
        return None
    people = directory.people
    return tuple(people[key].name if key in people else key for key in others)


def trouble_with(
    connection: Connection, notice: ClaimedNotice, to: Addressee
) -> AddressTrouble | None:
    """Return what an address has refused; raise `SuppressedError` if it is suppressed.

    A hint in a room goes to no address.
    """
    if notice.medium is Medium.CHAT:
        return None
    address = to.person.email
    known = address_status.known_troubles(connection, [address]).get(
        comparable(address)
    )
    if known is not None and known.suppressed_at is not None:
        raise SuppressedError(
            msg(
                "Nothing is sent to {address} since {day}: {reason}",
                address=address,
                day=known.suppressed_at.date(),
                reason=known.last_error or _BY_HAND,
            )
        )
    return known
