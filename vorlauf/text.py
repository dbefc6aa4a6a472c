"""Text: what a kept text, line or address may hold."""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from states.messages import Message, msg, phrase
from vorlauf.errors import BadInputError

LONGEST_ADDRESS: Final = 2000
SHORTEST_NAME: Final = 3
LONGEST_NAME: Final = 120
_NOT_KEPT: Final = re.compile("[\0\ud800-\udfff]")


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
    """Return a person's name in one line. Raises `BadInputError` if it is none."""
    check_line(phrase("subject", "The name"), typed)
    seen = (one for one in typed if unicodedata.category(one) != "Cf")
    name = " ".join("".join(seen).split())
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
    return name


def is_web_address(text: str) -> bool:
    """Say whether the text is one complete address of a page."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_plain = text.isprintable() and " " not in text and len(text) <= LONGEST_ADDRESS
    return is_plain and parts.scheme in {"http", "https"} and bool(parts.hostname)
