"""Addresses: whether a text is one e-mail address, and whether two are the same."""

import re
import unicodedata

from states.messages import phrase
from vorlauf.errors import BadInputError

# RFC 5321, 4.5.3.1: octets of the part before the @, and of all of it in a path.
LONGEST_LOCAL, LONGEST_ADDRESS = 64, 254

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
_ANYTHING_BUT_ONE = (
    (
        re.compile(r"[,;]"),
        phrase("fault", "holds a comma or a semicolon, one address may stand here"),
    ),
    (
        re.compile(r"[\s\x00-\x1f\x7f]"),
        phrase("fault", "holds a space or a line break"),
    ),
    (
        re.compile(r"[<>()\"]"),
        phrase("fault", "holds more than the address, such as a name"),
    ),
    (re.compile(r"^[^@]*$"), phrase("fault", "has no @")),
    (re.compile(r"@.*@"), phrase("fault", "has more than one @")),
)


def plain_address(text: str) -> str:
    """Return the address with its domain in ASCII and small letters.

    Raises BadInputError saying what is wrong, as the rest of a sentence.
    """
    for pattern, wrong in _ANYTHING_BUT_ONE:
        if pattern.search(text):
            raise BadInputError(wrong)
    local, _, domain = text.partition("@")
    if not _LOCAL.fullmatch(local):
        raise BadInputError(
            phrase("fault", "has characters before the @ that mail does not carry")
        )
    address = f"{local}@{_ascii_domain(domain)}"
    if len(local) > LONGEST_LOCAL or len(address) > LONGEST_ADDRESS:
        raise BadInputError(phrase("fault", "is longer than an address may be"))
    return address


def comparable(address: str) -> str:
    """Return an address as every comparison of two addresses wants it.

    Both parts in small letters of ASCII, the domain in IDNA. What is no such address,
    above all one with letters that only look like others (K for the sign of Kelvin),
    stays as it is and so equals no address of stakeholders.toml.
    """
    local, _, domain = address.strip(" \t\r\n").rpartition("@")
    if not local.isascii():
        return address
    try:
        return f"{local.lower()}@{_ascii_domain(domain)}"
    except BadInputError:
        return address


def _ascii_domain(domain: str) -> str:
    try:
        in_ascii = domain.lower().encode("idna").decode("ascii")
        # Python's IDNA of 2003 turns ß into ss, which is another domain today; the sign
        # of Kelvin and letters of other widths would turn into those of ASCII.
        in_words = in_ascii.encode().decode("idna")
        is_same = domain.isascii() or in_words == domain.lower()
        is_same = is_same and unicodedata.is_normalized("NFKC", domain)
    except UnicodeError:
        is_same = False
    if not is_same or not _DOMAIN.fullmatch(in_ascii):
        raise BadInputError(
            phrase("fault", "has no domain after the @ that can be used as it is")
        )
    return in_ascii
