"""VORLAUF_MAIL_URL: the mail server, and the sender of every mail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from notifications.delivery.mime import address
from notifications.errors import BadAddressError, MailUrlError
from states.messages import Message, Several, msg, phrase

FORM = "smtp+starttls://USER:PASSWORD@HOST:587/?from=ADDRESS&name=NAME"
NAMES = frozenset({"from", "name", "bounces", "rate"})
RATES = range(1, 6001)  # mails per minute


class Security(StrEnum):
    """How the connection is protected; the values are the schemes of the URL."""

    PLAIN = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


PORTS = {Security.PLAIN: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A server, how to speak to it, and the sender of every mail.

    `bounces` is the address to which the server returns undelivered mail; `rate` is the
    most mails a minute, None for no limit.
    """

    host: str
    port: int
    security: Security
    sender: Address
    bounces: Address
    rate: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read(url: str) -> MailServer:
    """Read the URL. Raises `MailUrlError` with every fault, and never quotes the URL.

    It may hold a password.
    """
    try:
        parts = urlsplit(url)
        security = Security(parts.scheme)
        port = parts.port or PORTS[security]
        (parts.hostname or "").encode("idna")
    except ValueError:
        fault = phrase(
            "fault", "has no known beginning, no number as its port or no possible host"
        )
        raise _wrong([fault]) from None
    wishes = _MailUrlOptions(parts.query)
    faults = [*_faults(parts, security), *wishes.faults]
    if faults:
        raise _wrong(faults)
    return MailServer(
        host=str(parts.hostname),
        port=port,
        security=security,
        sender=wishes.sender,
        bounces=wishes.bounces,
        rate=wishes.rate,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _faults(parts: SplitResult, security: Security) -> Iterator[Message]:
    if not parts.hostname or parts.path not in {"", "/"} or parts.fragment:
        yield phrase("fault", "does not name one host")
    if bool(parts.username) != bool(parts.password):
        yield phrase(
            "fault", "has a user without a password or a password without a user"
        )
    if parts.username and security is Security.PLAIN:
        yield phrase(
            "fault",
            "would send the password unprotected; use smtp+starttls:// or smtps://",
        )


class _MailUrlOptions:
    """The options after the question mark, and their faults."""

    def __init__(self, query: str) -> None:
        # In a form a plus would be a space; in an address it is a plus.
        pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)
        given = dict(pairs)
        self.faults: list[Message] = []
        if len(pairs) != len(given) or not given.keys() <= NAMES:
            fault = phrase(
                "fault",
                "may say `from`, `name`, `bounces` and `rate` after the question mark, "
                "once each",
            )
            self.faults.append(fault)
        self.sender = self._address("from", given.get("from", ""), given.get("name"))
        bounces = given.get("bounces")
        self.bounces = (
            self.sender if bounces is None else self._address("bounces", bounces)
        )
        self.rate = self._number(given["rate"]) if "rate" in given else None

    def _address(self, wish: str, email: str, name: str | None = None) -> Address:
        try:
            return address(email, name or "")
        except BadAddressError:
            fault = phrase(
                "fault", "needs {option}= with exactly one e-mail address", option=wish
            )
            self.faults.append(fault)
            return Address()

    def _number(self, wish: str) -> int | None:
        if wish in map(str, RATES):
            return int(wish)
        fault = phrase(
            "fault",
            "needs rate= with a number of mails per minute, {least} to {most}",
            least=RATES[0],
            most=RATES[-1],
        )
        self.faults.append(fault)
        return None


def _wrong(faults: Iterable[Message]) -> MailUrlError:
    return MailUrlError(
        msg(
            "VORLAUF_MAIL_URL {faults}. Write {form}, or smtp:// (port 25, no user) or "
            "smtps:// (port 465); signs such as / # ? @ % in user and password are "
            "written percent-encoded.",
            faults=Several(tuple(faults), " and "),
            form=FORM,
        )
    )
