"""Absence by link: the asked person enters “I am away from … to …”."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from states.messages import msg
from vorlauf.db.call import Call
from vorlauf.db.tables import Absence, LinkKind
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.link_actions.recheck import still_good
from vorlauf.links.signatures import details_of, recipient_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import absence_queries
from vorlauf.scheduling.absences import Absent, end_absence, set_absence

# A link may be in other hands; longer than that, a coordinator or the account says it.
LONGEST: Final = timedelta(weeks=3)
# Absences by link that are no further apart than this count as one.
_APART: Final = timedelta(weeks=1)


def away(
    call: Call, opened: VerifiedLink, first: date, last: date, name: str
) -> Absence:
    """Note that the recipient of a link is away, both days included.

    Only they say so of themselves. They hear of it by mail and can undo it, and the
    coordinators see it. Raises `RefusedError` for another name and for a
    link that opens nothing any more, `BadInputError` for days that cannot be and for
    more than `LONGEST`, `ConflictError` if they overlap with another absence.
    """
    directory = call.directory
    asking = (LinkKind.DECIDE, LinkKind.DELIVER)
    again = still_good(call, opened, *asking)
    recipient = recipient_of(directory, again)
    signed = signature_of(directory, again, name)
    if signed.key != recipient.key:
        raise RefusedError(
            msg(
                "This link was sent to {name}, who alone can say so; pass the "
                "matter on instead, or write to the coordinators.",
                name=recipient.name,
            )
        )
    _check_length(call, recipient.key, first, last)
    absent = Absent(
        person=recipient.key,
        first_day=first,
        last_day=last,
        set_by=recipient.key,
        came_by="link",
        step=(again.matter.id, again.post.id),
    )
    return set_absence(replace(call, entry_point=signed.details), absent)


def returned(call: Call, opened: VerifiedLink, key: int) -> Absence:
    """End an absence of the recipient of the mail that told them of it.

    Raises `RefusedError` for another link, `NotFoundError` for an absence of somebody
    else and for one that has ended.
    """
    again = still_good(call, opened, LinkKind.ABSENCE)
    person = again.recipient
    mine = standing(call, again)
    if person is None or key not in {one.id for one in mine}:
        raise NotFoundError(
            msg("There is no absence {key}, or it was ended before.", key=key)
        )
    entry_point = details_of(again, person)
    return end_absence(replace(call, entry_point=entry_point), key, person.key)


def standing(call: Call, opened: VerifiedLink) -> list[Absence]:
    """Return the absences of the recipient of a link that are not over yet."""
    person = opened.recipient
    if person is None:
        return []
    today = call.directory.home_of(person).office.day_of(call.now)
    return absence_queries.of_person(call.connection, person.key, today)


def _check_length(call: Call, person: str, first: date, last: date) -> None:
    """Raise `BadInputError` for more than `LONGEST`, with what adjoins by link."""
    begins, ends = first, last
    known = absence_queries.by_link(call.connection, person)
    for one in (*reversed(known), *known):
        if one.last_day >= begins - _APART and one.first_day <= ends + _APART:
            begins, ends = min(begins, one.first_day), max(ends, one.last_day)
    if ends - begins >= LONGEST:
        raise BadInputError(
            msg(
                "By this link an absence lasts {days} days at most; for a longer one "
                "write to the coordinators.",
                days=LONGEST.days,
            )
        )
