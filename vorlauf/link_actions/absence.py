"""Absence by link: the asked person enters “I am away from … to …”."""

from datetime import date, datetime

from sqlalchemy import Connection

from vorlauf.db.tables import Absence, LinkKind
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.link_actions.recheck import still_good
from vorlauf.link_actions.signer import recipient_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.scheduling.absences import Absent, set_absence


def away(  # noqa: PLR0913, PLR0917, who is away from when to when, said when
    connection: Connection,
    directory: Directory,
    opened: VerifiedLink,
    first: date,
    last: date,
    name: str,
    now: datetime,
) -> Absence:
    """Note that the recipient of a link is away, both days included.

    Only they say so of themselves. Raises `RefusedError` for another name and for a
    link that opens nothing any more, `BadInputError` for days that cannot be,
    `ConflictError` if they overlap with another absence. `now` is aware UTC.
    """
    asking = (LinkKind.DECIDE, LinkKind.DELIVER)
    again = still_good(connection, directory, opened, now, *asking)
    recipient = recipient_of(directory, again)
    signed = signature_of(directory, again, name)
    if signed.key != recipient.key:
        raise RefusedError(
            f"This link was sent to {recipient.name}, who alone can say so; "
            "pass the matter on instead, or write to the coordinators."
        )
    absent = Absent(
        person=recipient.key, first_day=first, last_day=last, set_by=recipient.key
    )
    return set_absence(connection, directory, absent, now, door=signed.details)
