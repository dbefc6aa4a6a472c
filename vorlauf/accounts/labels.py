"""Labels: what a person calls a token or a calendar of theirs."""

from dataclasses import dataclass
from typing import Final

from states.messages import Message
from vorlauf.errors import BadInputError
from vorlauf.text import check_line

LONGEST_LABEL: Final = 60  # characters


@dataclass(frozen=True, kw_only=True)
class LabelWords:
    """How a label is named, and what is said if it is empty or too long (`odd`)."""

    subject: Message
    odd: Message


def label_of(text: str, words: LabelWords) -> str:
    """Return a label without blanks around it.

    Raises `BadInputError` unless it is one line of 1 to 60 characters.
    """
    label = text.strip()
    check_line(words.subject, label)
    if not 1 <= len(label) <= LONGEST_LABEL:
        raise BadInputError(words.odd)
    return label
