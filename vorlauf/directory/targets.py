"""Targets: where a channel is published by itself, as stakeholders.toml names it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from states.messages import phrase
from vorlauf.directory.values import EMPTY, MisfitError, of_kind

LONGEST_TARGET: Final = 500
_TARGET: Final = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,250}(:[0-9]{1,5})?(/[A-Za-z0-9._~%/+-]*)?"
)
_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_HIGHEST_PORT: Final = 65_535


class PublishingWay(StrEnum):
    """How a channel is published: by a person, or by one of the adapters."""

    BY_HAND = "by_hand"
    MASTODON = "mastodon"
    WEBHOOK = "webhook"
    POSTIZ = "postiz"


@dataclass(frozen=True, kw_only=True)
class ChannelTarget:
    """Where one channel is published by itself.

    `address` is that of the server, or of the receiver of a webhook; only with
    `private_address` may it lie in a private network, or be plain http. `language` is
    the ISO 639 code of the texts. `integration` and `network` say which account Postiz
    uses, and the type of its settings.
    """

    channel: str
    way: PublishingWay
    address: str
    private_address: bool = False
    language: str = "de"
    integration: str = ""
    network: str = ""

    @property
    def host(self) -> str:
        """The host of the address; pages and logs show no more of it."""
        return urlsplit(self.address).hostname or ""


def target(value: object) -> str:
    """Read the address of a server; no password, query or fragment stands in it."""
    cure = phrase("cure", 'write it as "https://social.example.org", secrets elsewhere')
    if not isinstance(value, str):
        raise MisfitError(of_kind(value), cure)
    if not value.strip():
        raise MisfitError(EMPTY, cure)
    found = _TARGET.fullmatch(value) if len(value) <= LONGEST_TARGET else None
    # Its words are not shown: whoever wrote a password into it has written it here.
    if found is None or not 0 < int((found[1] or ":443")[1:]) <= _HIGHEST_PORT:
        raise MisfitError(phrase("fault", "is no address of a server"), cure)
    return value.rstrip("/")


def word(value: object) -> str:
    """Read the name of an account or of a network as Postiz has it."""
    cure = phrase("cure", "write it as Postiz shows it, in letters, digits, - and _")
    if not isinstance(value, str):
        raise MisfitError(of_kind(value), cure)
    if not _WORD.fullmatch(value):
        raise MisfitError(phrase("fault", "is no such name"), cure)
    return value


def language(value: object) -> str:
    """Read the ISO 639 code of a language."""
    cure = phrase("cure", 'write it with two small letters, as "de"')
    if not isinstance(value, str):
        raise MisfitError(of_kind(value), cure)
    if not _LANGUAGE.fullmatch(value):
        raise MisfitError(phrase("fault", "is no code of a language"), cure)
    return value
