"""Copy packs: what somebody needs to publish an approved post by hand."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from states.fingerprint import ShownPicture
from states.messages import Message, Quoted, Several, msg
from states.post import STATES, PostState
from vorlauf.channels.limits import ChannelLimits
from vorlauf.channels.measure import MeasuredText, length_of
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.tables import StoredFile
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.look_alikes import styled_words
from vorlauf.material import file_queries
from vorlauf.posts import listing, publication_queries
from vorlauf.posts.channels import channels_of, link_on
from vorlauf.posts.picture_checks import shown_pictures

MASTER = "master"
TIMES = "\N{MULTIPLICATION SIGN}"
_MEGABYTE = 1_000_000
# Words with look-alike letters that a remark names.
_MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class PackPicture:
    """A picture or film of a pack; `file` None if it is not kept here.

    `variant` is what to download: the one for the channel, which is the whole picture
    made smaller, or the picture itself. `remarks` say what does not fit the channel.
    """

    sha256: str
    name: str
    alt_text: str
    credit: str
    file: StoredFile | None
    variant: str
    remarks: tuple[Message, ...]

    @property
    def is_film(self) -> bool:
        """Whether it moves."""
        return self.file is not None and self.file.media_type.startswith("video/")


@dataclass(frozen=True, kw_only=True)
class ChannelPack:
    """What goes onto one channel: the text as it was approved, and what is beside it.

    `link` has the campaign's parameters, `plain_link` is the approved one; both are
    empty where the post has none. `remarks` say what the network does not take.
    """

    channel: str
    text: MeasuredText
    link: str
    plain_link: str
    pictures: tuple[PackPicture, ...]
    remarks: tuple[Message, ...]
    permalink: str

    @property
    def added(self) -> str:
        """What was added to the link."""
        return "" if self.link == self.plain_link else self.link.rpartition("?")[2]


@dataclass(frozen=True, kw_only=True)
class CopyPack:
    """What is needed to publish a post by hand, by the channels of the post.

    `fingerprint` is that of the approved version; `slot_at` is aware UTC.
    """

    post: PostSnapshot
    number: str
    title: str
    state: PostState
    slot_at: datetime
    version: int
    fingerprint: str
    is_held: bool
    channels: tuple[ChannelPack, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The channels without a permalink."""
        return tuple(one.channel for one in self.channels if not one.permalink)


def copy_pack(call: Call, post: PostSnapshot) -> CopyPack:
    """Return the pack of an approved post.

    Raises `RefusedError` for a post that is not approved, `AlteredVersionError` for
    content that is not what was approved.
    """
    if not STATES[post.state].takes_proofs:
        raise RefusedError(
            msg(
                "{number} is in state {state}; there is something to publish once it "
                "is scheduled.",
                number=post.number,
                state=post.state,
            )
        )
    links = listing.permalinks(call.connection, post.id)
    pictures = shown_pictures(post, call.directory)
    files = file_queries.files(call.connection, [one.sha256 for one in pictures])
    handed_over = _handed_over(call, post)
    shown = [(one, files.get(one.sha256)) for one in pictures]
    return CopyPack(
        post=post,
        number=post.number,
        title=post.title,
        state=post.state,
        slot_at=post.slot_at,
        version=post.version,
        fingerprint=post.fingerprint,
        is_held=post.held_since is not None,
        channels=tuple(
            _with_warning(
                _channel(call, post, channel, shown, links.get(channel, "")),
                call.directory,
                handed_over,
            )
            for channel in channels_of(post, call.directory)
        ),
    )


def _handed_over(call: Call, post: PostSnapshot) -> frozenset[str]:
    """Return the channels that a person has taken over from their adapter."""
    if not call.directory.targets:
        return frozenset()
    rows = publication_queries.of_post(call.connection, post.id)
    return frozenset(
        row.channel for row in rows if row.state is PublicationState.BY_HAND
    )


def _with_warning(
    pack: ChannelPack, directory: Directory, handed_over: Collection[str]
) -> ChannelPack:
    """Return the pack with a first remark if its channel is published by itself."""
    is_automatic = pack.channel in directory.targets
    if not is_automatic or pack.permalink or pack.channel in handed_over:
        return pack
    remark = msg(
        "This channel is published by itself; take it over on the page of the post "
        "before you publish it by hand, or it is out twice."
    )
    return replace(pack, remarks=(remark, *pack.remarks))


def _channel(
    call: Call,
    post: PostSnapshot,
    channel: str,
    shown: Sequence[tuple[ShownPicture, StoredFile | None]],
    permalink: str,
) -> ChannelPack:
    limits = call.directory.limits_of(channel)
    text = MeasuredText(post.content.texts.get(channel, ""), limits)
    link = campaign_link(call.directory, post, channel)
    pictures = tuple(_picture(one, file, channel, limits) for one, file in shown)
    return ChannelPack(
        channel=channel,
        text=text,
        link=link,
        plain_link=post.content.link,
        pictures=pictures,
        remarks=tuple(_remarks(text, link, post.content.link, pictures)),
        permalink=permalink,
    )


def campaign_link(directory: Directory, post: PostSnapshot, channel: str) -> str:
    """Return the link of a post with the parameters that stakeholders.toml adds."""
    return link_on(directory, channel, post.number, post.content.link)


def _remarks(
    text: MeasuredText, link: str, plain: str, pictures: tuple[PackPicture, ...]
) -> Iterator[Message]:
    if text.is_too_long:
        yield msg(
            "The text has {used} characters, and {most} are taken.",
            used=text.length,
            most=text.limit or 0,
        )
    if text.has_too_many_hashtags:
        yield msg(
            "The text has {used} hashtags, and {most} are taken.",
            used=text.hashtags,
            most=text.most_hashtags or 0,
        )
    if odd := styled_words(text.text):
        yield msg(
            "Programs that read aloud spell out or skip letters that only look bold: "
            "{words}. They stand in the approved text.",
            words=Several(tuple(map(Quoted, odd[:_MOST_NAMED]))),
        )
    if link != plain and plain in text.text:
        yield msg(
            "The text itself has the link without what is added; it stays as approved."
        )
    limits = text.limits
    if limits is None:
        return
    if not limits.takes_links and (
        link or any(piece.kind == "link" for piece in text.pieces)
    ):
        yield msg("A link in the text cannot be clicked on there.")
    if limits.needs_picture and not pictures:
        yield msg("Nothing is published there without a picture or a film.")
    if limits.pictures and len(pictures) > limits.pictures.most:
        yield msg(
            "There are {used} pictures, and {most} are taken.",
            used=len(pictures),
            most=int(limits.pictures.most),
        )


def _picture(
    picture: ShownPicture,
    file: StoredFile | None,
    channel: str,
    limits: ChannelLimits | None,
) -> PackPicture:
    variants = file.variants if file else {}
    return PackPicture(
        sha256=picture.sha256,
        name=picture.name,
        alt_text=picture.alt_text,
        credit=picture.credit,
        file=file,
        variant=channel if channel in variants else MASTER,
        remarks=tuple(_of_picture(picture, file, limits)),
    )


def _of_picture(
    picture: ShownPicture, file: StoredFile | None, limits: ChannelLimits | None
) -> Iterator[Message]:
    if file is None:
        yield msg("The file is not kept here; ask for it where it was delivered.")
        return
    if limits is None:
        return
    is_film = file.media_type.startswith("video/")
    kinds = limits.alt_text_for
    if kinds is not None and ("video" if is_film else "picture") not in kinds:
        yield msg(
            "There is no alt text for films there: what can be seen has to stand in "
            "the text."
        )
    elif limits.alt_text and length_of(picture.alt_text) > limits.alt_text.most:
        yield msg(
            "The alt text has {used} characters, and {most} are taken.",
            used=length_of(picture.alt_text),
            most=int(limits.alt_text.most),
        )
    if file.width and file.height:
        yield from _of_ratio(file, limits)
    most = limits.picture_megabytes
    if not is_film and most and file.size > most.most * _MEGABYTE:
        yield msg(
            "The picture has {used} megabytes, and {most} are taken.",
            used=f"{file.size / _MEGABYTE:.1f}",
            most=str(most.most),
        )


def _of_ratio(file: StoredFile, limits: ChannelLimits) -> Iterator[Message]:
    ratio = file.width / file.height
    narrowest, widest = limits.narrowest, limits.widest
    # Half a pixel is no reason.
    is_narrow = narrowest and ratio < narrowest.most - 0.005
    is_wide = widest and ratio > widest.most + 0.005
    if (is_narrow or is_wide) and narrowest and widest:
        yield msg(
            "The picture is {size} ({ratio}), and {least} to {most} is taken: it would "
            "be cut. Ask for another, for this one was approved whole.",
            size=f"{file.width} {TIMES} {file.height}",
            ratio=f"{ratio:.2f}",
            least=str(narrowest.most),
            most=str(widest.most),
        )
