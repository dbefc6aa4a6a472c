"""Figure rows: from the rows of one table to the figures of posts or of days."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from states.messages import Count, Message, Quoted, msg
from vorlauf.evaluation.column_meanings import Counted, Part
from vorlauf.evaluation.figure_days import days_of, may_be_turned
from vorlauf.evaluation.figure_files import DayFigures, FileKind, PostFigures
from vorlauf.evaluation.figure_numbers import Fault, id_fault, numbers_of
from vorlauf.evaluation.figure_tables import FigureColumn, FigureTable
from vorlauf.evaluation.file_faults import FileFaults
from vorlauf.evaluation.metrics import METRICS, Metric, Share
from vorlauf.plan.rows.written_days import DayOrder, ReadDay
from vorlauf.sheets.cells import Cell, Place
from vorlauf.sheets.fields import folded

_LIVES: Final = frozenset({"lifetime", "gesamte laufzeit", "gesamter zeitraum"})
_PAID: Final = ("spons", "gespons", "paid", "bezahlt", "boosted")
_UNPAID: Final = ("organi",)


@dataclass
class FigureRows:
    """The rows of one table; faults and notes are added to those of its file."""

    table: FigureTable
    order: DayOrder
    faults: FileFaults
    notes: list[Message]
    numbers: dict[Counted, tuple[FigureColumn, Mapping[int, Decimal]]] = field(
        default_factory=dict
    )
    days: Mapping[int, ReadDay] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._read_days()
        self._read_numbers()
        self._check_ids_and_lives()

    def posts(self) -> Iterator[PostFigures]:
        """Yield what each row says of its post, apart by organic, paid and total."""
        unnamed = 0
        for row in self.table.rows:
            post = self._post(row)
            if not (post.permalink or post.external_id or post.text or post.day):
                unnamed += 1
                continue
            yield from self._by_share(row, post)
        if unnamed:
            self.notes.append(
                msg(
                    "Rows without address, text and day, which were not read: {count}.",
                    count=Count(unnamed),
                )
            )

    def day_figures(self) -> Iterator[DayFigures]:
        """Yield each value of each day."""
        found = (values for _, values in self.numbers.values())
        self._note_undated({row for rows in found for row in rows} - self.days.keys())
        for counted, (column, values) in self.numbers.items():
            for row, value in values.items():
                if row in self.days:
                    yield DayFigures(
                        place=_place(column, row),
                        day=self.days[row].first,
                        metric=counted.metric,
                        share=counted.share,
                        value=value,
                    )

    def sum_of(self, metric: Metric) -> tuple[FigureColumn, Decimal]:
        """Return the sum of a column that counts this, with the column."""
        column, values = self.numbers[Counted(metric)]
        return column, sum(values.values(), Decimal())

    def _read_days(self) -> None:
        for column in self.table.columns_with(Part.DAY, Part.PUBLISHED):
            cells = self.table.cells_of(column)
            self.days, faults = days_of(cells, self.order)
            self._add(column, faults)
            is_text = self.table.layout.kind is not FileKind.MAPPED
            if is_text and may_be_turned(cells.values()):
                self.notes.append(
                    msg(
                        "A spreadsheet has rewritten the days of {column}; check that "
                        "it has not taken months for days.",
                        column=Quoted(column.header.name),
                    )
                )
            return

    def _read_numbers(self) -> None:
        for column in self.table.columns:
            counted = column.meaning
            if not isinstance(counted, Counted):
                continue
            cells = self.table.cells_of(column)
            values, faults = numbers_of(cells, METRICS[counted.metric])
            if counted in self.numbers:
                self._note_repeat(column, self.numbers[counted], values)
                continue
            self._add(column, faults)
            self.numbers[counted] = column, values

    def _note_undated(self, rows: Collection[int]) -> None:
        if rows:
            self.notes.append(
                msg(
                    "Rows without a day, which were not read: {count}.",
                    count=Count(len(rows)),
                )
            )

    def _note_repeat(
        self,
        column: FigureColumn,
        first: tuple[FigureColumn, Mapping[int, Decimal]],
        values: Mapping[int, Decimal],
    ) -> None:
        rows = first[1].keys() | values.keys()
        others = sum(first[1].get(row) != values.get(row) for row in rows)
        self.notes.append(
            msg(
                "Column {second} ({name}) is there already as {first}, which is read; "
                "they differ in {count} rows.",
                second=column.header.place.letter,
                name=Quoted(column.header.name),
                first=first[0].header.place.letter,
                count=Count(others),
            )
        )

    def _check_ids_and_lives(self) -> None:
        for column in self.table.columns_with(Part.EXTERNAL_ID):
            if fault := id_fault(list(self.table.cells_of(column).values())):
                self.faults.at(column.header, None, fault)
        for column in self.table.columns_with(Part.LIFETIME):
            cells = self.table.cells_of(column).values()
            if any(folded(_text(cell)) not in _LIVES for cell in cells if _text(cell)):
                self.faults.at(column.header, None, _NO_LIFETIME)

    def _add(self, column: FigureColumn, faults: list[Fault]) -> None:
        for row, reason in faults:
            self.faults.at(column.header, row, reason)

    def _post(self, row: int) -> PostFigures:
        found = self.days.get(row)
        at = found and found.at
        return PostFigures(
            place=Place(self.table.sheet.name, row, 0),
            permalink=self._said(row, Part.PERMALINK),
            external_id=self._said(row, Part.EXTERNAL_ID),
            published_at=datetime.combine(found.first, at) if found and at else None,
            day=found.first if found else None,
            text=self._said(row, Part.TEXT),
            post_type=self._said(row, Part.POST_TYPE),
            campaign=self._said(row, Part.CAMPAIGN),
            share=_share(self._said(row, Part.SHARE)),
        )

    def _said(self, row: int, part: Part) -> str:
        """Return the longest text of the columns that say this."""
        cells = self.table.rows[row]
        places = [one.header.place.column for one in self.table.columns_with(part)]
        texts = [_text(cells[at]) for at in places if at < len(cells)]
        return max(texts, key=len, default="")

    def _by_share(self, row: int, post: PostFigures) -> Iterator[PostFigures]:
        values: dict[Share, dict[Metric, Decimal]] = {post.share: {}}
        for counted, (_, found) in self.numbers.items():
            share = post.share if counted.share is Share.TOTAL else counted.share
            if row in found:
                values.setdefault(share, {})[counted.metric] = found[row]
        for share, of_share in values.items():
            # A network counts 0 for what was never paid for.
            if share is Share.PAID is not post.share and not any(of_share.values()):
                continue
            yield replace(post, share=share, values=of_share)


def _place(column: FigureColumn, row: int) -> Place:
    place = column.header.place
    return Place(place.sheet, row, place.column)


def _text(cell: Cell) -> str:
    match cell:
        case None | bool():
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()


def _share(said: str) -> Share:
    word = folded(said)
    if word.startswith(_PAID):
        return Share.PAID
    return Share.ORGANIC if word.startswith(_UNPAID) else Share.TOTAL


_NO_LIFETIME: Final[Message] = msg(
    "the figures are those of single days and not of the whole life of a post; export "
    "the file again with “Lifetime”."
)
