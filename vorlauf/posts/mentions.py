"""Mentions: the people whom a comment names with @.

An author types `@ada`, `@Ada.Lorenz`, `@"Ada Lorenz"` or `@Ada Lorenz`. A first or last
name is enough if only one person has it. An e-mail address is no mention.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vorlauf.directory.model import Directory, Person

_AT: Final = re.compile(
    r"""(?<![\w.@/+-])@(?:"(?P<quoted>[^"\n]{1,120})"|(?P<word>\w(?:[\w.'\u2019-]*\w)?))"""
)
# So many words may be one name; it may end at every blank or dot.
_NAME: Final = re.compile(r"\w[\w'\u2019-]*(?:(?:\. ?| )\w[\w'\u2019-]*){0,4}")
_ENDS: Final = re.compile(r"\. ?| ")
_BLANKS: Final = re.compile(r"[\s.]+")
_IN_ASCII: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Where a text names somebody: from `begin` to `end`, the @ included.

    `person` is None if nobody is meant, or nobody knows which of several.
    """

    begin: int
    end: int
    name: str
    person: Person | None


def mentioned(
    text: str, directory: Directory, audience: Iterable[Person]
) -> tuple[Person, ...]:
    """Return whom of the audience a text names, each once, in the order of the text."""
    found = {
        mention.person.key: mention.person
        for mention in mentions(text, directory, audience)
        if mention.person is not None
    }
    return tuple(found.values())


def unknown(
    text: str, directory: Directory, audience: Iterable[Person]
) -> tuple[str, ...]:
    """Return the names with @ that are nobody's in the audience, each once."""
    found = mentions(text, directory, audience)
    return tuple(dict.fromkeys(m.name for m in found if m.person is None))


def mentions(
    text: str, directory: Directory, audience: Iterable[Person]
) -> tuple[Mention, ...]:
    """Return every place where a text names somebody, or seems to.

    People of the directory who are not in the audience are nobody here; but who shares
    a name with one of them has to be named in full.
    """
    here = {person.key: person for person in audience}
    ways = _ways(directory)
    return tuple(_mention(text, match, ways, here) for match in _AT.finditer(text))


def _mention(
    text: str,
    match: re.Match[str],
    ways: Mapping[str, frozenset[str]],
    here: Mapping[str, Person],
) -> Mention:
    for name, end in _readings(text, match):
        if keys := ways.get(_folded(name)):
            (key,) = keys if len(keys) == 1 else ("",)
            return Mention(
                begin=match.start(), end=end, name=name, person=here.get(key)
            )
    name = match["quoted"] or match["word"]
    return Mention(begin=match.start(), end=match.end(), name=name, person=None)


def _readings(text: str, match: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield what the name may be and where it ends, the longest first."""
    if match["quoted"]:
        yield match["quoted"], match.end()
        return
    begin = match.start("word")
    following = _NAME.match(text, begin)
    longest = following[0] if following else match["word"]
    ends = [m.start() for m in _ENDS.finditer(longest)]
    for length in [len(longest), *ends[::-1]]:
        yield longest[:length], begin + length


def _ways(directory: Directory) -> Mapping[str, frozenset[str]]:
    """Return the keys of the people whom each way to write a name may mean."""
    full: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    for person in directory.people.values():
        names = _BLANKS.split(person.name.strip())
        for way in (person.key, person.name, *person.was):
            full[_folded(way)].add(person.key)
        for way in (names[0], names[-1], " ".join(names[-2:])):
            short[_folded(way)].add(person.key)
    return {way: frozenset(keys) for way, keys in (short | full).items()}


def _folded(name: str) -> str:
    plain = name.strip().casefold().translate(_IN_ASCII)
    return _BLANKS.sub(" ", plain)
