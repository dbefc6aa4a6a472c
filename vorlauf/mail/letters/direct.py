"""Mails that bypass the outbox: one letter to one person, composed at once."""

from datetime import datetime
from email.headerregistry import Address
from uuid import uuid4

from notifications.delivery.mime import MailHeaders, address, compose, message_id
from notifications.letters.blocks import Letter
from notifications.letters.layout import alone
from vorlauf.directory.model import Directory, Person


def composed(
    letter: Letter,
    person: Person,
    directory: Directory,
    now: datetime,
    sender: Address,
) -> bytes:
    """Return the mail; answers go to the coordinator, `now` is aware."""
    coordinator = directory.coordinator
    return compose(
        alone(letter),
        MailHeaders(
            sender=sender,
            recipient=address(person.email, person.name),
            reply_to=address(coordinator.email, coordinator.name),
            message_id=message_id(sender.domain, uuid4().hex),
            date=now,
        ),
    )
