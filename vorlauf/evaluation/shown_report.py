"""Shown report: a report in the words and numbers of a language, for every output.

Page, document and terminal show these same texts; the spreadsheet takes the values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter
from typing import Final

from notifications.i18n.translation import translate
from notifications.letters import formatting
from notifications.letters.labels import GERMAN
from reports.charts import Bar, bars
from states.messages import Message, Several, msg
from vorlauf.directory.houses import Campaign
from vorlauf.evaluation.report_values import (
    Cell,
    Example,
    Rate,
    Report,
    ReportSection,
    Unmeasured,
)

NONE: Final = "\u2013"
_DAY: Final = {True: "%d.%m.%Y", False: "%Y-%m-%d"}
_SEPARATORS: Final = str.maketrans(",.", ".,")


@dataclass(frozen=True, kw_only=True)
class ShownSection:
    """A section in words; `right` are the places of columns of numbers.

    `chart` is a picture of one column as SVG, empty without one, and `alt` says it.
    """

    key: str
    heading: str
    source: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...]
    empty: str
    notes: tuple[str, ...]
    chart: str
    alt: str


@dataclass(frozen=True, kw_only=True)
class ShownExample:
    """A post that is shown, in words; `about` is its number, channel and day."""

    role: str
    title: str
    about: str
    rate: str
    text: str
    number: str
    picture: str
    preview: str
    alt_text: str
    withheld: str


@dataclass(frozen=True, kw_only=True)
class ShownReport:
    """A report in words."""

    title: str
    campaign: str
    span: str
    as_of: str
    highlights: tuple[tuple[str, str], ...]
    sections: tuple[ShownSection, ...]
    examples: tuple[ShownExample, ...]
    comment: str


class Shower:
    """Writes the values of reports in one language, in the time of a campaign."""

    def __init__(self, campaign: Campaign, language: str) -> None:
        self._zone = campaign.zone
        self._language = language
        self._is_german = language == GERMAN

    def say(self, message: Message) -> str:
        """Return a message in the language."""
        return translate(message, self._language)

    def report(self, report: Report) -> ShownReport:
        """Return a whole report."""
        period = report.period
        return ShownReport(
            title=self.title(report),
            campaign=report.campaign,
            span=self.say(
                msg("{first} to {last}", first=period.first, last=period.last)
            ),
            as_of=self.cell(report.as_of),
            highlights=tuple(
                (self.say(one.label), self.cell(one.cell)) for one in report.highlights
            ),
            sections=tuple(map(self.section, report.sections)),
            examples=tuple(map(self._example, report.examples)),
            comment=report.comment,
        )

    def title(self, report: Report) -> str:
        """Return what the report is called."""
        return self.say(msg("Evaluation: {period}", period=report.period.name))

    def section(self, section: ReportSection) -> ShownSection:
        """Return a section with its chart."""
        columns = section.columns
        drawn = list(self._bars(section))
        whys = list(dict.fromkeys(_reasons(section)))
        return ShownSection(
            key=section.key,
            heading=self.say(section.heading),
            source=self.say(section.source),
            head=tuple(self.say(one.label) for one in columns),
            rows=tuple(
                tuple(self._in_table(cell, whys) for cell in row.cells)
                for row in section.rows
            ),
            right=tuple(at for at, one in enumerate(columns) if one.is_figure),
            empty=self.say(section.empty),
            notes=(
                *map(self.say, section.notes),
                *(
                    self.say(msg("Note {number}: {reason}.", number=at, reason=why))
                    for at, why in enumerate(whys, 1)
                ),
            ),
            chart=bars(drawn, _whole(section)) if len(drawn) > 1 else "",
            alt=self._alt(section, drawn) if len(drawn) > 1 else "",
        )

    def _in_table(self, cell: Cell, whys: Sequence[Message]) -> str:
        """Return a value in words; why there is none stands below the table."""
        if isinstance(cell, Unmeasured):
            number = whys.index(cell.reason) + 1
            return self.say(msg("see note {number}", number=number))
        return self.cell(cell)

    def cell(self, cell: Cell) -> str:
        """Return a value in words."""
        match cell:
            case None:
                return NONE
            case Message() | Several():
                return self.say(msg("{value}", value=cell))
            case Unmeasured():
                return self.say(cell.reason)
            case Rate():
                return self._rate(cell)
            case int() | Decimal():
                return self.number(cell)
            case _:
                return self._text(cell)

    def _text(self, cell: str | date) -> str:
        match cell:
            case datetime():
                local = cell.astimezone(self._zone)
                return f"{local:{_DAY[self._is_german]}, %H:%M}"
            case date():
                return f"{cell:{_DAY[self._is_german]}}"
            case _:
                return cell

    def number(self, value: int | Decimal) -> str:
        """Write a number, in German as in „1.234,5“."""
        written = f"{value:,}"
        return written.translate(_SEPARATORS) if self._is_german else written

    def _rate(self, rate: Rate) -> str:
        if not rate.whole:
            return NONE
        step = Decimal(1).scaleb(-rate.decimals)
        percent = rate.percent.quantize(step, ROUND_HALF_UP)
        blank = "\u00a0" if self._is_german else ""
        return f"{self.number(percent)}{blank}%"

    def _bars(self, section: ReportSection) -> Iterator[Bar]:
        if not section.charted:
            return
        at = section.index(section.charted)
        for row in section.rows:
            cell = row.cells[at]
            if (value := _length(cell)) is not None:
                label = row.short or self.cell(row.cells[0])
                yield Bar(label, value, self.cell(cell))

    def _alt(self, section: ReportSection, drawn: list[Bar]) -> str:
        most = max(drawn, key=attrgetter("value"))
        least = min(drawn, key=attrgetter("value"))
        return self.say(
            msg(
                "Bars, {column}: most {most} ({most_value}), least {least} "
                "({least_value}). All values stand in the table.",
                column=section.columns[section.index(section.charted)].label,
                most=most.label,
                most_value=most.shown,
                least=least.label,
                least_value=least.shown,
            )
        )

    def _example(self, example: Example) -> ShownExample:
        about = (
            example.number,
            formatting.channel(example.channel),
            self.cell(example.day),
        )
        return ShownExample(
            role=self.say(example.role),
            title=example.title,
            about=", ".join(about),
            rate=self.cell(example.rate),
            text=example.text,
            number=example.number,
            picture=example.picture,
            preview=example.preview,
            alt_text=example.alt_text,
            withheld=self.say(example.withheld) if example.withheld else "",
        )


def _reasons(section: ReportSection) -> Iterator[Message]:
    for row in section.rows:
        yield from (one.reason for one in row.cells if isinstance(one, Unmeasured))


def _length(cell: Cell) -> float | None:
    match cell:
        case Rate():
            return float(cell.percent)
        case int() | Decimal():
            return float(cell)
        case _:
            return None


def _whole(section: ReportSection) -> float | None:
    """Return what the longest bar can be: rates of punctuality end at 100."""
    at = section.index(section.charted)
    cells = [row.cells[at] for row in section.rows]
    is_whole = any(isinstance(one, Rate) and one.decimals == 0 for one in cells)
    return 100.0 if is_whole else None
