"""Blocks: the parts of a letter, before its layout.

A letter is a frame (greeting, closing) and blocks between. It can be laid out alone or
be one section among others in a digest: the words are the same.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from notifications.letters import formatting

SUBJECT_LENGTH = 120  # characters
LINK = re.compile(r"https?://[^\s\"<>]+")


@dataclass(frozen=True)
class MailContent:
    """A finished mail without addresses: one line, and two equal bodies."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Heading:
    """The head of a section, one rank below the subject."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Prose, wrapped in the text part."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class FactList:
    """Pairs of label and value; brief ones take less room and no table."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]
    brief: bool = False


@dataclass(frozen=True)
class Items:
    """A list under a label; without a label it follows from the paragraph."""

    kind: ClassVar[str] = "items"
    label: str
    entries: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Quote:
    """Somebody's words, line by line as they were written."""

    kind: ClassVar[str] = "quote"
    label: str
    text: str


@dataclass(frozen=True)
class Link:
    """Where the reader acts: words for it, and the complete address."""

    kind: ClassVar[str] = "link"
    words: str
    address: str


Block = Heading | Paragraph | FactList | Items | Quote | Link


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around the blocks of every letter."""

    lang: str
    greeting: str
    closing: str
    signature: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter that is written but not laid out; number and title are the post's.

    `head` begins the subject, `brief_head` the same line within another sentence.
    `is_asking` says that the reader has something to do.
    """

    frame: Frame
    head: str
    brief_head: str
    blocks: tuple[Block, ...]
    number: str = ""
    title: str = ""
    is_asking: bool = False

    @property
    def subject(self) -> str:
        """One line of at most 120 characters, with the post whatever it is called."""
        return subject_line(self.head, self.number, self.title, self.frame.lang)

    @property
    def entry(self) -> str:
        """The line that stands for this letter in a list of letters."""
        return subject_line(self.brief_head, self.number, self.title, self.frame.lang)


def subject_line(head: str, number: str, title: str, lang: str) -> str:
    """Put head, number and title in one line; what is too long is cut, title first."""
    if not number:
        return formatting.shortened(head, SUBJECT_LENGTH)
    left, right = formatting.QUOTES[lang]
    room = SUBJECT_LENGTH - len(f"{head}: {number} {left}{right}")
    if title and room > 1:
        return f"{head}: {number} {left}{formatting.shortened(title, room)}{right}"
    kept = formatting.shortened(head, max(SUBJECT_LENGTH - len(f": {number}"), 1))
    return formatting.shortened(f"{kept}: {number}", SUBJECT_LENGTH)
