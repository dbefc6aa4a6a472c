"""Sign-in links: each is mailed to a person and signs them in, once.

Only the digest of a link is kept. Looking at one changes nothing, because programs that
guard a mailbox open every link before its reader does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from notifications.delivery.mailer import Envelope
from notifications.errors import NotificationError
from states.messages import msg
from vorlauf.accounts import eligibility, mails, secrets
from vorlauf.accounts import sign_in_link_queries as kept
from vorlauf.accounts.mails import PreparedLink
from vorlauf.db import accounts
from vorlauf.db.call import Call
from vorlauf.db.engine import reading
from vorlauf.db.tables import LinkPurpose, SignInLink
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Person
from vorlauf.errors import MailNotSentError
from vorlauf.posts import address_status
from vorlauf.wiring import Wiring

__all__ = [
    "PreparedLink",
    "ValidSignInLink",
    "address",
    "ask",
    "issue",
    "look",
    "mail",
    "redeem",
]

HOLDS: Final[Mapping[LinkPurpose, timedelta]] = {
    # A week of leave, or of waiting for somebody's help, is no hurry.
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.SIGN_IN: timedelta(minutes=20),
}
# Nobody needs more of them, and a mailbox is not flooded with fewer.
MOST_IN_AN_HOUR: Final = 5
AN_HOUR: Final = timedelta(hours=1)
# Strangers cause a second link at once, then one in this time. It is shorter than a
# link holds: however often strangers ask, one that is good lies in the mailbox.
APART: Final = timedelta(minutes=15)
# So long a link is remembered that is good for nothing any more.
REMEMBERED: Final = timedelta(days=30)
# Somebody waits before a page, so a mail room that is busy is given up soon.
PATIENCE: Final = 10.0  # seconds


@dataclass(frozen=True, kw_only=True)
class ValidSignInLink:
    """A link that is good: whom it signs in, and until when."""

    person: Person
    purpose: LinkPurpose
    ends_at: datetime

    @property
    def name(self) -> str:
        """Whom it signs in."""
        return self.person.name


def ask(
    call: Call, email: str, browsers: Mapping[str, str] | None = None
) -> PreparedLink | None:
    """Make a link for whoever has an account under this address; older ones stay good.

    `browsers` has by their keys the people whom this browser has signed in before.
    None if there is no such account, or enough were made: five in an hour for a known
    browser; for all strangers together a second one at once, then one in a quarter of
    an hour. Whoever asks is told the same.
    """
    person = eligibility.at(call.directory, email)
    account = accounts.hold(call.connection, person.key) if person else None
    if person is None or account is None or account.disabled_at is not None:
        return None
    browser = (browsers or {}).get(person.key, "")
    since = call.now - AN_HOUR
    made = kept.made_since(call.connection, person.key, browser, since)
    is_enough = len(made) >= MOST_IN_AN_HOUR
    if not browser:
        is_enough = len(made) > 1 and call.now - made[-1] < APART
    if is_enough:
        return None
    purpose = LinkPurpose.SIGN_IN
    return issue(call.connection, person, purpose, call.now, browser=browser)


def issue(  # noqa: PLR0913, the parts of an act
    connection: Connection,
    person: Person,
    purpose: LinkPurpose,
    now: datetime,
    *,
    by: str = "",
    browser: str = "",
) -> PreparedLink:
    """Make a link for a person who has an account; an older invitation ends."""
    token = secrets.new()
    link = SignInLink(
        digest=secrets.digest(token),
        person=person.key,
        purpose=purpose.value,
        made_at=now,
        ends_at=now + HOLDS[purpose],
        used_at=None,
        browser=browser,
    )
    kept.forget(connection, now - REMEMBERED)
    if purpose is LinkPurpose.INVITATION:
        kept.revoke(connection, person.key, now, purpose)
    kept.add(connection, link)
    return PreparedLink(
        person=person, purpose=purpose, token=token, ends_at=link.ends_at, by=by
    )


def look(call: Call, token: str) -> ValidSignInLink | None:
    """Return what a link is for; None if it is used, too old, or nobody's."""
    digest = secrets.digest(token)
    found = kept.good(call.connection, digest, call.now) if digest else None
    person = eligibility.admitted(call.directory, found.person) if found else None
    if found is None or person is None:
        return None
    return ValidSignInLink(person=person, purpose=found.purpose, ends_at=found.ends_at)


def redeem(call: Call, token: str) -> Person | None:
    """Use a link, and return whom it signs in; None as `look`, or for the second.

    The person's other links have done their service with it.
    """
    found = look(call, token)
    digest = secrets.digest(token)
    if found is None or not kept.use(call.connection, digest, call.now):
        return None
    kept.use_others(call.connection, found.person.key, call.now)
    return found.person


def mail(wiring: Wiring, made: PreparedLink, now: datetime) -> None:
    """Mail a link, at once; call it outside of any transaction.

    Raises `SettingsError` if no mail server is named, `MailNotSentError` if the mail
    did not leave, or nothing is sent to this address.
    """
    _check_mailbox(wiring, made.person)
    mailer = wiring.mailer
    try:
        content = mails.written(
            made, wiring.directory, address(wiring, made), now, mailer.sender
        )
        if not mailer.wait_for_turn(PATIENCE):
            raise MailNotSentError(
                msg("Too many mails leave just now; try again in a minute.")
            )
        mailer.send(Envelope(made.person.email, content))
    except NotificationError as error:
        raise MailNotSentError(
            msg(
                "The mail to {name} has not left. {reason}",
                name=made.person.name,
                reason=error.message,
            )
        ) from error


def address(wiring: Wiring, made: PreparedLink) -> str:
    """Return the address that the mail names, to be handed over otherwise, too."""
    return f"{wiring.settings.dashboard_url}/sign-in/{made.token}"


def _check_mailbox(wiring: Wiring, person: Person) -> None:
    with reading(wiring.engine) as connection:
        known = address_status.known_troubles(connection, [person.email])
    trouble = known.get(comparable(person.email))
    if trouble is not None and trouble.suppressed_at is not None:
        raise MailNotSentError(
            msg(
                "Nothing is sent to {email} since {day}; hand the link over in person.",
                email=person.email,
                day=trouble.suppressed_at.date(),
            )
        )
