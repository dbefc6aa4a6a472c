"""Messages: what is said to people, as an English template with its values.

`str(message)` is the English sentence; a catalogue has the template in other languages.
Where the type of a value does not say how it is shown, one of the wrappers does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Quoted:
    """A text that somebody wrote, in quotation marks, as Python writes it."""

    text: str
    only_ascii: bool = False

    def __str__(self) -> str:
        return ascii(self.text) if self.only_ascii else repr(self.text)


@dataclass(frozen=True)
class Count:
    """A number of things, with a mark at the thousands: 12,000."""

    number: int

    def __str__(self) -> str:
        return f"{self.number:,}"


@dataclass(frozen=True)
class Channel:
    """A channel by its key; elsewhere it is written as it writes itself."""

    key: str

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True)
class Several:
    """Values one after another, with `between` in between, such as " or "."""

    values: tuple["Value", ...]
    between: str = ", "

    def __str__(self) -> str:
        return self.between.join(map(english, self.values))


@dataclass(frozen=True)
class Message:
    """An English template with named holes, and what stands in them.

    Without values the template is the whole sentence, whatever signs it has. A phrase
    that is only a part of a sentence has a `context`: its German depends on that.
    """

    template: str
    values: tuple[tuple[str, "Value"], ...] = ()
    context: str | None = None

    def __str__(self) -> str:
        return self.filled(self.template, english)

    def __bool__(self) -> bool:
        return bool(self.template)

    def filled(self, template: str, say: Callable[["Value"], str]) -> str:
        """Fill a template in this or another language with the values."""
        if not self.values:
            return template
        return template.format_map({name: say(value) for name, value in self.values})


class SpokenError(Exception):
    """An error whose `message` may be read aloud; `str(error)` is its English."""

    def __init__(self, message: Message | str) -> None:
        super().__init__(str(message))
        self.message = message_of(message)


Value = str | int | date | Quoted | Count | Channel | Several | Message


def msg(template: str, /, **values: Value) -> Message:
    """Return a message.

    >>> str(msg("It is due on {day}.", day=date(2026, 3, 1)))
    'It is due on 2026-03-01.'
    """
    return Message(template, tuple(values.items()))


def phrase(context: str, template: str, /, **values: Value) -> Message:
    """Return a part of a sentence."""
    return Message(template, tuple(values.items()), context)


def channels(keys: Iterable[str]) -> Several:
    """Return channels with commas between them."""
    return Several(tuple(map(Channel, keys)))


def sentences(messages: Iterable[Message]) -> Message:
    """Return messages one after another."""
    return msg("{sentences}", sentences=Several(tuple(messages), " "))


def message_of(said: Message | str) -> Message:
    """Return a message as it is, a constant sentence as one without values."""
    return said if isinstance(said, Message) else Message(said)


def english(value: Value) -> str:
    """Write a value in English: days as 2026-03-01, instants as 2026-03-01 14:00."""
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value}"
        case _:
            return str(value)
