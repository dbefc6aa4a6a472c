"""Plan rows: what a row of a plan says, as values, and what of it is refused.

Nothing is refused by silence: each fault has its place, its reason and what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from states.messages import Message
from vorlauf.plan.rows.words import RowState
from vorlauf.sheets.cells import Place
from vorlauf.sheets.fields import folded


@dataclass(frozen=True)
class UnknownWord:
    """A word of a cell that names no house or channel, and the keys it may mean."""

    word: str
    suggestions: tuple[str, ...] = ()
    is_channel: bool = False


@dataclass(frozen=True)
class Fault:
    """Why a cell is refused, or what is worth knowing about it.

    `column` is the name of the column as written, empty where there is none; `unknown`
    are the words that people can say the meaning of.
    """

    place: Place
    column: str
    message: Message
    unknown: tuple[UnknownWord, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """One row of a plan.

    `first` and `last` are the days that it names, the same for a single day, both None
    for an open one; `at` is local time. `texts` maps a channel to its text, "" to the
    text for all. With `names_channels` the channels do not follow from the texts alone.
    `version` is how often the post had been changed when it was exported.
    `is_dropped` says that the row is struck out or called off.
    """

    sheet: str
    number: int
    key: str = ""
    post_number: str = ""
    version: int | None = None
    first: date | None = None
    last: date | None = None
    at: time | None = None
    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    names_channels: bool = False
    houses: tuple[str, ...] = ()
    form: str = ""
    theme: str = ""
    state: RowState = RowState.UNKNOWN
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    alt_text: str = ""
    hashtags: str = ""
    note: str = ""
    assets: bool | None = None
    graphics: bool | None = None
    is_dropped: bool = False
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()

    @property
    def heading(self) -> str:
        """Return the title, or the first line of a text where there is none."""
        text = next(filter(None, map(str.strip, self.texts.values())), "")
        return self.title or text.partition("\n")[0].strip()[:80]

    @property
    def day(self) -> date | None:
        """Return the one day that the row names, None for a range or an open one."""
        return self.first if self.first == self.last else None


def posts_of(rows: list[PlanRow]) -> list[list[PlanRow]]:
    """Return the rows of each post, in the order of the plan.

    A plan with a row per channel has several: with the same key, or on the same
    day with the same number or title and for other channels.
    """
    posts: dict[tuple[object, ...], list[PlanRow]] = {}
    for row in rows:
        name = _identity(row)
        others = posts.get(name, [])
        taken = {channel for other in others for channel in other.channels}
        if others and (not row.channels or taken & set(row.channels)):
            # A second row for one channel is another post, or a fault; never a part.
            name = (*name, row.sheet, row.number)
        posts.setdefault(name, []).append(row)
    return list(posts.values())


def _identity(row: PlanRow) -> tuple[object, ...]:
    if row.key:
        return ("key", row.key)
    if row.post_number:
        # Plans that count anew on each sheet or in each month have a number twice.
        return ("number", row.post_number, row.first, row.last)
    if row.title and row.first:
        return ("title", row.first, row.last, folded(row.title))
    return ("row", row.sheet, row.number)
