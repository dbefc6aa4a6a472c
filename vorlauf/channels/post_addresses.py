"""Addresses of posts on networks: their forms, the plain one, and the network's own id.

The forms are those that the networks' own "copy link" gives: LinkedIn's urn in
/feed/update/ or at the end of /posts/, Instagram's shortcode, Mastodon's status.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from states.messages import Channel, Message, Quoted, msg
from vorlauf.errors import BadInputError
from vorlauf.text import is_web_address

_HOSTS: Final[Mapping[str, tuple[str, ...]]] = {
    "bluesky": ("bsky.app",),
    "facebook": ("facebook.com", "fb.com", "fb.watch"),
    "instagram": ("instagram.com", "instagr.am"),
    "linkedin": ("linkedin.com", "lnkd.in"),
    "threads": ("threads.net", "threads.com"),
    "tiktok": ("tiktok.com",),
    "x": ("x.com", "twitter.com", "t.co"),
    "xing": ("xing.com",),
    "youtube": ("youtube.com", "youtu.be"),
}
# Kept free for examples (RFC 2606, RFC 6761): the demonstration uses them.
_EXAMPLES: Final = ("example", "example.com", "example.net", "example.org", "test")
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_NO_SCHEME: Final = re.compile(r"[\w-]+(\.[\w-]+)+/\S+")
_URN: Final = re.compile(r"urn:li:(activity|share|ugcPost):(\d{10,25})")
_SLUG: Final = re.compile(
    r"/posts/[^/]*[-_](activity|share|ugcPost)-(\d{10,25})(-|/|$)"
)
_SHORTCODE: Final = re.compile(r"(?:/[\w.]{1,30})?/(p|reel|reels|tv)/([\w-]{5,40})/?")
_STATUS: Final = re.compile(r"/(?:web/)?@(\w[\w.-]*)(@[\w.-]+)?/(\d{5,25})/?")
_OF_USER: Final = re.compile(r"/users/(\w[\w.-]*)/statuses/(\d{5,25})/?")


@dataclass(frozen=True)
class PostAddress:
    """The address of one post on a network, plain, and the id that it has there.

    `key` is what the network's own figures name the post by, digits or a shortcode;
    where that is not known, it is the address without its scheme.
    """

    address: str
    key: str


class PostAddressError(BadInputError):
    """What was typed is no address of a post on `channel`."""

    def __init__(self, channel: str, said: Message) -> None:
        super().__init__(said)
        self.channel = channel


def read_address(channel: str, typed: str) -> PostAddress:
    """Return the address that was typed or pasted, perhaps in a text that was shared.

    Raises `PostAddressError` with a sentence for what is none, or of another network.
    """
    address = _found(channel, typed.strip())
    parts = urlsplit(address)
    host = _host(parts)
    if _is_of(host, _EXAMPLES):
        return _plain(parts)
    network, name = _network_of(host), channel.lower()
    if name in _HOSTS or name == "mastodon":
        if network != (name if name in _HOSTS else None):
            raise PostAddressError(channel, _of_another(channel, network, host))
    elif network is not None:
        raise PostAddressError(channel, _of_another(channel, network, host))
    return _READERS.get(name, _any_page)(channel, parts)


def key_of(channel: str, permalink: str) -> str:
    """Return the network's id of a permalink that was recorded, however long ago."""
    try:
        return read_address(channel, permalink).key
    except PostAddressError:
        return permalink


def _found(channel: str, typed: str) -> str:
    links: list[str] = _WEB.findall(typed)
    if len(links) == 1:
        link = typed if typed == links[0] else links[0].rstrip(".,;)»“”\"'")
        if _is_address(link):
            return link
    elif not links and _NO_SCHEME.fullmatch(typed) and _is_address(f"https://{typed}"):
        return f"https://{typed}"
    raise PostAddressError(
        channel,
        msg(
            "{channel}: {permalink} is no web address; write one that "
            "begins with https://.",
            channel=Channel(channel),
            permalink=Quoted(typed[:60]),
        ),
    )


def _is_address(text: str) -> bool:
    if not is_web_address(text):
        return False
    try:
        return urlsplit(text).port != 0
    except ValueError:
        return False


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").removeprefix("www.")


def _is_of(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in domains)


def _network_of(host: str) -> str | None:
    return next((name for name, of in _HOSTS.items() if _is_of(host, of)), None)


def _of_another(channel: str, network: str | None, host: str) -> Message:
    if network is not None:
        return msg(
            "{channel}: this is an address of {other}; paste the one of {channel}.",
            channel=Channel(channel),
            other=Channel(network),
        )
    return msg(
        "{channel}: {host} is not the site of {channel}; paste the address of the post "
        "there.",
        channel=Channel(channel),
        host=host,
    )


def _linkedin(channel: str, parts: SplitResult) -> PostAddress:
    if _is_of(_host(parts), ("lnkd.in",)):
        raise PostAddressError(
            channel,
            msg(
                "{channel}: {host} shortens links; open it, and paste the address "
                "of the post.",
                channel=Channel(channel),
                host="lnkd.in",
            ),
        )
    path = unquote(parts.path)
    found = _URN.search(path) or _SLUG.search(path)
    if found is None:
        raise PostAddressError(
            channel,
            _no_post(channel, "…/posts/…-activity-7123…", "…/feed/update/urn:li:…"),
        )
    urn = f"urn:li:{found[1]}:{found[2]}"
    return PostAddress(f"https://www.linkedin.com/feed/update/{urn}/", found[2])


def _instagram(channel: str, parts: SplitResult) -> PostAddress:
    found = _SHORTCODE.fullmatch(parts.path)
    if found is None:
        raise PostAddressError(channel, _no_post(channel, "…/p/…", "…/reel/…"))
    kind = {"reels": "reel", "tv": "p"}.get(found[1], found[1])
    return PostAddress(f"https://www.instagram.com/{kind}/{found[2]}/", found[2])


def _mastodon(channel: str, parts: SplitResult) -> PostAddress:
    host = (parts.hostname or "").rstrip(".")
    if found := _STATUS.fullmatch(parts.path):
        user, other, status = found.groups()
        if other and other[1:].lower() != host:
            raise PostAddressError(
                channel,
                msg(
                    "{channel}: this is the view of {host} on a post of {other}; open "
                    "the original, and paste its address.",
                    channel=Channel(channel),
                    host=host,
                    other=other[1:],
                ),
            )
    elif found := _OF_USER.fullmatch(parts.path):
        user, status = found.groups()
    else:
        raise PostAddressError(channel, _no_post(channel, "https://…/@…/1123…"))
    return PostAddress(f"https://{host}/@{user}/{status}", f"{host}/{status}")


def _any_page(channel: str, parts: SplitResult) -> PostAddress:
    if not parts.path.strip("/") and not parts.query:
        raise PostAddressError(channel, _no_post(channel))
    return _plain(parts)


def _xing(channel: str, parts: SplitResult) -> PostAddress:
    # XING publishes no forms; whatever follows the path only says who shared it.
    return _any_page(channel, parts._replace(query="", netloc="www.xing.com"))


def _plain(parts: SplitResult) -> PostAddress:
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port else ""
    plain = parts._replace(scheme="https", netloc=host + port, fragment="")
    address = urlunsplit(plain)
    return PostAddress(
        address, address.removeprefix("https://").removeprefix("www.").rstrip("/")
    )


def _no_post(channel: str, *forms: str) -> Message:
    if not forms:
        return msg(
            "{channel}: this is the site, not the address of a post; open the post, "
            "and copy its link.",
            channel=Channel(channel),
        )
    return msg(
        "{channel}: this is not the address of a post, which looks like {forms}; open "
        "the post, and copy its link.",
        channel=Channel(channel),
        forms=", ".join(forms),
    )


_READERS: Final[Mapping[str, Callable[[str, SplitResult], PostAddress]]] = {
    "instagram": _instagram,
    "linkedin": _linkedin,
    "mastodon": _mastodon,
    "xing": _xing,
}
