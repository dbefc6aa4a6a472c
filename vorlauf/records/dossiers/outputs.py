"""Outputs of a dossier: PDF, JSON, or an archive with both and the proof."""

from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from reports.typesetting import typeset
from states.messages import Quoted, msg
from vorlauf.db.call import Call
from vorlauf.errors import BadInputError
from vorlauf.material.files.storage import FileStore
from vorlauf.records.dossiers import archive, json_form
from vorlauf.records.dossiers.archive import Anchor, ArchiveParts
from vorlauf.records.dossiers.document import document
from vorlauf.records.dossiers.dossier import dossier
from vorlauf.records.dossiers.values import Dossier, DossierScope
from vorlauf.records.dossiers.words import Words


class DossierFormat(StrEnum):
    """As what a dossier is written."""

    PDF = "pdf"
    JSON = "json"
    ZIP = "zip"

    @property
    def media_type(self) -> str:
        """Return what such a file is called in the web."""
        return f"application/{self.value}"


@dataclass(frozen=True, kw_only=True)
class DossierWish:
    """What somebody wants: which posts, in which language (de or en), as what."""

    scope: DossierScope
    language: str
    form: DossierFormat


@dataclass(frozen=True)
class DossierSources:
    """What a dossier takes from beside the database: kept files, and kept heads."""

    store: FileStore
    anchor: Anchor


def format_named(name: str) -> DossierFormat:
    """Return the format of this name. Raises `BadInputError`."""
    try:
        return DossierFormat(name.lower())
    except ValueError:
        raise BadInputError(
            msg(
                "{name} is no format of a dossier; write pdf, json or zip.",
                name=Quoted(name[:40]),
            )
        ) from None


def write(
    call: Call, wish: DossierWish, sources: DossierSources, into: IO[bytes]
) -> Dossier:
    """Write a dossier; return what stands in it. Raises as `dossier`.

    The rows are read meanwhile: the transaction has to be open.
    """
    made = dossier(call, wish.scope, wish.language)
    words = Words(wish.language, call.directory.campaign.zone)
    if wish.form is DossierFormat.JSON:
        into.write(json_form.written(made))
        return made
    pdf = typeset(document(made, words, sources.store))
    if wish.form is DossierFormat.PDF:
        into.write(pdf)
        return made
    parts = ArchiveParts(
        dossier=made, pdf=pdf, anchor=sources.anchor, store=sources.store
    )
    archive.write(call.connection, parts, into)
    return made


def name_of(scope: DossierScope, form: DossierFormat) -> str:
    """Return how the file of a dossier is called, in ASCII."""
    if len(scope.numbers) == 1:
        parts = [scope.numbers[0]]
    else:
        days = [day.isoformat() for day in (scope.first_day, scope.last_day) if day]
        parts = [*days, *([scope.house] if scope.house else [])] or ["posts"]
    return f"dossier-{'-'.join(parts)}.{form}"
