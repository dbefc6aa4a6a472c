"""Addresses: whether a text is exactly one plain e-mail address."""

import re

from vorlauf.errors import BadInputError

# RFC 5321, 4.5.3.1: octets of the part before the @, and of all of it in a path.
LONGEST_LOCAL, LONGEST_ADDRESS = 64, 254

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
_ANYTHING_BUT_ONE = (
    (re.compile(r"[,;]"), "holds a comma or a semicolon, one address may stand here"),
    (re.compile(r"[\s\x00-\x1f\x7f]"), "holds a space or a line break"),
    (re.compile(r"[<>()\"]"), "holds more than the address, such as a name"),
    (re.compile(r"^[^@]*$"), "has no @"),
    (re.compile(r"@.*@"), "has more than one @"),
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
        raise BadInputError("has characters before the @ that mail does not carry")
    address = f"{local}@{_ascii_domain(domain)}"
    if len(local) > LONGEST_LOCAL or len(address) > LONGEST_ADDRESS:
        raise BadInputError("is longer than an address may be")
    return address


def _ascii_domain(domain: str) -> str:
    try:
        in_ascii = domain.lower().encode("idna").decode("ascii")
        # Python's IDNA of 2003 turns ß into ss, which is another domain today.
        is_same = in_ascii.encode().decode("idna") == domain.lower()
    except UnicodeError:
        is_same = False
    if not is_same or not _DOMAIN.fullmatch(in_ascii):
        raise BadInputError("has no domain after the @ that can be used as it is")
    return in_ascii
