"""Tidy input: what was typed into a post, as it is kept."""

from collections.abc import Collection, Mapping

from states.messages import Channel, Quoted, msg, phrase
from states.post_fields import FIELDS, FieldValues, PostField, written
from states.text_form import tidy, tidy_line
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError
from vorlauf.text import check_line, check_text, is_web_address


def tidy_fields(given: FieldValues) -> dict[str, str]:
    """Return what was written into fields, as it is kept. Raises as `tidy_field`."""
    return {
        name: tidy_field(name, text)
        for name, text in written(given).items()
        if text is not None
    }


def tidy_field(name: str, text: str) -> str:
    """Return a field of a post as it is kept. Raises `BadInputError` if it cannot be.

    An address has no blank edges, all else stands in one line.
    """
    field = FIELDS[name]
    return tidy_link(text) if field.is_address else _tidy_line(field, text)


def _tidy_line(field: PostField, text: str) -> str:
    check_line(field.subject, text)
    tidied = tidy_line(text)
    least = 1 if field.is_required else 0
    if not least <= len(tidied) <= field.longest:
        raise BadInputError(
            msg(
                "{subject} has {length} characters; write {least} to {longest}.",
                subject=field.subject,
                length=len(tidied),
                least=least,
                longest=field.longest,
            )
        )
    return tidied


def tidy_link(link: str) -> str:
    """Return the link without blank edges. Raises `BadInputError` if it is none."""
    tidied = link.strip()
    if tidied and not is_web_address(tidied):
        raise BadInputError(
            msg(
                "{address} is no web address; write one that begins with "
                "https://, or leave the link out.",
                address=Quoted(tidied[:60], only_ascii=True),
            )
        )
    return tidied


def tidy_texts(texts: Mapping[str, str], directory: Directory) -> dict[str, str]:
    """Return the texts as they are kept. Raises `BadInputError` for no such channel."""
    for channel in texts:
        directory.check_channel(channel)
        check_text(
            phrase("subject", "The text for {channel}", channel=Channel(channel)),
            texts[channel],
        )
    return {channel: tidy(text) for channel, text in texts.items()}


def texts_for(channels: Collection[str], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of these channels; without a choice, all of them."""
    return {
        name: text for name, text in texts.items() if not channels or name in channels
    }
