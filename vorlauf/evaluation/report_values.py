"""Report values: an evaluation as plain values, before any language or paper.

One tree for page, document and spreadsheet: sections of rows, each with what it is
computed from. Texts of ours are messages, so the same tree reads German and English.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from states.messages import Message, Several
from vorlauf.evaluation.periods import Period


@dataclass(frozen=True)
class Rate:
    """A part of a whole, shown in percent with so many decimals."""

    part: int
    whole: int
    decimals: int = 1

    @property
    def percent(self) -> Decimal:
        """The part of a hundred; a whole of nothing has no parts."""
        return Decimal(100 * self.part) / self.whole if self.whole else Decimal(0)


@dataclass(frozen=True)
class Unmeasured:
    """A figure that nobody has: why not. It is not zero."""

    reason: Message


Cell = (
    str | int | Decimal | date | datetime | Message | Several | Rate | Unmeasured | None
)


@dataclass(frozen=True, kw_only=True)
class ReportColumn:
    """A column; `is_figure` says that its cells are compared, and stand right."""

    key: str
    label: Message
    is_figure: bool = True


@dataclass(frozen=True)
class ReportRow:
    """A row: `key` stays the same while its figures change.

    `short` is its name where a chart has little room; else its first cell is.
    """

    key: str
    cells: tuple[Cell, ...]
    short: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportSection:
    """A heading, what its figures are computed from, and their table.

    `charted` is the key of the column that is drawn beside the table, if any. A section
    of a statement, such as of the plan ahead, may change after the period was closed.
    """

    key: str
    heading: Message
    source: Message
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    empty: Message
    charted: str = ""
    notes: tuple[Message, ...] = ()
    is_statement: bool = False

    def index(self, key: str) -> int:
        """Return the place of a column."""
        return [one.key for one in self.columns].index(key)


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """One of the main figures: what it is, and how much."""

    key: str
    label: Message
    cell: Cell


@dataclass(frozen=True, kw_only=True)
class Example:
    """A post that is shown: a best or a weakest one, with its picture.

    `picture` is the SHA-256 of its first picture and `preview` that of a smaller one,
    empty without one; `alt_text` says what it shows. `withheld` says why a picture is
    not shown that was there.
    """

    role: Message
    number: str
    title: str
    channel: str
    day: date
    rate: Cell
    text: str
    picture: str = ""
    preview: str = ""
    alt_text: str = ""
    withheld: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """An evaluation of a period, with the state of its data.

    `as_of` (aware UTC) is the youngest thing that any figure knows of, so the same data
    say the same. `details` are the rows behind the figures, for the spreadsheet.
    """

    campaign: str
    period: Period
    as_of: datetime
    highlights: tuple[Highlight, ...]
    sections: tuple[ReportSection, ...]
    details: tuple[ReportSection, ...]
    examples: tuple[Example, ...] = ()
    comment: str = ""
