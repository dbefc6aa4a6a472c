"""Layout: the two parts of a mail, text and HTML, which always say the same.

Both templates (`letter.txt`, `letter.html`) walk the same list of blocks.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from jinja2 import Environment, StrictUndefined, Template, select_autoescape

from notifications.letters.blocks import (
    LINK,
    Block,
    Frame,
    Items,
    Letter,
    MailContent,
)
from notifications.letters.templates import loader

LINE_LENGTH = 76  # characters; prose is wrapped here
LONGEST_LINE = 990  # characters; no line of the text part is longer, quoted or not
# What may become a link; anything else is shown as it is.
ADDRESS = re.compile(rf"{LINK.pattern}|mailto:[^\s\"<>]+")


def alone(letter: Letter) -> MailContent:
    """Lay one letter out as a mail of its own."""
    return lay_out(letter.subject, letter.frame, letter.blocks)


def lay_out(subject: str, frame: Frame, blocks: Sequence[Block]) -> MailContent:
    """Set the blocks in their frame, in both parts."""
    text = _layout("letter.txt").render(frame=frame, blocks=blocks)
    html = _layout("letter.html").render(frame=frame, blocks=blocks, subject=subject)
    return MailContent(subject, text="\n".join(_short_lines(text)), html=html)


def octets(blocks: Sequence[Block]) -> int:
    """Return how long the blocks are in the HTML part, in bytes of UTF-8."""
    return len(_layout("blocks.html").render(blocks=blocks).encode())


def _wrap(text: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(
        text,
        LINE_LENGTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _heading(text: str) -> str:
    lines = _wrap(text)
    return f"{lines}\n{'=' * min(len(lines), LINE_LENGTH)}"


def _facts(rows: Sequence[tuple[str, str]]) -> str:
    width = max((len(label) for label, _ in rows), default=0) + 3
    return "\n".join(
        _wrap(value, f"{label}:".ljust(width), " " * width) for label, value in rows
    )


def _items(block: Items) -> str:
    return "\n".join(_lines_of(block))


def _lines_of(block: Items) -> Iterator[str]:
    for n, (entry, link) in enumerate(_with_links(block), 1):
        mark = f"{n}. " if block.numbered else "- "
        yield _wrap(entry, mark, " " * len(mark))
        if link:
            yield " " * len(mark) + link


def _with_links(block: Items) -> Iterator[tuple[str, str]]:
    return zip_longest(block.entries, block.links, fillvalue="")


def _quote(text: str) -> str:
    return "\n".join((f"> {line}" if line else ">") for line in text.split("\n"))


def _short_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if len(line) <= LONGEST_LINE:
            yield line
        else:
            mark = "> " if line.startswith("> ") else ""
            yield from textwrap.wrap(line, LONGEST_LINE, subsequent_indent=mark)


def _is_address(value: str) -> bool:
    # A longer one would be broken in the text part, so it is no link in either.
    return len(value) <= LONGEST_LINE // 2 and ADDRESS.fullmatch(value) is not None


@cache
def _layouts() -> Environment:
    layouts = Environment(
        loader=loader(),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"], default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Layouts come with the package; nobody changes them under a running engine.
        auto_reload=False,
    )
    layouts.filters |= {
        "wrap": _wrap,
        "heading": _heading,
        "facts": _facts,
        "items": _items,
        "with_links": _with_links,
        "quote": _quote,
    }
    layouts.tests["address"] = _is_address
    return layouts


@cache
def _layout(name: str) -> Template:
    return _layouts().get_template(name)
