"""Stored messages: what is said to people later, kept with its values.

A row keeps the English template and the values, so each reader has it in the own
language. A sentence without values is kept as it is; older rows hold nothing else.
"""

import json
from datetime import date, datetime
from typing import Any, Final

from states.messages import Channel, Count, Message, Quoted, Several, Value, message_of

_START: Final = '{"said":'


def packed(said: Message | str) -> str:
    """Return a message as text for a column."""
    message = message_of(said)
    if not message.values and message.context is None:
        return message.template
    return json.dumps(_plain(message), ensure_ascii=False)


def unpacked(text: str) -> Message:
    """Return the message of a column; any other text is a sentence without values."""
    if not text.startswith(_START):
        return Message(text)
    try:
        return _message(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError):
        return Message(text)


def _plain(value: Value) -> object:  # noqa: PLR0911, one for each kind of value
    match value:
        case Message():
            values = {name: _plain(one) for name, one in value.values}
            return {"said": value.template, "with": values, "context": value.context}
        case Several():
            return {"several": [*map(_plain, value.values)], "between": value.between}
        case Quoted():
            return {"quoted": value.text, "ascii": value.only_ascii}
        case Count():
            return {"count": value.number}
        case Channel():
            return {"channel": value.key}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case int():
            return int(value)
        case _:
            return str(value)


def _value(plain: Any) -> Value:  # noqa: ANN401, PLR0911, whatever JSON holds
    match plain:
        case {"said": _}:
            return _message(plain)
        case {"several": several, "between": between}:
            return Several(tuple(map(_value, several)), between)
        case {"quoted": text, "ascii": only_ascii}:
            return Quoted(text, only_ascii)
        case {"count": number}:
            return Count(number)
        case {"channel": key}:
            return Channel(key)
        case {"instant": instant}:
            return datetime.fromisoformat(instant)
        case {"day": day}:
            return date.fromisoformat(day)
        case int() | str():
            return plain
        case _:
            msg = "This is no value of a message."
            raise ValueError(msg)


def _message(plain: dict[str, Any]) -> Message:
    values = tuple((name, _value(one)) for name, one in plain["with"].items())
    return Message(plain["said"], values, plain["context"])
