"""Text form: the same words are the same characters, whoever typed them where.

Phones, Macs and Word write an umlaut as one character or as two, and add signs that
nobody sees. What enters is therefore composed (Unicode's form NFC) and rid of unseen
signs, unless a script or an emoji needs them.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# Unicode's Default_Ignorable_Code_Point, and the marks of annotations.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROL: Final = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Word and old Macs break lines with signs of their own.
_LINE_BREAK: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_JOINERS: Final = "\u200c\u200d"
_SPACE, _JOINER, _FLAG, _KEYCAP = "\u200b", "\u200d", "\U0001f3f4", "\u20e3"
# Where a joiner changes how letters look, and where words have no blanks between.
_JOINED: Final = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a00-\u1cff\ua800-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff]"
)
_WITHOUT_BLANKS: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def composed(text: str) -> str:
    """Return the text in its one form: NFC, line breaks of one kind, nothing unseen."""
    lines = _LINE_BREAK.sub("\n", text)
    if lines.isascii():
        return _CONTROL.sub("", lines)
    visible = _CONTROL.sub("", lines)
    if _UNSEEN.search(visible):
        visible = "".join(_needed(visible))
    return unicodedata.normalize("NFC", visible)


def tidy(text: str) -> str:
    """Return a text as it is kept: composed, no blanks at the ends of its lines.

    Browsers send CRLF, editors add a last newline; neither is a change.
    """
    lines = composed(text).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def tidy_line(text: str) -> str:
    """Return words as they are kept: composed, in one line, with single blanks."""
    return " ".join(composed(text).split())


def _needed(text: str) -> Iterator[str]:
    """Yield the signs of a text, of the unseen ones only those that it needs."""
    before = ""
    for at, sign in enumerate(text):
        if not _UNSEEN.match(sign) or _is_needed(sign, before, text[at + 1 : at + 2]):
            yield sign
            before = sign


def _is_needed(sign: str, before: str, after: str) -> bool:
    if not before:
        return False
    if sign == _SPACE:
        return _is_in(_WITHOUT_BLANKS, before) and _is_in(_WITHOUT_BLANKS, after)
    if sign in _JOINERS and _is_in(_JOINED, before):
        return True
    if sign == _JOINER:
        return _is_of_emoji(before) and _is_of_emoji(after)
    if _is_variation(sign):
        return _is_varied(before) or after == _KEYCAP
    return _is_tag(sign) and (before == _FLAG or _is_tag(before))


def _is_in(script: re.Pattern[str], sign: str) -> bool:
    return script.match(sign) is not None


def _is_of_emoji(sign: str) -> bool:
    return _is_variation(sign) or _is_tag(sign) or _category(sign) in {"So", "Sk", "Sm"}


def _is_varied(sign: str) -> bool:
    """Say whether a sign can look in several ways: pictures, and Asian characters."""
    return _category(sign) in {"So", "Sk", "Sm", "Po", "Pd"} or (
        _category(sign) == "Lo" and sign > "\u17ff"
    )


def _is_variation(sign: str) -> bool:
    return (
        "\ufe00" <= sign <= "\ufe0f"
        or "\u180b" <= sign <= "\u180f"
        or "\U000e0100" <= sign <= "\U000e01ef"
    )


def _is_tag(sign: str) -> bool:
    return "\U000e0020" <= sign <= "\U000e007f"


def _category(sign: str) -> str:
    return unicodedata.category(sign) if sign else ""
