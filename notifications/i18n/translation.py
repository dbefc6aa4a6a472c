"""Translation: a message in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from notifications.i18n import catalogue
from notifications.letters import formatting
from notifications.letters.labels import GERMAN
from notifications.letters.mail_kinds import MAIL_KINDS
from states.messages import Channel, Count, Message, Quoted, Several, Value
from states.post import LABELS, STATES, PostState, Trigger
from states.purpose import MailKind

_IN_QUOTES: Final = "{}".join(formatting.QUOTES[GERMAN])
# What Python puts a backslash before; control characters stay visible.
_ESCAPED: Final = re.compile(r"\\(['\"\\])")
_BETWEEN: Final[Mapping[str, str]] = {" or ": " oder ", " and ": " und "}


def translate(message: Message, language: str) -> str:
    """Return the message in a language; English for any but German.

    A template that the catalogue does not have stays English, its values do not.
    """
    return _german(message) if language == GERMAN else str(message)


def _german(message: Message) -> str:
    known, template = catalogue.german(), message.template
    if not template:
        # Of an empty text gettext says the head of the catalogue.
        return ""
    if message.context is None:
        return message.filled(known.gettext(template), _value)
    return message.filled(known.pgettext(message.context, template), _value)


def _value(value: Value) -> str:
    match value:
        case Message():
            return _german(value)
        case Several():
            between = _BETWEEN.get(value.between, value.between)
            return between.join(map(_value, value.values))
        case Quoted():
            return _IN_QUOTES.format(_ESCAPED.sub(r"\1", str(value)[1:-1]))
        case Count():
            return str(value).replace(",", ".")
        case Channel():
            return formatting.channel(value.key)
        case _:
            return _term(value)


def _term(value: str | int | date) -> str:
    match value:
        case PostState():
            return _IN_QUOTES.format(STATES[value].german)
        case Trigger():
            return _IN_QUOTES.format(LABELS[value])
        case MailKind():
            return catalogue.german().pgettext("purpose", MAIL_KINDS[value].label)
        case datetime():
            return f"{formatting.short_day(value.date(), GERMAN)}, {value:%H:%M} Uhr"
        case date():
            return formatting.short_day(value, GERMAN)
        case _:
            return str(value)
