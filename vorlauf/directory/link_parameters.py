"""Reads what is added to links, such as utm_source."""

import re
from collections.abc import Iterator
from typing import Final

from states.messages import Quoted, Several, phrase
from vorlauf.channels.link_parameters import PLACES, LinkParameters
from vorlauf.directory.values import MisfitError, Remark, of_kind

MOST: Final = 10
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,100}")
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


def read(value: object) -> LinkParameters:
    """Read parameters of links: names, and values without blanks."""
    example = '{ utm_source = "{channel}", utm_content = "{number}" }'
    if not isinstance(value, dict):
        cure = phrase("cure", "write a table, as {example}", example=example)
        raise MisfitError(of_kind(value), cure)
    if len(value) > MOST:
        raise MisfitError(
            phrase("fault", "has {count} parameters", count=len(value)),
            phrase("cure", "write at most {most} of them", most=MOST),
        )
    remarks = [
        remark for name, said in value.items() for remark in _remarks(name, said)
    ]
    if remarks:
        raise MisfitError(*remarks[0], *remarks[1:])
    return LinkParameters(value)


def _remarks(name: str, said: object) -> Iterator[Remark]:
    if not _NAME.fullmatch(name):
        yield (
            phrase("fault", "has {name}, no name of a parameter", name=Quoted(name)),
            phrase("cure", "write small letters, digits and _, as utm_source"),
        )
    if not isinstance(said, str) or not _VALUE.fullmatch(said):
        yield (
            phrase("fault", "has a value of {name} that fits no link", name=name),
            phrase("cure", "write 1 to {most} letters without blanks", most=100),
        )
        return
    for place in _PLACE.findall(said):
        if place not in PLACES:
            yield (
                phrase(
                    "fault",
                    "has {place} in {name}, which nothing is put in for",
                    place=f"{{{place}}}",
                    name=name,
                ),
                phrase(
                    "cure",
                    "write {places}",
                    places=Several(tuple(f"{{{one}}}" for one in PLACES), " or "),
                ),
            )
