"""Import records: what is kept of an import, for its undo and for the audit log."""

from dataclasses import dataclass
from typing import Any, Final

from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import MappingUse, PlanImport, PlanImportPost
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.editing import kept_columns
from vorlauf.editing.kept_columns import SaidColumns
from vorlauf.plan.imports import import_queries
from vorlauf.plan.imports.import_preview import (
    ImportKind,
    ImportPreview,
    ImportSource,
)
from vorlauf.plan.rows.columns import NO_MAPPING
from vorlauf.workflow.audit_entries import entry_of

IMPORTED: Final = "plan_import"


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What an import has done: its key, and the numbers of its posts."""

    id: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    refused: int


def keep(
    call: Call, shown: ImportPreview, result: ImportResult, person: Person
) -> None:
    """Keep an import that has changed something, with its audit entry."""
    source, connection = shown.source, call.connection
    counts = {
        "added": len(result.added),
        "changed": len(result.changed),
        "unchanged": result.unchanged,
        "refused": result.refused,
    }
    work = UnitOfWork(call)
    row = PlanImport(
        id=result.id,
        file_name=source.name,
        sha256=source.sha256,
        imported_at=call.now,
        imported_by=person.name,
        imported_by_key=person.key,
        added=len(result.added),
        changed=len(result.changed),
        unchanged=result.unchanged,
        refused=result.refused,
    )
    import_queries.add_import(connection, row, _records(call, shown, result))
    work.log(
        entry_of(
            call,
            person,
            IMPORTED,
            {
                "import": result.id,
                "file": source.name,
                "sha256": source.sha256,
                "counts": counts,
                "mapping": source.mapping.to_json(),
            },
        )
    )
    work.write()


def _records(
    call: Call, shown: ImportPreview, result: ImportResult
) -> list[PlanImportPost]:
    numbers = [*result.added, *result.changed]
    before = {
        one.number: before_of(one.before)
        for one in shown.of(ImportKind.CHANGED)
        if one.before is not None
    }
    return [
        PlanImportPost(
            import_id=result.id,
            post_id=post.id,
            is_new=post.number not in before,
            row_version=post.row_version,
            before=before.get(post.number, {}),
        )
        for post in post_snapshots.snapshots(call.connection, numbers)
    ]


def before_of(post: PostSnapshot) -> dict[str, Any]:
    """Return what an import may overwrite of a post, as values of JSON."""
    return {
        **post.fields,
        "texts": dict(post.content.texts),
        "channels": list(post.content.channels),
        "slot_at": post.slot_at.isoformat(),
        "houses": list(post.houses),
        "wants_assets": post.wants_assets,
        "wants_graphics": post.wants_graphics,
        "plan_key": post.plan_key,
    }


def remember(call: Call, source: ImportSource, person: Person) -> None:
    """Keep what was said about the columns and words, for the next plan like it."""
    if source.choices.mapping == NO_MAPPING:
        return
    said = SaidColumns(
        signature=source.signature,
        header=source.header,
        mapping=source.mapping.to_json(),
    )
    kept_columns.remember(call, MappingUse.PLAN, said, person)
