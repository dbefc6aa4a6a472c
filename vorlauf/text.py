"""Text: what a kept text, line or address may hold."""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from states.messages import Message, msg, phrase
from vorlauf.errors import BadInputError
from vorlauf.look_alikes import scripts

LONGEST_ADDRESS: Final = 2000
SHORTEST_NAME: Final = 3
LONGEST_NAME: Final = 120
_NOT_KEPT: Final = re.compile("[\0\ud800-\udfff]")
# Formats, private and unassigned characters, and pictures such as emoji.
_NO_PART_OF_NAMES: Final = frozenset({"Cf", "Co", "Cn", "So"})
# What Unicode calls default ignorable, as far as it is of other categories, and the
# blank pattern of Braille.
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


def check_text(what: Message, text: str) -> None:
    """Raise `BadInputError` for a text that no database and no mail can carry.

    These are NUL and half characters, which a terminal hands on for bytes that are
    not UTF-8. `what` begins the sentence, as in “The comment”.
    """
    if _NOT_KEPT.search(text):
        raise BadInputError(
            msg(
                "{what} holds characters that cannot be kept; write plain UTF-8 text.",
                what=what,
            )
        )


def check_line(what: Message, text: str) -> None:
    """Raise `BadInputError` for what would disturb a list, a terminal or a subject.

    These are control characters; line breaks are among them. `what` as above.
    """
    check_text(what, text)
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise BadInputError(
            msg(
                "{what} holds a line break or a control character; write it "
                "in one line.",
                what=what,
            )
        )


def tidy_name(typed: str) -> str:
    """Return a person's name in one line, as everybody will see it.

    Letters of other widths and styles become plain ones. Raises `BadInputError` for
    what is no name, for an address, for letters of several scripts and for characters
    that nobody sees or that turn the direction of the text.
    """
    check_line(phrase("subject", "The name"), typed)
    name = unicodedata.normalize("NFC", " ".join(map(_plain_letters, typed.split())))
    if any(map(_stands_in_no_name, name)):
        raise BadInputError(
            msg(
                "The name holds characters that cannot be seen or belong to no name; "
                "type it anew."
            )
        )
    if "@" in unicodedata.normalize("NFKC", name):
        raise BadInputError(
            msg("Write the first name and the surname here, not an address.")
        )
    is_long = SHORTEST_NAME <= len(name) <= LONGEST_NAME
    if not is_long or not any(map(str.isalpha, name)):
        raise BadInputError(
            msg(
                "Write the first name and the surname: {shortest} to "
                "{longest} characters.",
                shortest=SHORTEST_NAME,
                longest=LONGEST_NAME,
            )
        )
    if len(scripts(name)) > 1:
        raise BadInputError(
            msg("The name mixes letters of several alphabets; write it in one.")
        )
    return name


def _plain_letters(word: str) -> str:
    return "".join(
        unicodedata.normalize("NFKC", one) if one.isalpha() else one for one in word
    )


def _stands_in_no_name(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in _NO_PART_OF_NAMES or bool(_UNSEEN.match(character))


def is_web_address(text: str) -> bool:
    """Say whether the text is one complete address of a page."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_plain = text.isprintable() and " " not in text and len(text) <= LONGEST_ADDRESS
    return is_plain and parts.scheme in {"http", "https"} and bool(parts.hostname)
