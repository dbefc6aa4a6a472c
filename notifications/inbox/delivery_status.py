"""Delivery status: the fields of a report (RFC 3464), however oddly they are written.

The standard library takes such a part apart only if it is written as the RFC wants it:
not in base64, not with a blank before the colon, and with blank lines in their place.
"""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from notifications.inbox import headers
from notifications.letters import formatting

LONGEST_STATUS: Final = 50_000  # characters of a report that are read
MOST_GROUPS: Final = 200

_RECIPIENTS: Final = ("original-recipient", "final-recipient", "x-actual-recipient")
_NAMES: Final = frozenset(
    {*_RECIPIENTS, "action", "status", "diagnostic-code", "remote-mta"}
    | {"original-envelope-id", "reporting-mta"}
)
_FIELD: Final = re.compile(r"[ >]{0,4}([A-Za-z][A-Za-z-]{3,40})[ \t]{0,4}:(.*)")
_XTEXT: Final = re.compile(r"\+([0-9A-F]{2})")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]+")


@dataclass(frozen=True)
class StatusGroup:
    """The fields that belong to one recipient; names in small letters."""

    fields: dict[str, str]

    @property
    def action(self) -> str:
        """What became of the mail, in small letters, as in failed or delayed."""
        return self.line("action").lower()

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses as they are written, the original one first."""
        return tuple(filter(None, map(self.value, _RECIPIENTS)))

    def line(self, name: str) -> str:
        """Return a field as one line that may be shown."""
        return headers.decoded(self.fields.get(name, ""))

    def value(self, name: str) -> str:
        """Return a field without its type, as in `rfc822;` or `smtp;`."""
        said = self.line(name)
        return (said.partition(";")[2] or said).strip()


def text_of(part: Message) -> str:
    """Return what a part says that the standard library has taken for headers."""
    inside = part.get_payload()
    blocks = inside if isinstance(inside, list) else [part]
    pieces = []
    for block in blocks[:MOST_GROUPS]:
        if isinstance(block, Message):
            head = "" if block is part else _head(block)
            said = block.get_payload()
            pieces.append(head + (said if isinstance(said, str) else ""))
    said = "\n\n".join(pieces)[:LONGEST_STATUS]
    return _decoded(said, headers.line(part, "Content-Transfer-Encoding").lower())


def _head(block: Message) -> str:
    return "".join(f"{name}:{value}\n" for name, value in block.raw_items())


def _decoded(said: str, encoding: str) -> str:
    if encoding == "base64" and _BASE64.fullmatch(said):
        try:
            whole = "".join(said.split())
            return base64.b64decode(whole[: len(whole) // 4 * 4]).decode("latin-1")
        except (binascii.Error, ValueError):
            return said
    if encoding == "quoted-printable":
        octets = said.encode("utf-8", "surrogateescape")
        return quopri.decodestring(octets).decode("utf-8", "replace")
    return said


def groups(text: str) -> list[StatusGroup]:
    """Return the recipients of a report, each with its fields.

    A new one begins where a field comes again, or where a recipient is named once
    what came before says what became of the mail to another.
    """
    found: list[dict[str, str]] = [{}]
    name = ""
    for line in formatting.many_lines(text[:LONGEST_STATUS]).split("\n"):
        if name and line[:1] in {" ", "\t"}:
            found[-1][name] += f" {line.strip()}"
        elif (field := _FIELD.fullmatch(line)) and field[1].lower() in _NAMES:
            name = field[1].lower()
            if name in found[-1] or _is_complete(found[-1], name):
                found.append({})
            found[-1][name] = field[2].strip()
        else:
            name = ""
    return [StatusGroup(one) for one in found[:MOST_GROUPS] if one]


def _is_complete(fields: dict[str, str], following: str) -> bool:
    """Say whether the next recipient follows; the original one is named first."""
    return (
        following == _RECIPIENTS[0] and _RECIPIENTS[1] in fields and "action" in fields
    )


def envelope_ids(text: str) -> list[str]:
    """Return the ids that a report gives back from the envelope (RFC 3461, ENVID)."""
    found: list[str] = []
    for group in groups(text):
        said = group.fields.get("original-envelope-id", "").strip().strip("<>")
        found += headers.ids(f"<{plain_xtext(said)}> <{said}>")
    return found


def plain_xtext(said: str) -> str:
    """Return what RFC 3461 writes as +41 for signs that an envelope cannot hold."""
    return _XTEXT.sub(lambda sign: chr(int(sign[1], 16)), said)
