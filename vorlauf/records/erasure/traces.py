"""Traces: where a text names a person, and the text without them."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

from vorlauf.records.erasure.identity import Identity

# What takes the place of a telephone number; plain, for it may stand in any encoding.
STRUCK: Final = "[...]"
_TITLE: Final = re.compile(r"\w+\.(?:-?\w+\.)*|von|van|de|Freiherr|Freifrau")
_HONORIFIC: Final = r"(?:Frau|Herrn?|Kollegin|Kollegen?|Mrs?\.?|Ms\.?)\s+"
# Between the titles and the surname of somebody who is spoken of politely.
_BETWEEN: Final = r"[\w.-]+\.|von|van|de[mnr]?|zu"
_KEY: Final = re.compile(r"[\w.-]+")
_KEY_LIST: Final = re.compile(rf"{_KEY.pattern}(?:, ?{_KEY.pattern})*")
_FEWEST_DIGITS: Final = 6
_FEWEST_LETTERS: Final = 3
_SPELT_OUT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)


@dataclass(frozen=True)
class Traces:
    """Finds a person in texts; `alias` is the key in the place of theirs."""

    identity: Identity
    alias: str

    def names(self, text: str) -> bool:
        """Say whether a text has a name, an address or a number of theirs."""
        return any(pattern.search(text) for pattern, _ in self._patterns_for(text))

    def is_key(self, text: str) -> bool:
        """Say whether a text is a key of theirs, or a list of keys with one.

        So is the place of their entry in stakeholders.toml, as in `people.ines.email`.
        """
        if not _KEY_LIST.fullmatch(text):
            return False
        return bool(self._entry.match(text)) or not set(self.identity.keys).isdisjoint(
            _KEY.findall(text)
        )

    def without(self, text: str, *, surname: bool = False) -> str:
        """Return the text with their role where they were named.

        With `surname` also where that alone stands.
        """
        for pattern, instead in self._patterns_for(text):
            text = pattern.sub(instead.replace("\\", r"\\"), text)
        if surname and self._surname is not None:
            text = self._surname.sub(self.identity.role.replace("\\", r"\\"), text)
        return text

    def without_key(self, text: str) -> str:
        """Return a key, or a list of keys, with the alias for theirs."""
        keys = self.identity.keys
        if self._entry.match(text):
            return self._entry.sub(f"people.{self.alias}", text)
        return _KEY.sub(lambda one: self.alias if one[0] in keys else one[0], text)

    def _patterns_for(self, text: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return what is worth looking for: of a name, that needs its last word."""
        plain = text.casefold()
        is_worth = any(core in plain for core in self._cores)
        return self._patterns if is_worth else self._phones

    @cached_property
    def _cores(self) -> frozenset[str]:
        one = self.identity
        last = {
            words[-1] for n in one.names for words in (n.split(), _parts(n)) if words
        }
        spelt = [form for word in last for form in _spellings(word)]
        addresses = [form for text in one.addresses for form in (text, quote(text))]
        keys = [f"{mark}{key}" for key in one.keys for mark in ("@", "people.")]
        return frozenset(form.casefold() for form in (*spelt, *addresses, *keys))

    @cached_property
    def _phones(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        known = [one for one in self.identity.phones if _phone_digits(one)]
        return tuple((_phone(one), STRUCK) for one in known)

    @cached_property
    def address(self) -> str:
        """The address that stands in the place of theirs; no mail arrives there."""
        return f"{self.alias}@erased.invalid"

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        one = self.identity
        found = [
            *((_address(text), self.address) for text in one.addresses),
            *((_any_of(_name(name, one.is_alone)), one.role) for name in one.names),
            *self._phones,
            *(
                (re.compile(rf"(?<![\w.])@{re.escape(k)}(?![\w@-]|\.\w)"), one.role)
                for k in one.keys
            ),
            (self._entry, f"people.{self.alias}"),
        ]
        return tuple(found)

    @cached_property
    def _entry(self) -> re.Pattern[str]:
        keys = "|".join(map(re.escape, self.identity.keys)) or r"(?!)"
        return re.compile(rf"(?<![\w.-])people\.(?:{keys})(?![\w-])")

    @cached_property
    def _surname(self) -> re.Pattern[str] | None:
        names = self.identity.names if self.identity.is_alone else ()
        surnames = {_parts(name)[-1] for name in names if _parts(name)}
        long = [one for one in surnames if len(one) >= _FEWEST_LETTERS]
        words = [form for one in long for form in _forms(one)]
        if not words:
            return None
        return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?:['\u2019]?s)?(?![\w-])")


def _parts(name: str) -> list[str]:
    """Return the words of a name without titles; none for an address."""
    if "@" in name:
        return []
    return [one for one in name.split() if not _TITLE.fullmatch(one)]


def _name(name: str, is_alone: bool) -> Iterator[str]:  # noqa: FBT001, of a person
    """Yield patterns of a name; the surname is enough only if nobody shares it."""
    yield from _forms(name)
    parts = _parts(name)
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        for one, other in zip(_forms(first), _forms(last), strict=True):
            yield rf"{one}\s+{other}"
            yield rf"{other},\s*{one}"
            if is_alone:
                yield rf"{re.escape(first[0])}\.\s*{other}"
                yield rf"{_HONORIFIC}(?:(?:{_BETWEEN}|{one})\s+){{0,3}}{other}"
            else:
                yield rf"{_HONORIFIC}(?:(?:{_BETWEEN})\s+){{0,2}}{one}\s+{other}"


def _forms(words: str) -> list[str]:
    """Return patterns of the spellings of words."""
    return [r"\s+".join(map(re.escape, one.split())) for one in _spellings(words)]


def _spellings(words: str) -> list[str]:
    """Return words as texts, JSON, HTML, addresses and octets have them."""
    plain = unicodedata.normalize("NFC", words)
    return [
        plain,
        unicodedata.normalize("NFD", plain),
        plain.translate(_SPELT_OUT),
        plain.encode().decode("latin-1"),
        json.dumps(plain)[1:-1],
        escape(plain),
        escape(plain).replace("&#x27;", "&#39;"),
        quote(plain),
        quote_plus(plain),
    ]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    told = "|".join(dict.fromkeys(words))
    return re.compile(rf"(?<![^\W_])(?:{told})(?=s?(?![^\W_]))", re.IGNORECASE)


def _address(text: str) -> re.Pattern[str]:
    words = "|".join(dict.fromkeys((re.escape(text), re.escape(quote(text)))))
    ends = r"(?![\w-])(?!\.\w)"
    return re.compile(rf"(?<![\w.+-])(?:{words}){ends}", re.IGNORECASE)


def _phone_digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def _phone(text: str) -> re.Pattern[str]:
    local = _phone_digits(text).removeprefix("00").removeprefix("49").lstrip("0")
    between = r"[ /().\-\u2013]{0,3}"
    abroad = rf"(?:\+|00)49{between}(?:\(0\))?{between}|\(?0"
    return re.compile(rf"(?<!\d)(?:{abroad})?{between.join(local)}(?!\d)")


def values_in(value: object) -> Iterator[str]:
    """Yield every text within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from values_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from values_in(one)
