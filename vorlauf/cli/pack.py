"""The command `vorlauf post pack`: what is needed to publish a post by hand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Json, Number
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from vorlauf.copy_packs.pack import ChannelPack


def pack(
    number: Number,
    channel: Annotated[
        str | None, typer.Option(metavar="CHANNEL", help="Only for this one.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Print what to publish by hand: texts, links, pictures and alt texts."""
    from vorlauf.copy_packs.pack import copy_pack
    from vorlauf.copy_packs.plain import plain
    from vorlauf.db import post_snapshots
    from vorlauf.db.engine import reading

    with wired() as wiring, reading(wiring.engine) as connection:
        if channel is not None:
            wiring.directory.check_channel(channel)
        post = post_snapshots.post_of(connection, number)
        found = copy_pack(wiring.call(connection), post)
    if as_json:
        print_json(plain(found, channel))
        return 0
    tell(
        "%(number)s, version %(version)s, checksum %(mark)s",
        number=found.number,
        version=found.version,
        mark=found.fingerprint[:12],
    )
    for one in found.channels:
        if channel in {None, one.channel}:
            for line in _lines(one):
                say(line)
    return 0


def _lines(one: "ChannelPack") -> Iterator[str]:
    yield ""
    text = one.text
    if text.limit is None:
        yield _(
            "%(channel)s (%(used)s characters):",
            channel=one.channel,
            used=text.length,
        )
    else:
        yield _(
            "%(channel)s (%(used)s of %(most)s characters):",
            channel=one.channel,
            used=text.length,
            most=text.limit,
        )
    yield text.text
    for remark in one.remarks:
        yield f"! {said(remark)}"
    if one.link:
        yield _("Link: %(link)s", link=one.link)
    for picture in one.pictures:
        yield _(
            "Picture: %(name)s. Alt text: %(alt)s",
            name=picture.name,
            alt=picture.alt_text or _("missing"),
        )
        for remark in picture.remarks:
            yield f"! {said(remark)}"
    if one.permalink:
        yield _(
            "Seen on %(channel)s: %(link)s", channel=one.channel, link=one.permalink
        )
