"""VORLAUF_MAIL_URL: through which server mails leave, and from whom."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from notifications.envelope import address
from notifications.errors import BadAddressError, MailUrlError

FORM = "smtp+starttls://USER:PASSWORD@HOST:587/?from=ADDRESS&name=NAME"
NAMES = frozenset({"from", "name"})


class Security(StrEnum):
    """How the connection is protected; the values are the schemes of the URL."""

    PLAIN = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


PORTS = {Security.PLAIN: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A server, how to speak to it, and the sender of every mail."""

    host: str
    port: int
    security: Security
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read(url: str) -> MailServer:
    """Read the URL; MailUrlError never quotes any of it, it may hold a password."""
    try:
        parts = urlsplit(url)
        security = Security(parts.scheme)
        port = parts.port or PORTS[security]
        (parts.hostname or "").encode("idna")
    except ValueError:
        raise _wrong(
            "has no known beginning, no number as its port or no possible host"
        ) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    _check(parts, security, user, password)
    return MailServer(
        host=str(parts.hostname),
        port=port,
        security=security,
        sender=_sender(parts.query),
        user=user,
        password=password,
    )


def _check(parts: SplitResult, security: Security, user: str, password: str) -> None:
    if not parts.hostname or parts.path not in {"", "/"} or parts.fragment:
        raise _wrong("does not name one host")
    if bool(user) != bool(password):
        raise _wrong("has a user without a password or a password without a user")
    if user and security is Security.PLAIN:
        raise _wrong(
            "would send the password unprotected; use smtp+starttls:// or smtps://"
        )


def _sender(query: str) -> Address:
    # In a form a plus would be a space; in an address it is a plus.
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)
    given = dict(pairs)
    if len(pairs) != len(given) or not given.keys() <= NAMES:
        raise _wrong("may say `from` and `name` after the question mark, once each")
    try:
        return address(given.get("from", ""), given.get("name", ""))
    except BadAddressError:
        raise _wrong("needs ?from= with exactly one e-mail address") from None


def _wrong(what: str) -> MailUrlError:
    return MailUrlError(
        f"VORLAUF_MAIL_URL {what}. Write {FORM}, or smtp:// (port 25, no user) or "
        "smtps:// (port 465); signs such as / # ? @ % in user and password are "
        "written percent-encoded."
    )
