"""Sentences: what the engine says in English, said in German.

`sentences.po` has the German of everything that the engine can refuse with. What was
put into a sentence stands there as `{1}`, `{2}` …; in German a word after the colon
names what it is, as in `{1:state}`: an insertion, another sentence, or a context of the
same file whose phrases are then said in German, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from babel.messages.catalog import Catalog

from dashboard.i18n.catalogue import LOCALE, SENTENCES
from dashboard.i18n.insertions import Insertion, insertions, several
from notifications.i18n.catalogue import read

# What is longer, or has more parts, holds somebody's text; it stays as it is.
LONGEST: Final = 2_000  # characters
MOST_PARTS: Final = 40
HOLE: Final = re.compile(r"\{(\d)(?::(\w+))?\}")

_END: Final = re.compile(r"(?<=[.?!]) (?=\S)")
_PART: Final = re.compile(r"[.?!:] ")
_NUMBERED: Final = re.compile(r"(\d{4}-\d+: )(.+)", re.DOTALL)
_GROUP: Final = "hole"
# Phrases of which there may be several, with what stands between them.
_LISTS: Final = {"who": (" or ", " oder "), "material": ("; ", "; ")}
# Phrases in whose place any other word may stand.
_OPEN: Final = frozenset({"weekday", "of_whom", "which"})


@dataclass(frozen=True)
class Reading:
    """A sentence understood: its German, and how many signs of it may be anything."""

    german: str
    strange: int


@dataclass(frozen=True)
class Entry:
    """A sentence of the engine: how it is recognised, and its German."""

    shape: re.Pattern[str]
    german: str
    inserted: Sequence[Insertion]
    longest: str

    def read(self, sentence: str) -> Reading | None:
        """Return the German of a sentence that was made from this one, else None."""
        if self.longest not in sentence:
            return None
        found = self.shape.fullmatch(sentence)
        if found is None:
            return None
        pairs = list(zip(found.groups(), self.inserted, strict=True))
        said = [one.say(text) for text, one in pairs]
        strange = sum(one.strange(text) for text, one in pairs)
        german = HOLE.sub(lambda hole: said[int(hole[1]) - 1], self.german)
        return Reading(german, strange)


def in_german(sentence: str) -> str:
    """Say what the engine says in German; what is not known stays as it is.

    It may be several sentences, and the number of a post may stand before them.
    """
    return _reading(sentence).german


def _reading(sentence: str) -> Reading:
    if len(sentence) > LONGEST or len(_PART.findall(sentence)) > MOST_PARTS:
        return _as_it_is(sentence)
    return _read(sentence) or _as_it_is(sentence)


def _as_it_is(text: str) -> Reading:
    return Reading(text, len(text))


@lru_cache(1024)
def _read(sentence: str) -> Reading | None:
    return _best(_readings(sentence))


def _readings(sentence: str) -> Iterator[Reading | None]:
    yield _whole(sentence)
    if numbered := _NUMBERED.fullmatch(sentence):
        number, rest = numbered.groups()
        yield _joined(Reading(number, 0), _read(rest))
    for end in _END.finditer(sentence):
        if first := _whole(sentence[: end.start()]):
            space = Reading(f"{first.german} ", first.strange)
            yield _joined(space, _read(sentence[end.end() :]))


def _joined(first: Reading, rest: Reading | None) -> Reading | None:
    if rest is None:
        return None
    return Reading(first.german + rest.german, first.strange + rest.strange)


def _whole(sentence: str) -> Reading | None:
    return _best(entry.read(sentence) for entry in _entries())


def _best(readings: Iterable[Reading | None]) -> Reading | None:
    """Return the reading with the fewest strange signs, the first of equals."""
    found = (reading for reading in readings if reading is not None)
    return min(found, key=lambda reading: reading.strange, default=None)


@cache
def _entries() -> tuple[Entry, ...]:
    catalog = read(LOCALE / "de" / SENTENCES)
    sentence = Insertion(".*?", in_german, lambda said: _reading(said).strange)
    known = {**insertions(), **_phrases(catalog), "sentence": sentence}
    return tuple(_of_context(catalog, None, known))


def _phrases(catalog: Catalog) -> Mapping[str, Insertion]:
    contexts = {message.context for message in catalog if message.context}
    return {
        name: _phrase(name, list(_of_context(catalog, name, insertions())))
        for name in contexts
    }


def _phrase(name: str, entries: Sequence[Entry]) -> Insertion:
    """Return the phrases of a context as something that may be put in."""

    def reading(text: str) -> Reading:
        return _best(entry.read(text) for entry in entries) or _as_it_is(text)

    shapes = [_ungrouped(entry.shape.pattern) for entry in entries]
    phrase = Insertion(
        "|".join([*shapes, *([".*?"] if name in _OPEN else [])]),
        lambda text: reading(text).german,
        lambda text: reading(text).strange,
    )
    return several(phrase, *_LISTS[name]) if name in _LISTS else phrase


def _of_context(
    catalog: Catalog, context: str | None, known: Mapping[str, Insertion]
) -> Iterator[Entry]:
    for message in catalog:
        if message.id and message.context == context:
            yield _entry(str(message.id), str(message.string), known)


def _entry(english: str, german: str, known: Mapping[str, Insertion]) -> Entry:
    named = {hole[1]: hole[2] for hole in HOLE.finditer(german) if hole[2]}
    holes = [hole[1] for hole in HOLE.finditer(english)]
    inserted = [known[named.get(hole, "text")] for hole in holes]
    first, *plain = HOLE.split(english)[::3]
    shape = re.escape(first) + "".join(
        f"(?P<{_GROUP}{hole}>{one.pattern}){re.escape(text)}"
        for hole, one, text in zip(holes, inserted, plain, strict=True)
    )
    return Entry(
        re.compile(shape, re.DOTALL), german, inserted, max((first, *plain), key=len)
    )


def _ungrouped(shape: str) -> str:
    return re.sub(rf"\(\?P<{_GROUP}\d>", "(?:", shape)
