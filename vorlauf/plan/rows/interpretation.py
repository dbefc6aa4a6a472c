"""Interpretation: the rows of all tables become plan rows, faults and remarks."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from states.messages import Message, Quoted, Several, channels, msg
from vorlauf.exports.guards import unguarded
from vorlauf.plan.rows import row_days
from vorlauf.plan.rows.columns import NO_MAPPING, Column, ColumnMapping
from vorlauf.plan.rows.examples import EXAMPLE, example_titles
from vorlauf.plan.rows.house_names import HouseNames
from vorlauf.plan.rows.plan_rows import Fault, PlanRow, UnknownWord
from vorlauf.plan.rows.tables import RawRow, Table
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.words import RowState, channels_in, is_mark, state_of, yes_or_no
from vorlauf.plan.rows.written_days import (
    Around,
    DayOrder,
    ReadDay,
    is_turned,
    order_of,
)
from vorlauf.sheets.cells import Cell, Place
from vorlauf.sheets.fields import Field, folded

_ERROR: Final = re.compile(
    r"#(?:NV|N/A|REF!|BEZUG!|WERT!|VALUE!|NAME\?|DIV/0!|NUM!|ZAHL!)"
)
_FORMULA: Final = re.compile(r"\s*=[A-Za-z(+@-]")
# What a formula may compute, because the date says the same.
_COMPUTED: Final = frozenset({Field.WEEKDAY, Field.WEEK, Field.IGNORED})
_HAPPENING: Final = frozenset(
    {Field.TITLE, Field.TEXT, Field.CHANNEL, Field.FORMAT, Field.HOUSE, Field.NOTE}
    | {Field.LINK, Field.IMAGE, Field.THEME, Field.KEY}
)


@dataclass(frozen=True, kw_only=True)
class PlanContext:
    """What a plan is read with: channels and houses of the campaign, and its zone."""

    channels: Collection[str]
    houses: HouseNames
    zone: ZoneInfo
    mapping: ColumnMapping = NO_MAPPING


def plan_rows(tables: Collection[Table], campaign: PlanContext) -> list[PlanRow]:
    """Return the rows of a plan that say more than a date, each with its faults."""
    year = row_days.only_year(tables)
    return [
        _Reading(table, raw, campaign).row(
            replace(around, year=raw.year or year, month=raw.month)
        )
        for table in tables
        for around in [_around(table, campaign)]
        for raw in table.rows
        if _happens(table, raw)
    ]


def _around(table: Table, campaign: PlanContext) -> Around:
    """Return what the columns of dates say about each of their dates."""
    dates = [column.index for column in table.columns if column.field is Field.DATE]
    cells = [row.cell(index) for row in table.rows for index in dates]
    chosen = campaign.mapping.order
    return Around(
        order=order_of(cells) if chosen is DayOrder.UNKNOWN else chosen,
        zone=campaign.zone,
        is_turned=is_turned(cells),
    )


def _happens(table: Table, raw: RawRow) -> bool:
    """Leave out examples, and the days of a calendar on which nothing is planned."""
    if _is_example(table, raw):
        return False
    return raw.is_wide or any(
        column.field in _HAPPENING and _text(raw.cell(column.index))
        for column in table.columns
    )


def examples_in(table: Table) -> list[int]:
    """Return the rows (numbers) by which a template shows how it is filled in."""
    return [raw.number for raw in table.rows if _is_example(table, raw)]


def _is_example(table: Table, raw: RawRow) -> bool:
    """Say whether a row is an example as it was; what was typed over one is a post."""
    said = {
        wanted: {folded(_text(raw.cell(one.index))) for one in columns}
        for wanted, columns in table.by_field.items()
        if wanted in {Field.NUMBER, Field.TITLE}
    }
    titles = said.get(Field.TITLE, set()) - {""}
    return bool(said.get(Field.NUMBER, set()) & EXAMPLE) and titles <= example_titles()


@dataclass
class _Reading:
    """One row while it is read; what cannot be read is kept as a fault."""

    table: Table
    raw: RawRow
    campaign: PlanContext
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)

    def row(self, around: Around) -> PlanRow:
        self._refuse_formulas()
        day, at = self._when(around)
        texts = self._texts()
        state = self._state()
        channels, names_channels = self._channels(texts)
        return PlanRow(
            sheet=self.table.sheet,
            number=self.raw.number,
            key=self._first(Field.KEY),
            post_number=self._number(),
            version=self._version(),
            first=day.first if day else None,
            last=day.last if day else None,
            at=at,
            title=" ".join(self._first(Field.TITLE).split()),
            texts=texts,
            channels=channels,
            names_channels=names_channels,
            houses=self._houses(),
            form=self._first(Field.FORMAT),
            theme=self._first(Field.THEME),
            state=state,
            links=tuple(self._all(Field.LINK)),
            images=tuple(self._all(Field.IMAGE)),
            alt_text="\n".join(self._all(Field.ALT_TEXT)),
            hashtags=" ".join(self._all(Field.HASHTAGS)),
            note="\n".join(self._all(Field.NOTE)),
            assets=self._yes_or_no(Field.ASSETS),
            graphics=self._yes_or_no(Field.GRAPHICS),
            is_dropped=self._is_struck() or state is RowState.DROPPED,
            faults=tuple(self.faults),
            remarks=tuple(self.remarks),
        )

    def _columns(self, wanted: Field) -> Sequence[Column]:
        return self.table.by_field.get(wanted, ())

    def _all(self, wanted: Field) -> list[str]:
        found = (_text(self.raw.cell(one.index)) for one in self._columns(wanted))
        return [text for text in found if text]

    def _first(self, wanted: Field) -> str:
        return next(iter(self._all(wanted)), "")

    def _version(self) -> int | None:
        said = self._first(Field.VERSION)
        is_number = said.isdecimal() and len(said) < 10  # noqa: PLR2004, digits
        return int(said) if is_number else None

    def _number(self) -> str:
        number = self._first(Field.NUMBER)
        return "" if folded(number) in EXAMPLE else number

    def _fault(
        self,
        column: Column | None,
        message: Message,
        unknown: tuple[UnknownWord, ...] = (),
    ) -> None:
        place = self._place(column)
        self.faults.append(Fault(place, _name(column), message, unknown))

    def _place(self, column: Column | None) -> Place:
        index = column.index if column else 0
        return Place(self.table.sheet, self.raw.number, index + self.raw.shift)

    def _refuse_formulas(self) -> None:
        for column in self.table.columns:
            cell = self.raw.cell(column.index)
            if column.field in _COMPUTED or cell is None:
                continue
            text = cell.strip() if isinstance(cell, str) else ""
            is_text = self.table.is_own and self.table.shows_formulas
            if column.index in self.raw.formulas or (
                _FORMULA.match(text) and not is_text
            ):
                self._fault(
                    column,
                    msg(
                        "There is a formula, whose last result may be old; copy the "
                        "column and paste it as values."
                    ),
                )
            elif _ERROR.fullmatch(text):
                self._fault(
                    column,
                    msg(
                        "{text} is an error of the spreadsheet; mend it.",
                        text=Quoted(text),
                    ),
                )

    def _when(self, around: Around) -> tuple[ReadDay | None, time | None]:
        cells = row_days.RowCells(self.table, self.raw)
        day, at = None, None
        try:
            day = row_days.day_of(cells, around)
            at = row_days.time_of(cells, day)
        except row_days.WhenError as fault:
            column = next(iter(self._columns(fault.field)), None)
            self._fault(column, fault.error.message)
        if day and day.is_serial:
            column = next(iter(self._columns(Field.DATE)), None)
            message = msg("A number was read as the date {day}.", day=day.first)
            self.remarks.append(Fault(self._place(column), _name(column), message))
        return day, at

    def _texts(self) -> dict[str, str]:
        texts = {}
        for column in self._columns(Field.TEXT):
            text = _text(self.raw.cell(column.index))
            if not self.table.is_own:
                text = text.replace("\\n", "\n")
            if text and (
                not column.channel or column.channel in self.campaign.channels
            ):
                texts[column.channel] = text
        return texts

    def _channels(self, texts: Collection[str]) -> tuple[tuple[str, ...], bool]:
        """Return the channels, and whether they are named beside the texts.

        Where a row names some, they alone count. The name of a sheet only says for
        which channel its texts are.
        """
        found: list[str] = []
        for column in self._columns(Field.CHANNEL):
            cell = self.raw.cell(column.index)
            if column.channel:
                is_meant = is_mark(cell) and yes_or_no(cell)
                found += [column.channel] if is_meant else []
                continue
            known, others = channels_in(
                _text(cell), self.campaign.channels, self.campaign.mapping.channels
            )
            found += known
            if others:
                words = tuple(UnknownWord(one, is_channel=True) for one in others)
                self._fault(column, self._no_channel(others), words)
        for named in (found, texts):
            if ours := tuple(one for one in self.campaign.channels if one in named):
                return ours, named is found
        return tuple(filter(None, [self.table.channel])), False

    def _no_channel(self, words: Iterable[str]) -> Message:
        return msg(
            "{words}: no channel of this campaign; write one of {channels}, or say "
            "what is meant.",
            words=Several(tuple(map(Quoted, words))),
            channels=channels(self.campaign.channels),
        )

    def _houses(self) -> tuple[str, ...]:
        keys: list[str] = []
        for column in self._columns(Field.HOUSE):
            for named in self.campaign.houses.named_in(
                _text(self.raw.cell(column.index))
            ):
                if named.key is not None:
                    keys += [named.key] if named.key else []
                    continue
                word = UnknownWord(named.word, named.suggestions)
                self._fault(column, _no_house(named.word, named.suggestions), (word,))
        return tuple(dict.fromkeys(keys))

    def _state(self) -> RowState:
        text = self._first(Field.STATUS)
        return state_of(text) if text else RowState.UNKNOWN

    def _yes_or_no(self, wanted: Field) -> bool | None:
        for column in self._columns(wanted):
            try:
                return yes_or_no(self.raw.cell(column.index))
            except UnreadCellError as error:
                self._fault(column, error.message)
        return None

    def _is_struck(self) -> bool:
        wanted = {Field.TITLE, Field.TEXT, Field.DATE}
        main = {c.index for c in self.table.columns if c.field in wanted}
        return bool(main & self.raw.struck)


def _no_house(word: str, suggestions: tuple[str, ...]) -> Message:
    if suggestions:
        return msg(
            "{word} is not surely one house; is it {houses}? Write its key or say "
            "which.",
            word=Quoted(word),
            houses=Several(suggestions, " or "),
        )
    return msg(
        "{word} is no house of this campaign; write its key or say which is meant.",
        word=Quoted(word),
    )


def _name(column: Column | None) -> str:
    return column.name if column else ""


def _text(cell: Cell) -> str:
    match cell:
        case None | bool():
            return ""
        case float():
            return str(int(cell)) if cell.is_integer() else f"{cell}"
        case datetime():
            return f"{cell:%d.%m.%Y %H:%M}"
        case date():
            return f"{cell:%d.%m.%Y}"
        case time():
            return f"{cell:%H:%M}"
        case _:
            return unguarded(str(cell).replace("\r\n", "\n").strip())
