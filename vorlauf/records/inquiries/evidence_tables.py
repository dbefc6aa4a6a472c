"""Evidence tables: evidence in the words of a language, as the same table everywhere.

Page, document and spreadsheet show these columns and words.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from notifications.i18n.translation import translate
from notifications.letters import formatting
from notifications.letters.labels import GERMAN
from notifications.letters.step_labels import DUTIES, WAYS
from states.messages import Message, msg, phrase
from vorlauf.db.call import Call
from vorlauf.directory.model import Directory
from vorlauf.evaluation.metrics import Metric
from vorlauf.exports.file_table import (
    ColumnKind,
    FileColumn,
    FileTable,
    FileValue,
)
from vorlauf.exports.shown import shown, written_out
from vorlauf.records.inquiries.evidence import QUERIES, EvidenceColumn
from vorlauf.records.inquiries.evidence_rows import AFTERWARDS
from vorlauf.records.inquiries.kept_evidence import Evidence

_METRICS: Final = {
    Metric.REACH: phrase("evidence metric", "reach"),
    Metric.UNIQUE_IMPRESSIONS: phrase("evidence metric", "unique impressions"),
    Metric.IMPRESSIONS: phrase("evidence metric", "impressions"),
    Metric.VIEWS: phrase("evidence metric", "views"),
}
_RIGHT: Final = {ColumnKind.NUMBER, ColumnKind.DECIMAL, ColumnKind.PERCENT}


def evidence_table(call: Call, found: Evidence, language: str) -> FileTable:
    """Return evidence as a table in German or English."""

    def say(message: Message) -> str:
        return translate(message, language)

    query = QUERIES[found.kind]
    return FileTable(
        name=f"{found.kind.value}-{found.key}",
        title=say(query.title),
        columns=tuple(_column(one, call.directory, language) for one in query.columns),
        rows=found.rows,
        as_of=found.as_of,
        zone=call.directory.campaign.zone,
        language=language,
        say=say,
        about=(say(span(found, call.directory)), *map(say, query.notes)),
    )


def span(found: Evidence, directory: Directory) -> Message:
    """Say what was asked: of which days, house and channel, and as of when."""
    asked = found.asked
    house = directory.houses.get(asked.house)
    return msg(
        "{first} to {last}, {house}, {channel}; as of {as_of}",
        first=asked.first,
        last=asked.last,
        house=house.name if house else phrase("evidence", "all houses"),
        channel=formatting.channel(asked.channel)
        if asked.channel
        else phrase("evidence", "all channels"),
        as_of=found.as_of.astimezone(directory.campaign.zone),
    )


def texts_of(table: FileTable) -> list[list[str]]:
    """Return the rows of a table as texts, as they are read on a page or in print."""
    return [
        [
            text_of(value, column, table)
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]


def text_of(value: FileValue, column: FileColumn, table: FileTable) -> str:
    """Return one value in words."""
    if isinstance(value, Decimal):
        if column.kind is ColumnKind.PERCENT:
            return f"{_grouped(value * 100, 1, table.language)} %"
        return _grouped(value, 2, table.language)
    if isinstance(value, int) and not isinstance(value, bool):
        return _grouped(Decimal(value), 0, table.language)
    cell = shown(value, column, table.language, table.zone)
    return written_out(cell, table.language)


def right_of(table: FileTable) -> list[int]:
    """Return the places of the columns of numbers."""
    return [at for at, one in enumerate(table.columns) if one.kind in _RIGHT]


def _grouped(value: Decimal, places: int, language: str) -> str:
    text = f"{value:,.{places}f}"
    return text.translate(_SEPARATORS) if language == GERMAN else text


_SEPARATORS: Final = str.maketrans(",.", ".,")


def _column(one: EvidenceColumn, directory: Directory, language: str) -> FileColumn:
    words = _words(one.key, directory, language)
    return FileColumn(
        key=one.key,
        label=translate(one.label, language),
        kind=ColumnKind.WORDS if words else one.kind,
        width=60 if one.kind is ColumnKind.LONG_TEXT else 18,
        words=words,
    )


def _words(key: str, directory: Directory, language: str) -> Mapping[str, str]:
    match key:
        case "house":
            every = translate(phrase("evidence", "all houses"), language)
            return {key: one.name for key, one in directory.houses.items()} | {
                "": every
            }
        case "channel":
            return {one: formatting.channel(one) for one in directory.campaign.channels}
        case "step":
            after = translate(phrase("evidence", "afterwards"), language)
            duties = DUTIES[language].items()
            return {kind.value: word for kind, word in duties} | {
                f"{kind.value}{AFTERWARDS}": f"{word} ({after})"
                for kind, word in duties
            }
        case "way":
            return {way.value: word for way, word in WAYS[language].items()}
        case "metric":
            return {
                one.value: translate(said, language) for one, said in _METRICS.items()
            }
        case _:
            return {}
