"""Wanted posts: the rows of one post put together, whatever there is to do with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from states.messages import Message, msg
from states.messages import channels as channels_of
from states.post_numbers import number_order
from vorlauf.plan.rows.plan_rows import Fault, PlanRow, posts_of
from vorlauf.plan.rows.tables import Table
from vorlauf.plan.rows.words import RowState
from vorlauf.sheets.cells import Place
from vorlauf.sheets.fields import Field

_DECIDED: Final = frozenset({RowState.APPROVED, RowState.PUBLISHED})


@dataclass(frozen=True, kw_only=True)
class WantedPost:
    """What the rows of one post say; what is empty they do not say.

    `heading` is the title or, where there is none, the first line of a text: by it a
    post is found again, and a new one called.
    `first` and `last` are the days that they name, `at` is local time. `channels` were
    written as such if `says_channels`, else they follow from the texts. The text under
    "" is for all channels.
    """

    rows: tuple[PlanRow, ...]
    key: str = ""
    number: str = ""
    version: int | None = None
    first: date | None = None
    last: date | None = None
    at: time | None = None
    title: str = ""
    heading: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    says_channels: bool = False
    houses: tuple[str, ...] = ()
    link: str = ""
    assets: bool | None = None
    graphics: bool | None = None
    is_dropped: bool = False
    is_decided: bool = False
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()

    def names(self, day: date) -> bool:
        """Say whether a day is one of those that the rows name."""
        return (
            self.first is not None
            and self.last is not None
            and self.first <= day <= self.last
        )


class SheetPlaces:
    """Where the columns of the tables stand, so that a fault finds its place."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._columns = {
            (table.sheet, column.field): column
            for table in tables
            for column in reversed(table.columns)
        }

    def fault(self, row: PlanRow, wanted: Field, message: Message) -> Fault:
        """Return a fault at the column of a field in a row, at column A without one."""
        column = self._columns.get((row.sheet, wanted))
        index = column.index if column else 0
        place = Place(row.sheet, row.number, index)
        return Fault(place, column.name if column else "", message)


def wanted_posts(
    rows: Sequence[PlanRow], places: SheetPlaces, ours: Sequence[str]
) -> list[WantedPost]:
    """Return what each post of a plan shall be, in the order of the plan.

    `ours` are the channels of the campaign.
    """
    return [_wanted(group, places, ours) for group in posts_of(list(rows))]


def _wanted(
    rows: Sequence[PlanRow], places: SheetPlaces, ours: Sequence[str]
) -> WantedPost:
    first = rows[0]
    channels = {channel for row in rows for channel in row.channels}
    says_channels = any(row.names_channels for row in rows)
    texts = _texts(rows)
    left_out = [one for one in ours if one in texts and one not in channels]
    return WantedPost(
        rows=tuple(rows),
        key=first.key,
        number=_number(rows),
        version=min(
            (one.version for one in rows if one.version is not None), default=None
        ),
        first=first.first,
        last=first.last,
        at=next((row.at for row in rows if row.at is not None), None),
        title=next(filter(None, (row.title for row in rows)), ""),
        heading=next(filter(None, (row.heading for row in rows)), ""),
        texts={one: text for one, text in texts.items() if one not in left_out},
        channels=tuple(one for one in ours if one in channels),
        says_channels=says_channels,
        houses=tuple(dict.fromkeys(house for row in rows for house in row.houses)),
        link=next((link for row in rows for link in row.links), ""),
        assets=_said(row.assets for row in rows),
        graphics=_said(row.graphics for row in rows),
        is_dropped=all(row.is_dropped for row in rows),
        is_decided=any(row.state in _DECIDED for row in rows),
        faults=(
            *(fault for row in rows for fault in row.faults),
            *_contradictions(rows, places),
        ),
        remarks=(
            *(remark for row in rows for remark in row.remarks),
            *_several_hours(rows, places),
            *_several_links(rows, places),
            *_left_out(first, left_out, places),
        ),
    )


def _number(rows: Sequence[PlanRow]) -> str:
    """Return the number of a post of ours; a plan's own count is none."""
    numbers = (row.post_number.strip() for row in rows)
    return next((number for number in numbers if number_order(number)), "")


def _texts(rows: Sequence[PlanRow]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for row in rows:
        for channel, text in row.texts.items():
            for one in (channel,) if channel else (row.channels or ("",)):
                # A column of a channel says more than one for all.
                if channel or one not in texts:
                    texts[one] = text
    return texts


def _said(answers: Iterable[bool | None]) -> bool | None:
    return next((answer for answer in answers if answer is not None), None)


def _contradictions(rows: Sequence[PlanRow], places: SheetPlaces) -> Iterator[Fault]:
    first = rows[0]
    for row in rows[1:]:
        if (row.first, row.last) != (first.first, first.last):
            yield places.fault(
                row,
                Field.DATE,
                msg(
                    "Row {other} is the same post by its key and has another day; a "
                    "post has one slot.",
                    other=first.number,
                ),
            )


def _several_links(rows: Sequence[PlanRow], places: SheetPlaces) -> Iterator[Fault]:
    links = [(link, row) for row in rows for link in row.links]
    if len({link for link, _ in links}) > 1:
        link, row = links[0]
        said = msg("A post has one link: {link} counts.", link=link)
        yield places.fault(row, Field.LINK, said)


def _left_out(
    row: PlanRow, texts: Sequence[str], places: SheetPlaces
) -> Iterator[Fault]:
    """Say which texts are for channels that the row does not choose."""
    if texts:
        said = msg(
            "The row does not choose {channels}, so the text for it is not taken.",
            channels=channels_of(texts),
        )
        yield places.fault(row, Field.CHANNEL, said)


def _several_hours(rows: Sequence[PlanRow], places: SheetPlaces) -> Iterator[Fault]:
    taken = next((row for row in rows if row.at is not None), None)
    for row in rows:
        if taken is not None and row.at not in {None, taken.at}:
            yield places.fault(
                row,
                Field.TIME,
                msg(
                    "A post has one slot: {time} of row {other} counts for all of its "
                    "channels.",
                    time=f"{taken.at:%H:%M}",
                    other=taken.number,
                ),
            )
