"""A message with its headers as bytes, the same bytes for the same values."""

from datetime import datetime
from email.headerregistry import Address

from notifications.letters import Message


def address(email: str, name: str = "") -> Address:
    """Exactly one address from its parts, or BadAddressError."""
    raise NotImplementedError


def message_id(domain: str, seed: str) -> str:
    """`<…@domain>`, always the same for the same seed."""
    raise NotImplementedError


def compose(
    message: Message,
    *,
    sender: Address,
    recipient: Address,
    reply_to: Address,
    message_id: str,
    date: datetime,
) -> bytes:
    """The complete mail, CRLF and ASCII only."""
    raise NotImplementedError
