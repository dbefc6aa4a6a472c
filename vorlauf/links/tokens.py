"""Tokens: the secret part of a link's address, signed for one scope.

16 random bytes are followed by an HMAC-SHA-256 over them, the kind, the step, the
version and the recipient. Each has exactly one spelling: another text that decodes to
the same bytes is no link.
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Final

from vorlauf.db.tables import LinkKind

NONCE_BYTES: Final = 16
SIZE: Final = NONCE_BYTES + 32  # bytes
LENGTH: Final = 64  # characters
CODE_DIGITS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a link is for: one kind of answer to one step, version and recipient."""

    kind: LinkKind
    step_id: int
    version: int
    recipient: str

    @property
    def octets(self) -> bytes:
        """One spelling for each scope: no two scopes share it."""
        parts = (self.kind.value, str(self.step_id), str(self.version), self.recipient)
        return b"".join(
            len(octets).to_bytes(4, "big") + octets
            for octets in (part.encode() for part in parts)
        )


def new_nonce() -> str:
    """Return 16 random bytes as 32 hexadecimal digits."""
    return token_bytes(NONCE_BYTES).hex()


def token(key: bytes, nonce: str, scope: Scope) -> str:
    """Return the token, 64 characters that an address may hold."""
    random = bytes.fromhex(nonce)
    return _written(random + _mac(key, b"link", random, scope))


def code(key: bytes, nonce: str, scope: Scope) -> str:
    """Return the six digits that stand in the mail beside the link, not in it."""
    octets = _mac(key, b"code", bytes.fromhex(nonce), scope)
    return f"{int.from_bytes(octets, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def digest(words: str) -> str:
    """Return the SHA-256 (hex) of a token; empty if the text is none."""
    said = _said(words)
    return sha256(said).hexdigest() if said else ""


def is_for(words: str, key: bytes, scope: Scope) -> bool:
    """Say whether this token was made with this key for this scope and nothing else."""
    said = _said(words)
    random, mac = said[:NONCE_BYTES], said[NONCE_BYTES:]
    return bool(said) and hmac.compare_digest(mac, _mac(key, b"link", random, scope))


def _mac(key: bytes, use: bytes, random: bytes, scope: Scope) -> bytes:
    return hmac.digest(key, use + random + scope.octets, "sha256")


def _said(words: str) -> bytes:
    if len(words) != LENGTH or not words.isascii():
        return b""
    try:
        said = urlsafe_b64decode(words)
    except binascii.Error:
        return b""
    return said if len(said) == SIZE and _written(said) == words else b""


def _written(said: bytes) -> str:
    return urlsafe_b64encode(said).decode()
