"""Pictures of a dossier: those that a version shows; without a consent named only."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Row

from vorlauf.material.files.file_types import FileKind
from vorlauf.records.dossiers.dossier_queries import FileRows
from vorlauf.records.dossiers.names import Names
from vorlauf.records.dossiers.values import PictureRecord, VersionRecord, Withheld

_Row = Row[Any]
_ENDINGS: Final[Mapping[str, str]] = {
    FileKind.JPEG: "jpg",
    FileKind.PNG: "png",
    FileKind.WEBP: "webp",
    FileKind.MP4: "mp4",
}


def pictures(
    versions: Sequence[VersionRecord],
    delivered: Sequence[_Row],
    rows: FileRows,
    today: date,
    names: Names,
) -> Iterator[PictureRecord]:
    """Yield each picture that one of these versions shows, as it shows it last."""
    told = {(row.house, row.sha256): row for row in delivered}
    for shown in _shown(versions):
        sha256 = str(shown["sha256"])
        row = told.get((str(shown["house"]), sha256))
        file = rows.files.get(sha256)
        withheld = _withheld(rows.consents.get(sha256, ()), file, today)
        ending = _ENDINGS.get(file.media_type, "bin") if file else ""
        yield PictureRecord(
            house=str(shown["house"]),
            name=str(shown["name"]),
            sha256=sha256,
            alt_text=str(shown["alt_text"]),
            credit=str(shown.get("credit", "")),
            delivered_by=names.written(row.delivered_by) if row else "",
            delivered_at=row.delivered_at if row else None,
            consent=row.consent if row else "",
            media_type=file.media_type if file else "",
            size=file.size if file else 0,
            file="" if withheld else f"pictures/{sha256}.{ending}",
            preview="" if withheld or not file else file.variants.get("preview", ""),
            withheld=withheld,
        )


def _shown(versions: Sequence[VersionRecord]) -> Collection[Mapping[str, Any]]:
    found = {}
    for version in versions:
        of_version = version.content.get("pictures", [])
        for one in of_version if isinstance(of_version, list) else []:
            found[one["house"], one["sha256"]] = one
    return found.values()


def _withheld(
    consents: Sequence[_Row], file: _Row | None, today: date
) -> Withheld | None:
    if has_ended(consents, today):
        return Withheld.CONSENT_ENDED
    return None if file else Withheld.NOT_KEPT


def has_ended(consents: Sequence[_Row], today: date) -> bool:
    """Say whether some of the people shown have no consent that holds on a day."""
    people: dict[str, list[_Row]] = {}
    for one in consents:
        people.setdefault(" ".join(one.people.split()).casefold(), []).append(one)
    return any(not any(_holds(o, today) for o in each) for each in people.values())


def _holds(consent: _Row, day: date) -> bool:
    last: date = consent.last_day or day
    return consent.withdrawn_at is None and bool(consent.first_day <= day <= last)
