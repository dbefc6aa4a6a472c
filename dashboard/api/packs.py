"""Copy packs by the API: what to publish by hand, and the permalinks of it."""

from pydantic import Field

from dashboard.api.caller import Calls
from dashboard.api.values import Key, Number, Text, Value
from vorlauf.copy_packs import by_hand
from vorlauf.copy_packs.by_hand import PublishedByHand
from vorlauf.copy_packs.pack import copy_pack
from vorlauf.copy_packs.plain import plain


class PackPictureOut(Value):
    """A picture; `variant` is the last part of its address under /files."""

    name: str
    sha256: str
    media_type: str | None
    width: int
    height: int
    variant: str
    alt_text: str
    credit: str
    remarks: tuple[str, ...]


class ChannelPackOut(Value):
    """What goes onto one channel, and what the network does not take of it."""

    channel: str
    text: str
    length: int
    limit: int | None
    hashtags: tuple[str, ...]
    link: str = Field(description="with the campaign's parameters, if there are any")
    approved_link: str
    pictures: tuple[PackPictureOut, ...]
    remarks: tuple[str, ...]
    permalink: str


class CopyPackOut(Value):
    """What to publish by hand; `fingerprint` goes back with the permalinks."""

    number: str
    title: str
    version: int
    fingerprint: str
    channels: tuple[ChannelPackOut, ...]


class ByHandIn(Value):
    """Permalinks by channel, and the fingerprint of the pack that was open."""

    fingerprint: Text
    proofs: dict[Key, Text] = Field(default={})
    reason: Text = ""


class ByHandOut(Value):
    """Which permalinks are new, which are missing, and whether the post is out."""

    recorded: tuple[str, ...]
    missing: tuple[str, ...]
    is_published: bool


def pack(calls: Calls, number: Number) -> CopyPackOut:
    """Return what is needed to publish an approved post by hand."""
    with calls.reading() as connection:
        post = calls.post(connection, number)
        found = plain(copy_pack(calls.call(connection), post))
    return CopyPackOut.model_validate(found)


def publish(calls: Calls, number: Number, done: ByHandIn) -> ByHandOut:
    """Record permalinks; the last one, after the slot, publishes the post."""
    with calls.writing() as connection:
        calls.post(connection, number)
        with calls.naming():
            made = by_hand.record(
                calls.call(connection),
                PublishedByHand(
                    number=number,
                    actor=calls.person.key,
                    fingerprint=done.fingerprint,
                    proofs=done.proofs,
                    reason=done.reason,
                ),
            )
    return ByHandOut.model_validate(made)
