"""Subaddress check: whether a mail to a subaddress of our mailbox arrives in it."""

import time
from collections.abc import Callable
from datetime import datetime
from secrets import token_hex
from typing import Final

from notifications.delivery.mailer import Envelope, Mailer
from notifications.delivery.mime import MailHeaders, address, compose, message_id
from notifications.inbox.inbox_url import ImapPlace, MaildirPlace
from notifications.inbox.mailbox import Mailbox
from notifications.letters.blocks import MailContent

PATIENCE: Final = 20  # seconds in which it has to arrive
_MOST: Final = 500  # mails that are looked through
_SUBJECT: Final = "Vorlauf: Test der Antwortadressen / test of the reply addresses"
# An inbox that reads it later notes it as an automatic mail, and does nothing.
_WORDS: Final = (
    "`vorlauf doctor` prüft mit dieser E-Mail, ob Antworten ankommen. Sie brauchen "
    "nichts zu tun. / `vorlauf doctor` sends this mail to see whether replies arrive. "
    "There is nothing to do."
)


def arrives(
    mailer: Mailer,
    place: ImapPlace | MaildirPlace,
    mailbox: Mailbox,
    now: datetime,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Send a mail to a subaddress at `now` (aware UTC); say whether it comes in.

    Waits for it up to 20 seconds. Raises `DeliveryError` if the mail server takes none
    to this address, and `InboxError` if the mailbox cannot be read.
    """
    mark = token_hex(16)
    to = f"{place.address.username}{place.separator}r{mark}@{place.address.domain}"
    identity = message_id(mailer.sender.domain, mark)
    content = compose(
        MailContent(_SUBJECT, _WORDS, f"<p>{_WORDS}</p>"),
        MailHeaders(
            sender=mailer.sender,
            recipient=address(to),
            reply_to=place.address,
            message_id=identity,
            date=now,
        ),
    )
    mailer.send(Envelope(to, content, identity.strip("<>"), to))
    for _ in range(PATIENCE):
        if any(identity.encode() in mail.raw for mail in mailbox.new(_MOST)):
            return True
        sleep(1)
    return False
