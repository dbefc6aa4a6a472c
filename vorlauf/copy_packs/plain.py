"""A copy pack as plain values, for programs."""

from dataclasses import dataclass

from vorlauf.copy_packs.pack import ChannelPack, CopyPack, PackPicture


@dataclass(frozen=True, kw_only=True)
class PlainPicture:
    """A picture of a pack; `variant` names what to fetch. Remarks are English."""

    name: str
    sha256: str
    media_type: str | None
    width: int
    height: int
    variant: str
    alt_text: str
    credit: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlainChannel:
    """What goes onto one channel; `limit` null where none is known."""

    channel: str
    text: str
    length: int
    limit: int | None
    hashtags: tuple[str, ...]
    link: str
    approved_link: str
    pictures: tuple[PlainPicture, ...]
    remarks: tuple[str, ...]
    permalink: str


@dataclass(frozen=True, kw_only=True)
class PlainPack:
    """The pack of a post; `fingerprint` goes back with its permalinks."""

    number: str
    title: str
    version: int
    fingerprint: str
    channels: tuple[PlainChannel, ...]


def plain(pack: CopyPack, channel: str | None = None) -> PlainPack:
    """Return a pack for programs, of one channel or of all."""
    return PlainPack(
        number=pack.number,
        title=pack.title,
        version=pack.version,
        fingerprint=pack.fingerprint,
        channels=tuple(
            _channel(one) for one in pack.channels if channel in {None, one.channel}
        ),
    )


def _channel(one: ChannelPack) -> PlainChannel:
    return PlainChannel(
        channel=one.channel,
        text=one.text.text,
        length=one.text.length,
        limit=one.text.limit,
        hashtags=one.text.tags,
        link=one.link,
        approved_link=one.plain_link,
        pictures=tuple(map(_picture, one.pictures)),
        remarks=tuple(map(str, one.remarks)),
        permalink=one.permalink,
    )


def _picture(one: PackPicture) -> PlainPicture:
    return PlainPicture(
        name=one.name,
        sha256=one.sha256,
        media_type=one.file.media_type if one.file else None,
        width=one.file.width if one.file else 0,
        height=one.file.height if one.file else 0,
        variant=one.variant,
        alt_text=one.alt_text,
        credit=one.credit,
        remarks=tuple(map(str, one.remarks)),
    )
