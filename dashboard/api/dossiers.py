"""The dossier of a post by the API, as the page and the command line write it."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import Field

from dashboard.api.caller import Calls
from dashboard.api.files import Language
from dashboard.api.values import Number, Value
from vorlauf.jobs.anchors import anchor_of
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.dossiers import outputs
from vorlauf.records.dossiers.outputs import (
    DossierFormat,
    DossierSources,
    DossierWish,
)
from vorlauf.records.dossiers.values import DossierScope


class DossierQuery(Value):
    """As what a dossier is written, and in which language."""

    form: DossierFormat = Field(DossierFormat.JSON, alias="as")
    language: Language = "en"


class DossierOut(Value):
    """A dossier as JSON; `dossier.schema.json` in the archive says all of its form."""

    form: str
    campaign: str
    language: str
    zone: str
    as_of: datetime
    scope: dict[str, Any]
    end: dict[str, Any]
    houses: dict[str, str]
    posts: Sequence[dict[str, Any]]


def dossier(
    calls: Calls, number: Number, asked: Annotated[DossierQuery, Query()]
) -> Response:
    """Return all that the file says of a post, as JSON, PDF or archive (ZIP)."""
    wish = DossierWish(
        scope=DossierScope(numbers=(number,)), language=asked.language, form=asked.form
    )
    settings, into = calls.parts.wiring.settings, BytesIO()
    sources = DossierSources(FileStore(files_in(settings.home)), anchor_of(settings))
    with calls.reading() as connection:
        calls.post(connection, number)
        outputs.write(calls.call(connection), wish, sources, into)
    name = outputs.name_of(wish.scope, wish.form)
    return Response(
        into.getvalue(),
        media_type=wish.form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
