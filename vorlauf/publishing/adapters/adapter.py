"""The adapter: what publishing asks of a way to publish a channel by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from states.messages import Message, Value, msg, phrase
from states.text_form import composed
from vorlauf.publishing.adapters.http_calls import HttpAnswer
from vorlauf.publishing.failures import (
    Failure,
    PublishingError,
    failure_of,
    wait_of,
)

_LONGEST_REASON: Final = 200
_GONE: Final = 410
# Nothing is added to a text that was approved.
CREDITS: Final = phrase(
    "lacks", "the credits of pictures, unless they stand in the text"
)


@dataclass(frozen=True, kw_only=True)
class OutgoingPicture:
    """A picture as it was approved: its bytes and what is said of it."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    alt_text: str
    credit: str = ""


@dataclass(frozen=True, kw_only=True)
class OutgoingPost:
    """What is published on one channel, exactly as it was approved.

    `link` has the parameters of the campaign, `approved_link` has none.
    `key` is the same for each attempt of one publication. `slot_at`, `begun_at` (the
    first attempt that could not be taken back) and `now` are aware UTC. `remote` is
    what an earlier attempt has learnt of the server, as JSON values.
    """

    number: str
    version: int
    channel: str
    fingerprint: str
    text: str
    link: str
    approved_link: str = ""
    pictures: tuple[OutgoingPicture, ...]
    key: str
    slot_at: datetime
    now: datetime
    begun_at: datetime | None = None
    remote: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole_text(self) -> str:
        """The text with the post's link, unless it stands in it already."""
        approved = self.approved_link or self.link
        if not self.link or approved in self.text:
            return self.text
        return f"{self.text}\n\n{self.link}"


@dataclass(frozen=True, kw_only=True)
class Publicity:
    """Where a post is now: its address, empty while the server does not say.

    It `awaits` news if the server has taken it and will say later where it is.
    """

    permalink: str = ""
    remote: Mapping[str, Any] = field(default_factory=dict)
    awaits: bool = False


@dataclass(frozen=True, kw_only=True)
class AdapterCheck:
    """What a harmless call has found: for whom the secret is good, and remarks."""

    account: str
    remarks: tuple[Message, ...] = ()


class Adapter(Protocol):
    """A way to publish. Each call raises `PublishingError`."""

    @property
    def idempotent_for(self) -> timedelta | None:
        """For how long the same key publishes once, however often it is sent."""

    @property
    def lacks(self) -> tuple[Message, ...]:
        """What it cannot carry, said before it is chosen."""

    def prepare(self, post: OutgoingPost) -> Mapping[str, Any]:
        """Do what can be taken back, as uploads; return what `publish` needs."""

    def publish(self, post: OutgoingPost) -> Publicity:
        """Publish; this cannot be taken back."""

    def look_up(self, post: OutgoingPost) -> Publicity | None:
        """Return where a post is whose answer was lost; None if it surely is not out.

        Raises `PublishingError` (unknown) if that cannot be found out.
        """

    def check(self) -> AdapterCheck:
        """Ask whether secret and target are good, without any effect."""


def raise_for(
    answer: HttpAnswer, host: str, now: datetime, *, is_final: bool = False
) -> None:
    """Raise `PublishingError` unless the answer is a success."""
    if answer.is_success:
        return
    raise PublishingError(
        failure_of(answer.status, is_final=is_final),
        msg(
            "{host} answers {status}: {reason}.",
            host=host,
            status=f"HTTP {answer.status}",
            reason=_reason(answer),
        ),
        wait=wait_of(answer.headers, now),
        is_gone=answer.status == _GONE,
    )


def unreadable(host: str, *, is_final: bool = False) -> PublishingError:
    """Return the error for an answer that is not what the server's manual says."""
    return PublishingError(
        Failure.UNKNOWN if is_final else Failure.TEMPORARY,
        msg("The answer of {host} cannot be read.", host=host),
    )


def _reason(answer: HttpAnswer) -> Value:
    """Return what the server says, in one line, or what its status means."""
    found = answer.json()
    said = next(
        (found[name] for name in ("error", "message", "msg") if _is_said(found, name)),
        "",
    )
    line = " ".join("".join(filter(str.isprintable, composed(said))).split())
    if line and "://" not in line:
        return line[:_LONGEST_REASON].rstrip(".")
    return _MEANINGS.get(answer.status) or _OTHERS[answer.status // 100 == 5]  # noqa: PLR2004


def _is_said(found: object, name: str) -> bool:
    return isinstance(found, Mapping) and isinstance(found.get(name), str)


_MEANINGS: Final[Mapping[int, Message]] = {
    401: phrase("why", "the secret does not hold"),
    403: phrase("why", "the secret does not allow this"),
    404: phrase("why", "there is nothing at this address"),
    410: phrase("why", "the receiver wants nothing more"),
    413: phrase("why", "it is too large"),
    422: phrase("why", "it does not take the content"),
    429: phrase("why", "too many requests"),
}
_OTHERS: Final = (
    phrase("why", "it refuses the request"),
    phrase("why", "the server is at fault"),
)
