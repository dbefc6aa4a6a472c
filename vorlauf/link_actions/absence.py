"""Absence by link: the asked person enters “I am away from … to …”."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from states.messages import msg
from vorlauf.db.call import Call
from vorlauf.db.tables import Absence, LinkKind
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.link_actions.recheck import still_good
from vorlauf.links.signatures import recipient_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.scheduling.absences import Absent, set_absence

# A link may be in other hands; longer than that, a coordinator or the account says it.
LONGEST: Final = timedelta(weeks=3)


def away(
    call: Call, opened: VerifiedLink, first: date, last: date, name: str
) -> Absence:
    """Note that the recipient of a link is away, both days included.

    Only they say so of themselves. Raises `RefusedError` for another name and for a
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
    if last - first >= LONGEST:
        raise BadInputError(
            msg(
                "By this link an absence lasts {days} days at most; for a longer one "
                "write to the coordinators.",
                days=LONGEST.days,
            )
        )
    absent = Absent(
        person=recipient.key, first_day=first, last_day=last, set_by=recipient.key
    )
    return set_absence(replace(call, entry_point=signed.details), absent)
