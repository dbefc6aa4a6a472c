"""Authentication results: what a mail gateway has found out about a sender (RFC 8601).

The header is believed from one gateway only, whose name stands in the settings: anybody
can write such a header into a mail. The library for it (authres) refuses a header that
differs from the grammar by a sign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import Final

from notifications.inbox import headers

MOST_HEADERS: Final = 50
_VERSION: Final = "1"
_RESULT: Final = re.compile(
    r"\s*(?P<method>[A-Za-z][\w-]{0,40})\s*(?:/\s*(?P<version>\d{1,4})\s*)?"
    r"=\s*(?P<result>[A-Za-z][\w-]{0,40})(?=\s|\Z)"
)
_PROPERTY: Final = re.compile(
    r"(?<!\S)(?P<type>[A-Za-z][\w-]{0,40})\s?\.\s?(?P<name>[A-Za-z][\w-]{0,40})"
    r"\s?=\s?(?P<value>\S{1,400})"
)
# What would end a word, put into quotes by whoever wants it to be one.
_NO_WORD: Final = re.compile(r"[\s;=()\"]")
_SHOWN: Final = ("spf", "dkim", "dmarc")
_FROM: Final = "header.from"  # the domain that DMARC is about


class SenderCheck(StrEnum):
    """What is known of the sender of a mail.

    `verified`: the gateway has found that the mail comes from the domain of the
    address. `answered`: it came to an address that only a mail of ours to this sender
    names. `unverified`: nothing but the mail itself says who wrote it. `failed`: the
    gateway has found that it does not come from there.
    """

    VERIFIED = "verified"
    ANSWERED = "answered"
    UNVERIFIED = "unverified"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class MethodResult:
    """One result, as in dmarc=pass; properties as in header.from, in small letters."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class AuthenticationResults:
    """One header: the server that wrote it, in small letters, and what it says.

    `hop` is how many servers have written `Received` above it.
    """

    server: str
    hop: int
    results: tuple[MethodResult, ...]


@dataclass(frozen=True, kw_only=True)
class GatewayVerdict:
    """What the gateway says of a sender, and its results as in spf=pass;dmarc=fail."""

    check: SenderCheck
    results: str = ""


def found_in(mail: Message) -> tuple[AuthenticationResults, ...]:
    """Return the headers of all servers, the newest first, at most 50."""
    hop = 0
    found: list[AuthenticationResults] = []
    for key, value in mail.raw_items():
        name = key.lower()
        hop += name == "received"
        if name == "authentication-results" and len(found) < MOST_HEADERS:
            said = _read(str(value)[: headers.LONGEST_HEADER], hop)
            found += [said] if said else []
    return tuple(found)


def verdict(
    found: Sequence[AuthenticationResults], gateway: str, domain: str
) -> GatewayVerdict:
    """Return what the gateway says of a sender at a domain; both names as written.

    Its newest header on DMARC decides. What stands below the gateway's own trace was
    in the mail when it came, whatever name it bears. Only a pass for the very domain is
    one; without DMARC nothing is known.
    """
    theirs = [one for one in found if _is_same(one.server, gateway)]
    own = [one for one in theirs if one.hop == theirs[0].hop]
    results = [result for one in own for result in one.results]
    line = ";".join(_shown(results))
    for one in own:
        on_dmarc = [result for result in one.results if result.method == "dmarc"]
        if not one.results:
            break
        if on_dmarc:
            return GatewayVerdict(check=_check(on_dmarc, domain), results=line)
    return GatewayVerdict(check=SenderCheck.UNVERIFIED, results=line)


def _check(on_dmarc: Sequence[MethodResult], domain: str) -> SenderCheck:
    if any(one.result == "fail" for one in on_dmarc):
        return SenderCheck.FAILED
    is_verified = all(
        one.result == "pass" and _is_same(_domain_of(one), domain) for one in on_dmarc
    )
    return SenderCheck.VERIFIED if is_verified else SenderCheck.UNVERIFIED


def _domain_of(result: MethodResult) -> str:
    return dict(result.properties).get(_FROM, "").rpartition("@")[2]


def _is_same(one: str, other: str) -> bool:
    is_plain = one.isascii() and other.isascii()
    return is_plain and bool(other) and one.lower() == other.lower()


def _shown(results: Sequence[MethodResult]) -> Iterator[str]:
    for method in _SHOWN:
        said = dict.fromkeys(one.result for one in results if one.method == method)
        if said:
            yield f"{method}={'/'.join(said)}"


def _read(value: str, hop: int) -> AuthenticationResults | None:
    """Return one header, None if it names no server or is of another version."""
    first, *parts = _parts(value)
    server, *version = first.split() or [""]
    if not server or "=" in server or version not in ([], [_VERSION]):
        return None
    results = tuple(filter(None, map(_result, parts)))
    return AuthenticationResults(server=server.lower(), hop=hop, results=results)


def _result(part: str) -> MethodResult | None:
    found = _RESULT.match(part)
    if found is None or found["version"] not in {None, _VERSION}:
        return None
    properties = (
        (f"{one['type']}.{one['name']}".lower(), one["value"].lower())
        for one in _PROPERTY.finditer(part, found.end())
    )
    return MethodResult(
        method=found["method"].lower(),
        result=found["result"].lower(),
        properties=tuple(properties),
    )


def _parts(value: str) -> list[str]:
    """Return what stands between the semicolons, without comments.

    What is quoted is one word, in which no sign means anything.
    """
    words: list[str] = []
    quoted: list[str] | None = None
    depth, is_escaped = 0, False
    for sign in value:
        if is_escaped or (sign == "\\" and (depth or quoted is not None)):
            if is_escaped and quoted is not None:
                quoted.append(sign)
            is_escaped = not is_escaped
        elif quoted is not None and sign != '"':
            quoted.append(sign)
        elif sign == '"' and not depth:
            if quoted is not None:
                words.append(_NO_WORD.sub("_", "".join(quoted)))
            quoted = [] if quoted is None else None
        elif sign == "(" or (sign == ")" and depth):
            depth += 1 if sign == "(" else -1
            words.append(" ")
        elif not depth:
            words.append(" " if sign in "\r\n\t" else sign)
    # An open quotation or comment takes what follows with it.
    return re.sub(r" {2,}", " ", "".join(words)).split(";")
