"""Redacted input: what is typed on the command line, without secrets of ours."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vorlauf.links.redaction import Redaction

# Only such a word costs the time of a look: a token or the six digits of a code.
_SUSPECT: Final = re.compile(r"[\w%=&#;-]{16}|\d(?:\s?\d){5}")
_LONGEST_OF_THE_INNOCENT: Final = 43


def redacted(params: Mapping[str, object]) -> dict[str, object]:
    """Return what was typed without secrets; the paths of files stay as they are."""
    texts = [text for value in params.values() for text in _texts(value)]
    if not any(map(_is_suspect, texts)):
        return dict(params)
    from vorlauf.cli.context import wired
    from vorlauf.db.issued_secrets import Concerned
    from vorlauf.errors import VorlaufError
    from vorlauf.links.redaction import numbers_in

    try:
        with wired() as wiring:
            redaction = wiring.redaction(Concerned(numbers=numbers_in(texts)))
            return {name: _redacted(value, redaction) for name, value in params.items()}
    except VorlaufError:
        return dict(params)  # the command says itself what is not in order


def _is_suspect(text: str) -> bool:
    return bool(_SUSPECT.search(text)) and (
        len(text) >= _LONGEST_OF_THE_INNOCENT or any(map(str.isdigit, text))
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        yield from (one for one in value if isinstance(one, str))


def _redacted(value: object, redaction: "Redaction") -> object:
    if isinstance(value, str):
        return redaction.clean(value)
    if isinstance(value, list | tuple):
        return type(value)(_redacted(one, redaction) for one in value)
    return value
