"""From the words of a mail to its two parts, which always say the same.

A file `templates/NAME.LANGUAGE.txt` holds the words of one mail: the subject line,
then paragraphs with an empty line between them. A paragraph that is only `@name`
stands for the blocks the caller gives under that name. The file is cut before
anything is filled in, so a value can never pass for a paragraph or a block. Both
layouts (`letter.txt`, `letter.html`) walk the same list of blocks.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    Template,
    select_autoescape,
)

from notifications import wording

SUBJECT_LENGTH = 120
LINE_LENGTH = 76
LINK = re.compile(r"https?://[^\s\"<>]+")


@dataclass(frozen=True)
class Message:
    """A finished mail without addresses: one line, and two equal bodies."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Paragraph:
    """Prose, wrapped in the text part."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Facts:
    """Pairs of label and value, one below the other."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Items:
    """A list under a label; without a label it follows from the paragraph."""

    kind: ClassVar[str] = "items"
    label: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Quote:
    """Somebody's words, line by line as they were written."""

    kind: ClassVar[str] = "quote"
    label: str
    text: str


Block = Paragraph | Facts | Items | Quote


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around the blocks of every letter."""

    lang: str
    greeting: str
    closing: str
    signature: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """One file of words, compiled; a str among the parts names blocks."""

    subject: Template
    parts: tuple[Template | str, ...]


def write(
    name: str,
    frame: Frame,
    values: Mapping[str, object],
    blocks: Mapping[str, Sequence[Block]],
) -> Message:
    """Fill the words `name` in; `values["title"]` is shortened in the subject."""
    words = words_of(name, frame.lang)
    body = tuple(_body(words, values, blocks))
    subject = _subject(words.subject, values)
    return Message(
        subject=subject,
        text=_layout("letter.txt").render(frame=frame, blocks=body),
        html=_layout("letter.html").render(frame=frame, blocks=body, subject=subject),
    )


@cache
def words_of(name: str, lang: str) -> Words:
    """Read and compile the words of one mail, once."""
    source = (_loader().get_source(_words(), f"{name}.{lang}.txt")[0]).strip()
    subject, *parts = re.split(r"\n\s*\n", source)
    return Words(
        subject=_words().from_string(subject),
        parts=tuple(_part(part) for part in parts),
    )


def _part(source: str) -> Template | str:
    if source.startswith("@"):
        return source.removeprefix("@")
    return _words().from_string(source)


def _body(
    words: Words, values: Mapping[str, object], blocks: Mapping[str, Sequence[Block]]
) -> list[Block]:
    body: list[Block] = []
    for part in words.parts:
        if isinstance(part, str):
            body.extend(blocks[part])
        elif text := wording.one_line(part.render(values)):
            body.append(Paragraph(text))
    return body


def _subject(template: Template, values: Mapping[str, object]) -> str:
    subject = wording.one_line(template.render(values))
    if len(subject) > SUBJECT_LENGTH:
        title = str(values["title"])
        room = len(title) - (len(subject) - SUBJECT_LENGTH)
        fitting = {**values, "title": wording.shortened(title, max(room, 1))}
        subject = wording.one_line(template.render(fitting))
    return wording.shortened(subject, SUBJECT_LENGTH)


def _wrap(text: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(
        text,
        LINE_LENGTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _facts(rows: Sequence[tuple[str, str]]) -> str:
    width = max((len(label) for label, _ in rows), default=0) + 3
    return "\n".join(
        _wrap(value, f"{label}:".ljust(width), " " * width) for label, value in rows
    )


def _items(entries: Sequence[str]) -> str:
    return "\n".join(_wrap(entry, "- ", "  ") for entry in entries)


def _quote(text: str) -> str:
    return "\n".join((f"> {line}" if line else ">") for line in text.split("\n"))


def _is_link(value: str) -> bool:
    return LINK.fullmatch(value) is not None


@cache
def _loader() -> PackageLoader:
    return PackageLoader("notifications", "templates")


@cache
def _words() -> Environment:
    # Words become plain text; the HTML layout escapes them when it sets them.
    return Environment(loader=_loader(), undefined=StrictUndefined, autoescape=False)  # noqa: S701


@cache
def _layouts() -> Environment:
    layouts = Environment(
        loader=_loader(),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"], default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    layouts.filters |= {
        "wrap": _wrap,
        "facts": _facts,
        "items": _items,
        "quote": _quote,
    }
    layouts.tests["link"] = _is_link
    return layouts


@cache
def _layout(name: str) -> Template:
    return _layouts().get_template(name)
