"""Signed webhook: Standard Webhooks 1.0.0, for a receiver that publishes for us.

The receiver knows each publication by its `webhook-id`, which every attempt repeats. It
may answer with `{"permalink": "https://…"}`; if it does not, a person, or a program by
the API, records where the post is.
"""

import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from states.messages import Message, msg, phrase
from vorlauf.errors import SettingsError
from vorlauf.publishing.adapters.adapter import (
    AdapterCheck,
    OutgoingPost,
    Publicity,
    raise_for,
)
from vorlauf.publishing.adapters.http_calls import HttpCalls
from vorlauf.publishing.failures import Failure, PublishingError
from vorlauf.text import is_web_address

POST_DUE: Final = "post.due"
CHECK: Final = "vorlauf.check"
# Bytes of a body at most, and random bytes of a secret, as the specification wants.
LONGEST_BODY: Final = 20_000
SECRET_BYTES: Final = range(24, 65)
_PREFIX: Final = "whsec_"


def keys_in(secret: str, channel: str) -> tuple[bytes, ...]:
    """Return the keys of a secret; two with a blank between them sign both.

    Raises `SettingsError` for what is no secret of the specification.
    """
    keys = tuple(_key(one) for one in secret.split())
    if not keys or not all(len(key) in SECRET_BYTES for key in keys):
        raise SettingsError(
            msg(
                "The secret of the channel {channel} is none for a webhook; write "
                "whsec_ and 24 to 64 random bytes in Base64.",
                channel=channel,
            )
        )
    return keys


def _key(one: str) -> bytes:
    try:
        return b64decode(one.removeprefix(_PREFIX), validate=True)
    except (NotBase64Error, ValueError):
        return b""


def signature(keys: tuple[bytes, ...], key: str, second: int, body: bytes) -> str:
    """Return the header `webhook-signature` for a body sent in this Unix second."""
    signed = f"{key}.{second}.".encode() + body
    return " ".join(
        f"v1,{b64encode(hmac.digest(one, signed, sha256)).decode()}" for one in keys
    )


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A receiver that publishes what it is sent."""

    calls: HttpCalls
    host: str
    language: str
    keys: tuple[bytes, ...] = field(repr=False)
    # The receiver keeps each webhook-id: that is the contract.
    idempotent_for: timedelta | None = timedelta.max

    @property
    def lacks(self) -> tuple[Message, ...]:
        """The bytes of pictures: a body has 20 kB at most."""
        return (
            phrase(
                "lacks",
                "pictures themselves: the receiver gets their SHA-256, name and alt "
                "text, and fetches them",
            ),
        )

    def prepare(self, post: OutgoingPost) -> Mapping[str, Any]:
        """Refuse what does not fit; a webhook has nothing to upload."""
        if len(self._body(post)) >= LONGEST_BODY:
            raise PublishingError(
                Failure.PERMANENT,
                msg(
                    "The post is longer than the {most} bytes that a webhook may have.",
                    most=LONGEST_BODY,
                ),
            )
        return {}

    def publish(self, post: OutgoingPost) -> Publicity:
        """Send the post; the same `webhook-id` is published once."""
        answer = self._send(_id_of(post.key), self._body(post), post.now, is_final=True)
        found = answer if isinstance(answer, Mapping) else {}
        permalink = found.get("permalink")
        if isinstance(permalink, str) and is_web_address(permalink):
            return Publicity(permalink=permalink)
        return Publicity()

    def look_up(self, post: OutgoingPost) -> Publicity | None:  # noqa: ARG002
        """Raise: a receiver is asked again under the same key instead."""
        raise PublishingError(
            Failure.UNKNOWN, msg("{host} cannot be asked.", host=self.host)
        )

    def check(self) -> AdapterCheck:
        """Send an event of the type `vorlauf.check`, which receivers leave alone."""
        now = datetime.now(UTC)
        content = {"type": CHECK, "timestamp": now.isoformat(), "data": {}}
        self._send(_id_of(uuid4().hex), _json(content), now)
        return AdapterCheck(account=self.host)

    def _send(
        self, key: str, body: bytes, now: datetime, *, is_final: bool = False
    ) -> Any:  # noqa: ANN401, JSON
        second = int(now.timestamp())
        answer = self.calls.call(
            "POST",
            "",
            headers={
                "Content-Type": "application/json",
                "webhook-id": key,
                "webhook-timestamp": str(second),
                "webhook-signature": signature(self.keys, key, second, body),
            },
            content=body,
            is_final=is_final,
        )
        raise_for(answer, self.host, now, is_final=is_final)
        return answer.json()

    def _body(self, post: OutgoingPost) -> bytes:
        """Return the event, the same bytes for each attempt."""
        pictures = [
            {
                "name": one.name,
                "sha256": sha256(one.content).hexdigest(),
                "media_type": one.media_type,
                "size": len(one.content),
                "alt_text": one.alt_text,
                "credit": one.credit,
            }
            for one in post.pictures
        ]
        data = {
            "number": post.number,
            "version": post.version,
            "channel": post.channel,
            "fingerprint": post.fingerprint,
            "language": self.language,
            "text": post.text,
            "link": post.link,
            "approved_link": post.approved_link,
            "pictures": pictures,
        }
        at = post.slot_at.astimezone(UTC).isoformat()
        return _json({"type": POST_DUE, "timestamp": at, "data": data})


def _id_of(key: str) -> str:
    return f"msg_{key}"


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
