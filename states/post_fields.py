"""The short texts of a post: one row of FIELDS for each.

The rows hold for forms, lists, exports, the command line and the API. The texts for the
channels, the slot and the houses are no such fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from states.messages import Message, phrase


@dataclass(frozen=True, kw_only=True)
class PostField:
    """The row of a field.

    `label` names it and `hint` helps to fill it in; `subject` begins a sentence about
    it. `longest` is in characters, `width` of its column in an export in letters. The
    public sees a field that `is_content`: each version keeps it, and a change of it
    voids decisions. Other fields are columns of the post and of the register.
    """

    label: str
    subject: Message
    longest: int
    hint: str = ""
    width: int = 24
    is_required: bool = False
    is_content: bool = False
    is_address: bool = False


FIELDS: Final[Mapping[str, PostField]] = {
    "title": PostField(
        label="Title",
        subject=phrase("subject", "The title"),
        longest=200,
        width=44,
        is_required=True,
    ),
    "link": PostField(
        label="Link",
        subject=phrase("subject", "The link"),
        longest=2000,
        hint="It begins with https://, or stays empty.",
        is_content=True,
        is_address=True,
    ),
}
IN_CONTENT: Final = tuple(name for name in FIELDS if FIELDS[name].is_content)
OF_POST: Final = tuple(name for name in FIELDS if not FIELDS[name].is_content)


@dataclass(frozen=True, kw_only=True)
class FieldValues:
    """What somebody writes into the fields of a post; None leaves one as it is."""

    title: str | None = None
    link: str | None = None


# To be handed on by name beside arguments of other types, hence Any.
Named = dict[str, Any]


def written(source: object) -> Named:
    """Return the fields of an object that has them all."""
    return {name: getattr(source, name) for name in FIELDS}


def in_content(fields: Mapping[str, str]) -> Named:
    """Return the fields that the public sees."""
    return {name: fields[name] for name in IN_CONTENT}


def of_post(fields: Mapping[str, str]) -> Named:
    """Return the fields that are columns of the post."""
    return {name: fields[name] for name in OF_POST}
