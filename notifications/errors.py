"""Errors of sending, each with a sentence for a person."""

from states.messages import Message, SpokenError


class NotificationError(SpokenError):
    """Something about a message, an address or a service is at fault."""


class BadAddressError(NotificationError):
    """This is not exactly one e-mail address."""


class CatalogueError(NotificationError):
    """A catalogue of translations cannot be read."""


class WordsError(NotificationError):
    """The words of a letter cannot be filled in: a fault of ours, not of the matter."""


class MailUrlError(NotificationError):
    """VORLAUF_MAIL_URL cannot be used; the sentence never holds the password."""


class DeliveryError(NotificationError):
    """A message could not be handed over.

    `code` is the server's three digits (None if it gave none), `stage` says how
    far the conversation had come; `str(error)` is a sentence without secrets.
    """

    def __init__(
        self, message: Message | str, *, code: int | None = None, stage: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.stage = stage


# The three are outcomes of a delivery and are named as the outbox names them.
class TemporaryFailure(DeliveryError):  # noqa: N818
    """Not delivered now; trying the same bytes again later is right."""


class PermanentFailure(DeliveryError):  # noqa: N818
    """Not delivered, and this mail to this address never will be."""


class UnknownOutcome(DeliveryError):  # noqa: N818
    """The whole mail was handed over, but the answer was lost."""


class InboxUrlError(NotificationError):
    """VORLAUF_INBOX_URL cannot be used; the sentence never holds the password."""


class InboxError(NotificationError):
    """The mailbox for mail that comes in cannot be read, or nothing moved in it."""
