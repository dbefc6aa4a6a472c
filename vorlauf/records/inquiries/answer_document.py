"""Answer document: an answer in the form of the ministries, in German, with annexes."""

from typing import Any, Final

from reports.typesetting import Document, typeset
from states.inquiries import InquiryKind
from vorlauf.db.call import Call
from vorlauf.db.tables import InquiryAnswer
from vorlauf.exports import workbook
from vorlauf.exports.file_table import ColumnKind, FileColumn
from vorlauf.records.inquiries import kept_evidence
from vorlauf.records.inquiries.evidence_tables import (
    evidence_table,
    right_of,
    span,
    texts_of,
)
from vorlauf.records.inquiries.inquiry_rows import InquiryRow
from vorlauf.records.inquiries.kept_evidence import Evidence

_GERMAN: Final = "de"
_KINDS: Final = {
    InquiryKind.MINOR: "Kleine Anfrage",
    InquiryKind.MAJOR: "Große Anfrage",
    InquiryKind.QUESTION_TIME: "Mündliche Anfrage",
    InquiryKind.TRANSPARENCY: "Antrag auf Zugang zu Informationen",
}
_IN_ITS_NAME: Final = (
    "namens und im Auftrag der Sächsischen Staatsregierung beantworte ich die {kind} "
    "wie folgt:"
)
_TO_A_CITIZEN: Final = "auf Ihren Antrag erteile ich folgende Auskunft:"
_TO_THE_LANDTAG: Final = (
    "An die Präsidentin oder den Präsidenten des Sächsischen Landtags"
)
# More columns than these stand on a page that lies.
_WIDE: Final = 6

DocumentValues = dict[str, Any]


def draft(call: Call, inquiry: InquiryRow) -> DocumentValues:
    """Return the words and annexes of an answer as they are now, as JSON values."""
    found = kept_evidence.kept(call, inquiry.id)
    is_public = inquiry.kind is InquiryKind.TRANSPARENCY
    kind = _KINDS[inquiry.kind]
    house = call.directory.houses.get(inquiry.house)
    return {
        "kind": kind,
        "drs": inquiry.drs,
        "topic": inquiry.topic,
        "asked_by": inquiry.asked_by,
        "predecessor": inquiry.predecessor,
        "file_number": inquiry.file_number,
        "house": house.name if house else "",
        "to": inquiry.asked_by if is_public else _TO_THE_LANDTAG,
        "opening": _TO_A_CITIZEN if is_public else _IN_ITS_NAME.format(kind=kind),
        "preface": inquiry.preface,
        "questions": [
            {
                "number": at,
                "words": one.words,
                "answer": one.answer,
                "annexes": [
                    number
                    for number, annex in enumerate(found, start=1)
                    if annex.question == at
                ],
            }
            for at, one in enumerate(inquiry.questions, start=1)
        ],
        "annexes": [
            _annex(call, number, one) for number, one in enumerate(found, start=1)
        ],
    }


def _annex(call: Call, number: int, found: Evidence) -> DocumentValues:
    table = evidence_table(call, found, _GERMAN)
    return {
        "number": number,
        "evidence": found.key,
        "title": table.title,
        "span": table.say(span(found, call.directory)),
        "notes": list(table.about[1:]),
        "head": [column.label for column in table.columns],
        "rows": texts_of(table),
        "right": right_of(table),
        "wide": len(table.columns) > _WIDE,
        "widths": [_width(column) for column in table.columns],
    }


def _width(column: FileColumn) -> int:
    """Return which part of the rest a column takes, 0 for as wide as its words are."""
    match column.kind:
        case ColumnKind.LONG_TEXT:
            return 6
        case ColumnKind.TEXT | ColumnKind.WORDS:
            return 2
        case _:
            return 0


def pdf(call: Call, values: DocumentValues, frozen: InquiryAnswer | None) -> bytes:
    """Return an answer as an accessible document; a draft names itself so."""
    zone = call.directory.campaign.zone
    at = (frozen.frozen_at if frozen else call.now).astimezone(zone)
    return typeset(
        Document(
            template="inquiry",
            title=f"{values['kind']} {values['drs']}: {values['topic']}",
            language=_GERMAN,
            as_of=at.date(),
            values={**values, "state": _state(call, frozen), "day": f"{at:%d.%m.%Y}"},
        )
    )


def xlsx(call: Call, inquiry: InquiryRow) -> bytes | None:
    """Return the annexes as a workbook, a sheet each; None if there is none."""
    found = kept_evidence.kept(call, inquiry.id)
    tables = [evidence_table(call, one, _GERMAN) for one in found]
    title = f"Anlagen zu {inquiry.drs or inquiry.topic}"
    return workbook.write_all(title, tables) if tables else None


def _state(call: Call, frozen: InquiryAnswer | None) -> list[str]:
    """Say what the document is: a draft, frozen with which sum, released by whom."""
    zone = call.directory.campaign.zone
    if frozen is None:
        return [f"Entwurf, Stand {call.now.astimezone(zone):%d.%m.%Y, %H:%M} Uhr"]
    head = frozen.document["head"]
    at = f"{frozen.frozen_at.astimezone(zone):%d.%m.%Y, %H:%M}"
    lines = [
        f"Festgeschrieben am {at} Uhr von {frozen.frozen_by}",
        f"Prüfsumme der Antwort (SHA-256): {frozen.sha256}",
        f"Stand des Verlaufs beim Festschreiben: Zeile {head['line']}, {head['hash']}",
    ]
    if frozen.released_at is not None:
        released = f"{frozen.released_at.astimezone(zone):%d.%m.%Y, %H:%M}"
        lines.append(f"Freigegeben am {released} Uhr von {frozen.released_by}")
    return lines
