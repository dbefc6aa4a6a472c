"""File table: the rows of a list, and how each column is written into a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from states.messages import Message

# What a row holds: keys and not words, instants and not local times.
FileValue = str | bool | int | Decimal | date | datetime | time | tuple[str, ...] | None


class ColumnKind(StrEnum):
    """What a column holds, and so how it is written."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    WORDS = "words"  # several, or one, that `words` name
    YES_NO = "yes_no"
    NUMBER = "number"
    DECIMAL = "decimal"
    PERCENT = "percent"  # 0.042 is 4.2 %
    DAY = "day"
    TIME = "time"
    WEEKDAY = "weekday"  # of the day in the column before
    MOMENT = "moment"


class Tone(StrEnum):
    """The colour behind a word; the word says the same."""

    GREY = "grey"
    AMBER = "amber"
    BLUE = "blue"
    GREEN = "green"
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class FileColumn:
    """A column: `key` is its name for programs, `label` and `meaning` are for people.

    `width` is in letters. `words` says what the keys in the rows are called.
    `choices` are offered where the column is filled in, and with `is_closed` nothing
    else can be written there. `tones` has colours by word.
    """

    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float = 16
    meaning: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    is_closed: bool = False
    tones: Mapping[str, Tone] = field(default_factory=dict)

    def word(self, key: str) -> str:
        """Return what a key is called; what has no word is shown as it is."""
        return self.words.get(key, key)


@dataclass(frozen=True, kw_only=True)
class FileTable:
    """A list to be written: `name` is that of its kind, for programs and files.

    `rows` have a value for each column and are read once; `notes` are asked for when
    all rows have been read. `say` translates, `as_of` is aware. `blank_rows` is how
    many empty rows below may be filled in, the first `pale_rows` are only examples. Of
    `lists` each is a heading with what its words mean.
    """

    name: str
    title: str
    columns: tuple[FileColumn, ...]
    rows: Iterable[tuple[FileValue, ...]]
    as_of: datetime
    zone: ZoneInfo
    language: str
    say: Callable[[Message], str]
    about: tuple[str, ...] = ()
    notes: Callable[[], list[str]] = list
    blank_rows: int = 0
    pale_rows: int = 0
    lists: tuple[tuple[str, Mapping[str, str]], ...] = ()

    @property
    def day(self) -> date:
        """The day of `as_of`, as the campaign's clocks show it."""
        return self.as_of.astimezone(self.zone).date()
