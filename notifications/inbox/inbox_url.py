"""VORLAUF_INBOX_URL: the mailbox for replies and returned mails."""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from notifications.delivery.mime import address
from notifications.errors import BadAddressError, InboxUrlError
from states.messages import Message, Several, msg, phrase

FORM: Final = "imaps://USER:PASSWORD@HOST:993/INBOX?address=ADDRESS&done=Vorlauf"
MAILDIR_FORM: Final = "maildir:///FOLDER?address=ADDRESS&done=Vorlauf"
DONE: Final = "Vorlauf"
_MAILDIR: Final = "maildir"
_NAMES: Final = frozenset({"address", "done", "subaddress", "gateway"})
_LONGEST_FOLDER: Final = 100  # characters
# What servers put between a mailbox and a part of its user's choice (RFC 5233).
_SEPARATORS: Final = frozenset({"+", "-"})
# Before the @ there may be 64 octets: the separator, a letter and 32 more are ours.
_LONGEST_MAILBOX: Final = 64 - 34
_SERVER: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?")


class Protection(StrEnum):
    """How the connection is protected; the values are the schemes of the URL."""

    PLAIN = "imap"
    STARTTLS = "imap+starttls"
    TLS = "imaps"


_PORTS: Final = {Protection.PLAIN: 143, Protection.STARTTLS: 143, Protection.TLS: 993}


@dataclass(frozen=True, kw_only=True)
class ImapPlace:
    """A mailbox on a server: how to reach it, its folder, and where mails go then.

    `address` is what our mails name as the address to reply to; with a `separator` each
    has one of its own, as in address+more@. `gateway` is the name by which the trusted
    mail gateway signs its Authentication-Results, empty if there is none.
    """

    host: str
    port: int
    protection: Protection
    user: str
    password: str = field(repr=False)
    folder: str
    done: str
    address: Address
    separator: str = ""
    gateway: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class MaildirPlace:
    """A mailbox on this machine; all but the path is as in `ImapPlace`."""

    path: Path
    done: str
    address: Address
    separator: str = ""
    gateway: str = ""

    def __str__(self) -> str:
        return str(self.path)


def read(url: str) -> ImapPlace | MaildirPlace:
    """Read the URL; InboxUrlError names every fault, and never quotes any of it.

    It may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        fault = phrase("fault", "has no number as its port or no possible host")
        raise _wrong([fault]) from None
    wishes = _InboxUrlOptions(parts.query)
    if parts.scheme == _MAILDIR:
        return _maildir(parts, wishes)
    if parts.scheme not in set(Protection):
        raise _wrong([phrase("fault", "has no known beginning")])
    protection = Protection(parts.scheme)
    place = ImapPlace(
        host=parts.hostname or "",
        port=port or _PORTS[protection],
        protection=protection,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path).strip("/") or "INBOX",
        done=wishes.done,
        address=wishes.address,
        separator=wishes.separator,
        gateway=wishes.gateway,
    )
    _check([*_faults(place, parts), *wishes.faults])
    return place


def _maildir(parts: SplitResult, wishes: "_InboxUrlOptions") -> MaildirPlace:
    path = Path(unquote(parts.path).replace("\0", ""))
    faults = list(wishes.faults)
    if parts.netloc or parts.fragment or not path.is_absolute() or path == path.parent:
        fault = phrase("fault", "needs the whole path of a folder after three slashes")
        faults.append(fault)
    if "/" in wishes.done:
        faults.append(phrase("fault", "needs done= with the name of one folder"))
    _check(faults)
    return MaildirPlace(
        path=path,
        done=wishes.done,
        address=wishes.address,
        separator=wishes.separator,
        gateway=wishes.gateway,
    )


def _faults(place: ImapPlace, parts: SplitResult) -> Iterator[Message]:
    if not place.host or parts.fragment:
        yield phrase("fault", "does not name one host")
    if not place.user or not place.password:
        yield phrase("fault", "needs a user and a password")
    if not all(map(str.isprintable, (place.user, place.password, place.folder))):
        yield phrase("fault", "holds a line break or a control character")
    if place.folder.casefold() == place.done.casefold():
        yield phrase(
            "fault", "needs done= with another folder than the one that is read"
        )
    if place.protection is Protection.PLAIN and not _is_loopback(place.host):
        yield phrase(
            "fault",
            "would send the password unprotected; use imaps:// or imap+starttls:// "
            "for another machine",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check(faults: list[Message]) -> None:
    if faults:
        raise _wrong(faults)


class _InboxUrlOptions:
    """What stands after the question mark, and what is wrong with it."""

    def __init__(self, query: str) -> None:
        # In a form a plus would be a space; in an address it is a plus.
        pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)
        given = dict(pairs)
        self.faults: list[Message] = []
        if len(pairs) != len(given) or not given.keys() <= _NAMES:
            fault = phrase(
                "fault",
                "may say `address`, `done`, `subaddress` and `gateway` after the "
                "question mark, once each",
            )
            self.faults.append(fault)
        self.address = self._address(given.get("address", ""))
        self.done = self._folder(given.get("done", DONE))
        self.separator = self._separator(given.get("subaddress"))
        self.gateway = self._gateway(given.get("gateway"))

    def _address(self, wish: str) -> Address:
        try:
            return address(wish)
        except BadAddressError:
            fault = phrase(
                "fault",
                "needs {option}= with exactly one e-mail address",
                option="address",
            )
            self.faults.append(fault)
            return Address()

    def _separator(self, wish: str | None) -> str:
        if wish is None:
            return ""
        if wish not in _SEPARATORS:
            self.faults.append(phrase("fault", "needs subaddress= with + or -"))
        elif len(self.address.username) > _LONGEST_MAILBOX:
            fault = phrase(
                "fault",
                "needs an address of at most {longest} characters before the @ for "
                "subaddress=",
                longest=_LONGEST_MAILBOX,
            )
            self.faults.append(fault)
        return wish

    def _gateway(self, wish: str | None) -> str:
        if wish is not None and not _SERVER.fullmatch(wish):
            fault = phrase("fault", "needs gateway= with the name of one mail gateway")
            self.faults.append(fault)
        return wish or ""

    def _folder(self, wish: str) -> str:
        if not wish.isprintable() or not 0 < len(wish.strip(" ./")) <= _LONGEST_FOLDER:
            fault = phrase("fault", "needs done= with the name of a folder")
            self.faults.append(fault)
        return wish


def _wrong(faults: Iterable[Message]) -> InboxUrlError:
    return InboxUrlError(
        msg(
            "VORLAUF_INBOX_URL {faults}. Write {form} (or imap+starttls://, or imap:// "
            "on this machine) or {folder_form}; signs such as / # ? @ % in user and "
            "password are written percent-encoded.",
            faults=Several(tuple(faults), " and "),
            form=FORM,
            folder_form=MAILDIR_FORM,
        )
    )
