import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sheet_samples as samples

from vorlauf.db.engine import reading, trying, writing
from vorlauf.plan.imports import importing
from vorlauf.plan.imports.import_choices import choices_of
from vorlauf.plan.imports.import_preview import ImportKind
from vorlauf.plan.imports.import_sources import ReadingRules, source_of
from vorlauf.plan.imports.import_undo import undo_import
from vorlauf.plan.imports.kept_mappings import kept_mappings

HEADER = ["Datum", "Uhrzeit", "Titel", "Ressort", "Kanal", "Text"]


@dataclass
class Office:
    """A coordinator with spreadsheets, as every door treats her."""

    desk: object

    def look(self, file, *, actor="ada", name="plan.xlsx", **said):
        desk = self.desk
        person = desk.directory.person(actor)
        with reading(desk.engine) as connection:
            kept = kept_mappings(desk.call(connection))
        choices = choices_of(desk.directory, **said)
        rules = ReadingRules(directory=desk.directory, choices=choices, kept=kept)
        with tempfile.TemporaryFile() as file_of_it:
            file_of_it.write(file)
            file_of_it.flush()
            source = source_of(file_of_it, name, rules)
        with trying(desk.engine) as connection:
            call = desk.call(connection)
            shown = importing.preview(call, source, person)
            return importing.with_consequences(call, shown, person)

    def take(self, shown, actor="ada"):
        desk = self.desk
        with writing(desk.engine) as connection:
            person = desk.directory.person(actor)
            return importing.take(desk.call(connection), shown, person)

    def bring(self, file, **said):
        return self.take(self.look(file, **said))

    def undo(self, key=None, actor="ada"):
        desk = self.desk
        with writing(desk.engine) as connection:
            person = desk.directory.person(actor)
            return undo_import(desk.call(connection), key, person)


@pytest.fixture
def office(desk):
    return Office(desk)


def sheet(*rows, header=HEADER, **more):
    return samples.xlsx([header, *rows], **more)


def kinds(shown):
    return {kind.value: n for kind, n in shown.counts.items() if n}


def reasons(shown):
    """Return for each refused row where it is refused and why."""
    return [
        (fault.place.cell, fault.column, str(fault.message))
        for post in shown.of(ImportKind.REFUSED)
        for fault in post.faults
    ]


def later(now, **hours):
    return now + timedelta(**hours)


NOON = datetime(2023, 11, 21, 12, tzinfo=UTC)
