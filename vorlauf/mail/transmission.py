"""Transmission: a written message goes to the mail server, or into a room."""

from dataclasses import dataclass

from sqlalchemy import Engine

from notifications.delivery.chat import post_hint
from notifications.delivery.mailer import Envelope, Mailer
from vorlauf.db.engine import reading
from vorlauf.db.tables import Medium
from vorlauf.links import placeholders
from vorlauf.links.subaddresses import Subaddresses, SubaddressUse
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.mail.queue.outbox import FinishedMessage


@dataclass(frozen=True, kw_only=True)
class Transmission:
    """The way out of one run: its mail server, its links and its subaddresses."""

    engine: Engine
    mailer: Mailer
    office: MailContext
    subaddresses: Subaddresses | None

    def transmit(self, notice: ClaimedNotice, message: FinishedMessage) -> None:
        """Hand the message of a notice over. Raises `DeliveryError` if it fails."""
        if notice.medium is Medium.CHAT:
            house = self.office.directory.houses.get(notice.recipient)
            urls = house.notify if house else ()
            post_hint(
                urls, self.office.directory.campaign.name, message.content.decode()
            )
            return
        identity = message.message_id.strip("<>")
        content, bounces = self._sealed(message), ""
        ours = self.subaddresses
        if ours is not None and message.handle is not None:
            replies, bounces = (
                ours.made_for(use, message.message_id, message.address)
                for use in SubaddressUse
            )
            content = ours.with_reply_to(content, replies)
        self.mailer.send(Envelope(message.address, content, identity, bounces))

    def _sealed(self, message: FinishedMessage) -> bytes:
        """Return the mail with its links, as it is sent."""
        issuer = self.office.issuer
        if issuer is None or not message.places:
            return message.content
        with reading(self.engine) as connection:
            return placeholders.filled(
                connection, issuer, message.content, message.places, message.recipient
            )
