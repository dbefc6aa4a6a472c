"""Bounces: mails by which a server returns what it could not deliver, or not yet.

The standard library reads a delivery status (RFC 3464) well, and with it status and
reason, which a library for bounces (flufl.bounce) leaves out: it names addresses only,
and we know to whom a mail went. What some servers still write in prose is read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from notifications.delivery.mime import address
from notifications.errors import BadAddressError
from notifications.inbox import bodies, headers
from notifications.letters import formatting

LONGEST_REASON: Final = 300  # characters
LONGEST_PROSE: Final = 20_000  # characters in which a server says what went wrong

_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY: Final = re.compile(r"\b[45]\d\d[ -].{0,300}")
_SERVER: Final = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_FAILED: Final = re.compile(
    r"undeliver|unzustellbar|returned mail|failure notice|delivery .{0,20}fail"
    r"|mail delivery|could not be delivered|nicht zugestellt|konnte nicht"
    r"|returning message to sender",
    re.IGNORECASE,
)
_DELAYED: Final = re.compile(r"delayed|verzögert|warning:", re.IGNORECASE)
_QMAIL: Final = re.compile(r"^Hi\. This is the .{0,80} program", re.MULTILINE)
_QMAIL_RECIPIENT: Final = re.compile(r"^<([^<>\s]{3,254})>:", re.MULTILINE)
_OWN_ID: Final = re.compile(
    r"^\s{0,4}(?:X-Microsoft-Original-)?Message-ID:\s{0,4}(<[^<>\s]{3,400}>)",
    re.MULTILINE | re.IGNORECASE,
)
_XTEXT: Final = re.compile(r"\+([0-9A-F]{2})")


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a server says of a mail it has returned, as plain lines without links.

    `has_failed` tells a failure from a delay; `status` is as in 5.1.1. `returned` are
    the ids by which the mail may be known, the surest first.
    """

    has_failed: bool
    recipient: str
    status: str
    reason: str
    returned: tuple[str, ...]


def is_report(mail: Message) -> bool:
    """Say whether it is a report of a mail system on a mail, of whatever kind."""
    return mail.get_content_type() == "multipart/report" or bool(_status_part(mail))


def bounce(mail: Message, text: str) -> Bounce | None:
    """Return what a server says of a mail it returns, None if this is no such mail.

    `text` is what the mail says. A mail to which a person has attached one is none.
    """
    part = _status_part(mail)
    if part is not None:
        return _by_status(mail, part)
    if mail.get_content_type() == "multipart/report":
        return None
    return _by_prose(mail, text[:LONGEST_PROSE])


def _status_part(mail: Message) -> Message | None:
    if mail.get_content_maintype() != "multipart":
        return None
    return next((part for part in bodies.parts(mail) if _is_status(part)), None)


def _is_status(part: Message) -> bool:
    kinds = {"message/delivery-status", "message/global-delivery-status"}
    return part.get_content_type() in kinds


def _by_status(mail: Message, part: Message) -> Bounce | None:
    blocks = _blocks(part)
    of_action = {headers.line(block, "Action").lower()[:6]: block for block in blocks}
    failed = of_action.get("failed") or of_action.get("error")
    block = failed or of_action.get("delaye")
    if block is None:
        return None
    said = headers.line(block, "Diagnostic-Code")
    status = _STATUS.search(headers.line(block, "Status")) or _STATUS.search(said)
    return Bounce(
        has_failed=failed is not None,
        recipient=_recipient(block),
        status=status[1] if status else "",
        reason=_reason(said.partition(";")[2] or said),
        returned=_returned(mail, blocks),
    )


def _blocks(part: Message) -> list[Message]:
    inside = part.get_payload()
    if not isinstance(inside, list):
        return []
    return [
        block for block in inside[: bodies.MOST_PARTS] if isinstance(block, Message)
    ]


def _recipient(block: Message) -> str:
    for name in ("Original-Recipient", "Final-Recipient"):
        said = headers.line(block, name)
        found = _address(said.partition(";")[2] or said)
        if found:
            return found
    return ""


def _address(said: str) -> str:
    try:
        return address(said.strip().strip("<>").strip()).addr_spec
    except BadAddressError:
        return ""


def _returned(mail: Message, blocks: list[Message]) -> tuple[str, ...]:
    """Return the ids of the mail that came back, never those that it answers itself."""
    found = list(_ids_inside(mail))
    for block in blocks:
        said = headers.raw(block, "Original-Envelope-Id").strip().strip("<>")
        plain = _XTEXT.sub(lambda sign: chr(int(sign[1], 16)), said)
        found += headers.ids(f"<{plain}> <{said}>")
    found += headers.ids(headers.raw(mail, "In-Reply-To"))
    return tuple(dict.fromkeys(found))


def _ids_inside(mail: Message) -> Iterator[str]:
    for part in bodies.parts(mail):
        inside = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inside, list):
            for one in inside[:1]:
                if isinstance(one, Message):
                    yield from headers.ids(headers.raw(one, "Message-ID"))
        elif part.get_content_type() in {"text/rfc822-headers", "text/plain"}:
            words = bodies.words_in(part)[: bodies.LONGEST_TEXT]
            yield from _OWN_ID.findall(words)[:1]


def _by_prose(mail: Message, said: str) -> Bounce | None:
    named = _address(headers.line(mail, "X-Failed-Recipients").partition(",")[0])
    is_qmail = bool(_QMAIL.search(said))
    if not (named or is_qmail or _is_from_a_server(mail)):
        return None
    subject = headers.line(mail, "Subject")
    # Behind a colon an automatic answer repeats our own subject, whatever it says.
    has_failed = bool(named or is_qmail or _FAILED.search(subject.partition(":")[0]))
    if not has_failed and not _DELAYED.search(subject):
        return None
    prose = _before_the_copy(said)
    status, reply = _STATUS.search(prose), _REPLY.search(prose)
    quoted = _QMAIL_RECIPIENT.search(prose)
    return Bounce(
        has_failed=has_failed and not _DELAYED.search(subject),
        recipient=named or _address(quoted[1] if quoted else ""),
        status=status[1] if status else "",
        reason=_reason(reply[0] if reply else _after(prose, quoted)),
        returned=_returned(mail, []),
    )


def _is_from_a_server(mail: Message) -> bool:
    has_no_way_back = headers.raw(mail, "Return-Path").strip() == "<>"
    return has_no_way_back or bool(_SERVER.search(headers.raw(mail, "From")))


def _before_the_copy(said: str) -> str:
    copy = _OWN_ID.search(said)
    return said[: copy.start()] if copy else said


def _after(prose: str, quoted: re.Match[str] | None) -> str:
    return prose[quoted.end() :].strip().partition("\n")[0] if quoted else ""


def _reason(said: str) -> str:
    return formatting.shortened(
        _LINK.sub("…", formatting.one_line(said)), LONGEST_REASON
    )
