"""Dossiers: which posts, a look at them, and their file as PDF, JSON or archive."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import IO, Any, Final

from starlette.responses import Response, StreamingResponse

from dashboard.components.file_intake import cabinet_of
from dashboard.components.form_errors import given_day, status_again
from dashboard.web.request import PageRequest
from dashboard.web.templates import url
from vorlauf.db import audit_head
from vorlauf.errors import VorlaufError
from vorlauf.jobs.anchors import anchor_of
from vorlauf.jobs.heads_outside import HeadsOutside
from vorlauf.records.dossiers import outputs
from vorlauf.records.dossiers.dossier import posts_of
from vorlauf.records.dossiers.outputs import (
    DossierFormat,
    DossierSources,
    DossierWish,
    format_named,
)
from vorlauf.records.dossiers.values import DossierScope

_FIELDS: Final = ("post", "from", "to", "house")
_BLOCK: Final = 1 << 18  # bytes
# Larger files lie on the disk while they are made.
_IN_MEMORY: Final = 8_000_000  # bytes


def page(request: PageRequest) -> Response:
    """Show the form, and which posts are meant if some are asked for."""
    asked = {name: request.query.get(name, "") for name in _FIELDS}
    status, faults = 200, list[tuple[str, str]]()
    found: Sequence[Any] = ()
    if any(asked.values()):
        try:
            scope = _scope(request, asked)
            with request.reading() as connection:
                found = tuple(posts_of(request.call(connection), scope))
        except VorlaufError as error:
            status, faults = status_again(error), [("", request.say(error))]
    return request.page(
        "dossier.html",
        status=status,
        asked=asked,
        faults=faults,
        found=found,
        houses=[(key, one.name) for key, one in request.directory.houses.items()],
        files=[
            (one, url("/dossier/file", **asked, **{"as": one})) for one in DossierFormat
        ],
    )


def file(request: PageRequest) -> Response:
    """Return the dossier as a file."""
    asked = {name: request.query.get(name, "") for name in _FIELDS}
    wish = DossierWish(
        scope=_scope(request, asked),
        language=request.language,
        form=format_named(request.query.get("as") or DossierFormat.PDF),
    )
    return answer(request, wish)


def answer(request: PageRequest, wish: DossierWish) -> Response:
    """Return a dossier as it was wished for."""
    into = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115, until it is sent
    sources = DossierSources(cabinet_of(request), anchor_of(request.wiring.settings))
    with request.reading() as connection:
        outputs.write(request.call(connection), wish, sources, into)
    name = outputs.name_of(wish.scope, wish.form)
    return StreamingResponse(
        _blocks(into),
        media_type=wish.form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def _scope(request: PageRequest, asked: Mapping[str, str]) -> DossierScope:
    def day(text: str) -> date | None:
        return given_day(request, text) if text else None

    if asked["house"]:
        request.directory.house(asked["house"])
    numbers = tuple(dict.fromkeys(asked["post"].replace(",", " ").split()))
    if numbers:
        # Named posts are meant whatever their slot and house.
        asked = {**asked, "from": "", "to": "", "house": ""}
    return DossierScope(
        numbers=numbers,
        first_day=day(asked["from"]),
        last_day=day(asked["to"]),
        house=asked["house"],
    )


def proof(request: PageRequest) -> Response:
    """Say what the audit log proves, what it does not, and how it stands today."""
    outside = HeadsOutside.of(request.wiring.settings)
    kept = outside.look() if outside else None
    with request.reading() as connection:
        last = audit_head.last_line(connection)
    stamped = (
        max(kept.stamped, key=lambda one: one.at) if kept and kept.stamped else None
    )
    return request.page(
        "proof.html",
        last=last,
        kept=kept,
        newest=max(kept.heads, key=lambda one: one.line)
        if kept and kept.heads
        else None,
        stamped=stamped,
        faults=list(map(request.say, kept.faults)) if kept else [],
    )


PAGES: Final = {"dossier": page, "dossier.file": file, "dossier.proof": proof}
