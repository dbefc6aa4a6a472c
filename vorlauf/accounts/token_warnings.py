"""Token warnings: the mail that tells a person which tokens of theirs end soon."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from notifications.delivery.mailer import Envelope
from notifications.errors import NotificationError
from vorlauf.accounts import api_token_queries, mails
from vorlauf.accounts.api_token_queries import EndingToken
from vorlauf.accounts.api_tokens import SOON
from vorlauf.accounts.eligibility import admitted
from vorlauf.db.engine import reading, writing
from vorlauf.directory.model import Person
from vorlauf.errors import VorlaufError
from vorlauf.posts import address_status
from vorlauf.wiring import Wiring


def warn(wiring: Wiring, now: datetime) -> list[str]:
    """Tell everybody once whose tokens end within two weeks; return what failed.

    Call it outside of any transaction, as often as you like: it writes in office hours
    only, and what has not left is tried again by the next call. Whoever gets no mail,
    because the address takes none, reads it among the settings.
    """
    if not wiring.directory.agency.office.is_open(now):
        return []
    with reading(wiring.engine) as connection:
        found = api_token_queries.ending(connection, now, now + SOON)
    faults = []
    for key, theirs in groupby(found, attrgetter("person")):
        person = admitted(wiring.directory, key)
        if person is None:
            continue
        try:
            _tell(wiring, person, list(theirs), now)
        except (NotificationError, VorlaufError) as error:
            faults.append(f"tokens of {person.key} that end soon: {error}")
    return faults


def _tell(
    wiring: Wiring, person: Person, ending: Sequence[EndingToken], now: datetime
) -> None:
    if not _is_reached(wiring, person):
        return
    with writing(wiring.engine) as connection:
        ours = [
            one for one in ending if api_token_queries.tell(connection, one.id, now)
        ]
    if not ours:
        return
    try:
        mailer = wiring.mailer
        content = mails.warning(
            person,
            ours,
            wiring.directory,
            f"{wiring.settings.dashboard_url}/me",
            now,
            mailer.sender,
        )
        mailer.send(Envelope(person.email, content))
    except BaseException:
        with writing(wiring.engine) as connection:
            for one in ours:
                api_token_queries.untell(connection, one.id)
        raise


def _is_reached(wiring: Wiring, person: Person) -> bool:
    with reading(wiring.engine) as connection:
        known = address_status.known_troubles(connection, [person.email])
    return all(trouble.suppressed_at is None for trouble in known.values())
