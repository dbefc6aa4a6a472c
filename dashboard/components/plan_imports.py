"""Plan imports: a spreadsheet of a request, looked at as the engine would take it."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from vorlauf.db.call import Call
from vorlauf.db.engine import Connection, trying
from vorlauf.directory.model import Directory, Person
from vorlauf.plan.imports import importing, kept_mappings
from vorlauf.plan.imports.import_choices import ImportChoices
from vorlauf.plan.imports.import_preview import ImportPreview
from vorlauf.plan.imports.import_sources import ReadingRules, source_of
from vorlauf.wiring import Wiring


class Importer(Protocol):
    """A request, of a page or of a program, as far as an import needs it."""

    @property
    def wiring(self) -> Wiring:
        """The engine's parts."""

    @property
    def person(self) -> Person:
        """Who asks."""

    @property
    def directory(self) -> Directory:
        """The rules that hold."""

    @property
    def now(self) -> datetime:
        """When, aware UTC."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that only reads."""

    def call(self, connection: Connection) -> Call:
        """Return as what this request asks the engine."""


def look(
    request: Importer, file: Path, name: str, choices: ImportChoices
) -> ImportPreview:
    """Say what an import of a file would do; nothing is kept.

    Raises `BadInputError` for a file that is no plan.
    """
    with request.reading() as connection:
        kept = kept_mappings.kept_mappings(request.call(connection))
    rules = ReadingRules(directory=request.directory, choices=choices, kept=kept)
    with file.open("rb") as spreadsheet:
        source = source_of(spreadsheet, name, rules)
    with trying(request.wiring.engine) as connection:
        call = request.call(connection)
        shown = importing.preview(call, source, request.person)
        return importing.with_consequences(call, shown, request.person)
