"""The letters about accounts: an invitation, and a link to sign in."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from uuid import uuid4

from notifications.delivery.mime import MailHeaders, address, compose, message_id
from notifications.letters import sign_in
from notifications.letters.blocks import Letter
from notifications.letters.layout import alone
from notifications.letters.values import Reader
from vorlauf.db.tables import LinkPurpose
from vorlauf.directory.model import Directory, Person
from vorlauf.mail.letters.template_values import campaign_of


@dataclass(frozen=True, kw_only=True)
class PreparedLink:
    """A link that is to be sent; `by` names who invites, and is empty otherwise."""

    person: Person
    purpose: LinkPurpose
    token: str
    ends_at: datetime
    by: str = ""


def written(
    made: PreparedLink, directory: Directory, link: str, now: datetime, sender: Address
) -> bytes:
    """Return the mail with this link; answers go to the coordinator."""
    coordinator = directory.coordinator
    return compose(
        alone(_letter(made, directory, link)),
        MailHeaders(
            sender=sender,
            recipient=address(made.person.email, made.person.name),
            reply_to=address(coordinator.email, coordinator.name),
            message_id=message_id(sender.domain, uuid4().hex),
            date=now,
        ),
    )


def _letter(made: PreparedLink, directory: Directory, link: str) -> Letter:
    campaign = campaign_of(directory.coordinator, directory)
    reader = Reader(name=made.person.name, language=made.person.language)
    if made.purpose is LinkPurpose.INVITATION:
        return sign_in.invitation(
            reader, campaign, invited_by=made.by, link=link, until=made.ends_at
        )
    return sign_in.sign_in_link(reader, campaign, link=link, until=made.ends_at)
