"""Templates: the words of letters, one file each, filled in and cut into blocks.

A file `templates/NAME.LANGUAGE.txt` begins with the head of the subject; a second line,
if there is one, is the head among others. Paragraphs follow, with an empty line between
them. A paragraph that is only `@name` stands for the blocks the caller gives under that
name; one that begins with `~` is left out in a digest, which says the same once for
all. The file is cut before anything is filled in, so a value can never pass for a
paragraph or a block.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from notifications.errors import WordsError
from notifications.letters import formatting
from notifications.letters.blocks import Block, Frame, Letter, Note, Paragraph


@dataclass(frozen=True)
class Prose:
    """The words of one paragraph; what `is_for_one` is left out in a digest."""

    words: Template
    is_for_one: bool


@dataclass(frozen=True)
class MailTemplate:
    """One file of words, compiled; a str among the parts names blocks."""

    head: Template
    brief_head: Template
    parts: tuple[Prose | str, ...]


def write(  # noqa: PLR0913, a letter needs all it says
    name: str,
    frame: Frame,
    values: Mapping[str, object],
    blocks: Mapping[str, Sequence[Block]],
    *,
    is_asking: bool = False,
    notes: frozenset[Note] = frozenset(),
) -> Letter:
    """Fill the words `name` in; `values` may hold number and title of a post.

    Raises WordsError, whatever is wrong with the template: it costs this letter only.
    """
    try:
        words = words_of(name, frame.lang)
        head = formatting.one_line(words.head.render(values))
        brief_head = formatting.one_line(words.brief_head.render(values))
        body = tuple(_body(words, values, blocks))
    except Exception as error:
        raise WordsError(
            f"The words in {name}.{frame.lang}.txt cannot be filled in: {error}"
        ) from error
    return Letter(
        frame=frame,
        head=head,
        brief_head=brief_head,
        blocks=body,
        number=str(values.get("number", "")),
        title=str(values.get("title", "")),
        duty=str(values.get("duty", "")),
        is_asking=is_asking,
        notes=notes,
    )


@cache
def words_of(name: str, lang: str) -> MailTemplate:
    """Read and compile the words of one letter, once."""
    source = loader().get_source(_words(), f"{name}.{lang}.txt")[0].strip()
    heads, *parts = re.split(r"\n\s*\n", source)
    head, *brief_head = heads.split("\n")
    return MailTemplate(
        head=_words().from_string(head),
        brief_head=_words().from_string((brief_head or [head])[0]),
        parts=tuple(_part(part) for part in parts),
    )


@cache
def loader() -> PackageLoader:
    """Return where words and layouts are read from."""
    return PackageLoader("notifications", "templates")


def _part(source: str) -> Prose | str:
    if source.startswith("@"):
        return source.removeprefix("@")
    words = _words().from_string(source.removeprefix("~"))
    return Prose(words, is_for_one=source.startswith("~"))


def _body(
    words: MailTemplate,
    values: Mapping[str, object],
    blocks: Mapping[str, Sequence[Block]],
) -> Iterator[Block]:
    is_first = True
    for part in words.parts:
        if isinstance(part, str):
            yield from blocks[part]
        elif text := formatting.one_line(part.words.render(values)):
            # Only what follows the greeting may go on in lower case.
            said = text if is_first else formatting.capital(text)
            yield Paragraph(said, is_for_one=part.is_for_one)
            is_first = False


@cache
def _words() -> Environment:
    # Words become plain text; the HTML layout escapes them when it sets them.
    return Environment(loader=loader(), undefined=StrictUndefined, autoescape=False)  # noqa: S701
