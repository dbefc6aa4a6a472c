"""The context in which mails are written: who sends, when, and by which ways back."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address

from vorlauf.directory.model import Directory
from vorlauf.links.issue import LinkIssuer


@dataclass(frozen=True, kw_only=True)
class MailContext:
    """The sender, the address for answers, and the present instant (aware UTC)."""

    directory: Directory
    sender: Address
    answers_to: str
    now: datetime
    # Without one the reader answers by mail.
    issuer: LinkIssuer | None = None
