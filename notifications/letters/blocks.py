"""Blocks: the parts of a letter, before its layout.

A letter is a frame (greeting, closing) and blocks between. It can be laid out alone or
be one section among others in a digest: the words are the same.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
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
    """Prose, wrapped in the text part; a brief one is set in less room.

    What `is_for_one` stands only in a mail of one letter: a digest has said it.
    """

    kind: ClassVar[str] = "paragraph"
    text: str
    is_for_one: bool = False
    brief: bool = False


@dataclass(frozen=True)
class FactList:
    """Pairs of label and value; brief ones take less room and no table.

    `in_brief` are the pairs of a digest, where they are others.
    """

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]
    in_brief: tuple[tuple[str, str], ...] = ()
    brief: bool = False


@dataclass(frozen=True)
class Items:
    """A list under a label; without a label it follows from the paragraph.

    An entry may lead somewhere: `links` has an address for each of them, or "".
    `in_brief` are the entries of a digest, where they are others.
    """

    kind: ClassVar[str] = "items"
    label: str
    entries: tuple[str, ...]
    numbered: bool = False
    links: tuple[str, ...] = ()
    in_brief: tuple[str, ...] = ()
    brief: bool = False


@dataclass(frozen=True)
class Quote:
    """Somebody's words, line by line as they were written; brief ones in less room."""

    kind: ClassVar[str] = "quote"
    label: str
    text: str
    brief: bool = False


@dataclass(frozen=True)
class PostText(Quote):
    """The post's text for some channels (keys), which stands on its page as well."""

    channels: tuple[str, ...] = field(kw_only=True)


@dataclass(frozen=True)
class Link:
    """Where the reader acts: words for it, and the complete address.

    In a digest, where the post stands above, the words are `in_brief`, if not empty.
    """

    kind: ClassVar[str] = "link"
    words: str
    address: str
    in_brief: str = ""

    @property
    def is_page(self) -> bool:
        """Whether it leads to a page, and not to a mail that is to be written."""
        return is_page(self.address)


def is_page(address: str) -> bool:
    """Say whether a page is at this address, and not a mail that is to be written."""
    return address.lower().startswith(("http:", "https:"))


Block = Heading | Paragraph | FactList | Items | Quote | Link


class Note(StrEnum):
    """What a mail explains about answering; a digest does so once for all letters."""

    DECIDE_ON_PAGE = "decide_on_page"
    DECIDE_BY_MAIL = "decide_by_mail"
    DECIDE_BY_REPLY = "decide_by_reply"
    DELIVER_ON_PAGE = "deliver_on_page"
    DELIVER_BY_MAIL = "deliver_by_mail"
    DELIVER_BY_REPLY = "deliver_by_reply"
    RECORD = "record"
    CODE = "code"
    SILENCE = "silence"
    OVERDUE = "overdue"
    REMINDER = "reminder"

    @property
    def is_about_answering(self) -> bool:
        """Whether it says how to answer, by a page or by a mail."""
        return self.startswith(("decide", "deliver"))


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
    `duty` names what is asked.
    `is_asking` says that the reader has something to do, `notes` what is explained.
    """

    frame: Frame
    head: str
    brief_head: str
    blocks: tuple[Block, ...]
    number: str = ""
    title: str = ""
    duty: str = ""
    is_asking: bool = False
    notes: frozenset[Note] = frozenset()

    @property
    def ways(self) -> tuple[Link, ...]:
        """Return the links of this letter by which its reader acts."""
        return tuple(block for block in self.blocks if isinstance(block, Link))

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
