"""The letters about accounts: an invitation, a link to sign in, tokens that end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address

from notifications.letters import sign_in, token_warning
from notifications.letters.blocks import Letter
from notifications.letters.values import Reader
from vorlauf.accounts.api_token_queries import EndingToken
from vorlauf.db.tables import LinkPurpose
from vorlauf.directory.model import Directory, Person
from vorlauf.mail.letters.direct import composed
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
    letter = _letter(made, directory, link)
    return composed(letter, made.person, directory, now, sender)


def warning(  # noqa: PLR0913, PLR0917, a mail needs all it says
    person: Person,
    ending: Sequence[EndingToken],
    directory: Directory,
    settings: str,
    now: datetime,
    sender: Address,
) -> bytes:
    """Return the mail that names tokens with their ends; `settings` is the address."""
    letter = token_warning.letter(
        Reader(name=person.name, language=person.language),
        campaign_of(directory.coordinator, directory),
        [(one.label, one.ends_at) for one in ending],
        link=settings,
    )
    return composed(letter, person, directory, now, sender)


def _letter(made: PreparedLink, directory: Directory, link: str) -> Letter:
    campaign = campaign_of(directory.coordinator, directory)
    reader = Reader(name=made.person.name, language=made.person.language)
    if made.purpose is LinkPurpose.INVITATION:
        return sign_in.invitation(
            reader, campaign, invited_by=made.by, link=link, until=made.ends_at
        )
    return sign_in.sign_in_link(reader, campaign, link=link, until=made.ends_at)
