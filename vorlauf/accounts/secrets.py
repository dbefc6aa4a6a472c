"""Secrets: random tokens, and the digests that are kept of them."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Final

SIZE: Final = 32  # bytes


def new() -> str:
    """Return 32 random bytes as they stand in an address: 43 characters."""
    return _written(token_bytes(SIZE))


def digest(ticket: str) -> str:
    """Return the SHA-256 (hex) of what a ticket says; empty if it is none.

    The same bytes can be written in several ways, of which only ours is a ticket.
    """
    if not ticket.isascii():
        return ""
    try:
        said = urlsafe_b64decode(f"{ticket}=")
    except binascii.Error:
        return ""
    is_ours = len(said) == SIZE and _written(said) == ticket
    return sha256(said).hexdigest() if is_ours else ""


def _written(said: bytes) -> str:
    return urlsafe_b64encode(said).rstrip(b"=").decode()
