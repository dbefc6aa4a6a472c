"""Import undo: an import is taken back as far as nobody has touched or heard of it.

Posts that it added are withdrawn while they are as they were planned; posts that it
changed are as before again, unless somebody has acted on them or a mail has left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from states.messages import Message, msg
from states.post import PostState, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.editing import edits, house_changes, material_changes
from vorlauf.editing.edits import Edit
from vorlauf.editing.house_changes import HouseChange
from vorlauf.editing.material_changes import MaterialChange
from vorlauf.errors import NotFoundError, RefusedError, VorlaufError
from vorlauf.plan.imports import import_queries
from vorlauf.plan.imports.import_queries import ImportedRecord, ImportRow
from vorlauf.plan.imports.import_records import before_of
from vorlauf.plan.imports.importing import check_may_import
from vorlauf.workflow import undo
from vorlauf.workflow.audit_entries import entry_of
from vorlauf.workflow.decisions import Decision, decide_many
from vorlauf.workflow.undo import UNDO_FOR

UNDONE: Final = "plan_import_undo"


@dataclass(frozen=True, kw_only=True)
class KeptPost:
    """A post of an import that stays as it is, and why."""

    number: str
    why: Message


@dataclass(frozen=True, kw_only=True)
class UndoneImport:
    """An import that was taken back: posts (numbers) that went, and that are as before.

    `kept` are those that stay.
    """

    row: ImportRow
    withdrawn: tuple[str, ...]
    restored: tuple[str, ...]
    kept: tuple[KeptPost, ...]


def undo_import(call: Call, key: int | None, person: Person) -> UndoneImport:
    """Take an import back, the last one without a key; in this transaction.

    In one that is rolled back it is the preview. What stayed the first time can be
    taken back later. Raises `NotFoundError` for no import, `RefusedError` if all of it
    was taken back already, if nothing of it can be, or if somebody is no coordinator.
    """
    check_may_import(person)
    connection = call.connection
    work = UnitOfWork(call)
    row = import_queries.import_of(connection, key)
    if row is None:
        raise NotFoundError(msg("There is no import that can be taken back."))
    marked = replace(call, entry_point={**call.entry_point, "import": row.id})
    found = _take_back(marked, row, person)
    if not found.withdrawn and not found.restored:
        if row.undone_at is not None and not found.kept:
            raise RefusedError(
                msg("The import of {name} was taken back already.", name=row.file_name)
            )
        why = found.kept[0].why if found.kept else msg("it has changed nothing.")
        raise RefusedError(
            msg(
                "Nothing of the import of {name} can be taken back: {why}",
                name=row.file_name,
                why=why,
            )
        )
    import_queries.mark_undone(connection, row.id, person.name, call.now)
    details = {
        "import": row.id,
        "withdrawn": len(found.withdrawn),
        "restored": len(found.restored),
        "kept": [one.number for one in found.kept],
    }
    work = UnitOfWork(call)
    work.log(entry_of(call, person, UNDONE, details))
    work.write()
    return found


def _take_back(call: Call, row: ImportRow, person: Person) -> UndoneImport:
    connection = call.connection
    records = import_queries.records_of(connection, row.id)
    numbers = [one.number for one in records]
    posts = {
        post.number: post for post in post_snapshots.snapshots(connection, numbers)
    }
    touched = import_queries.touched_new(connection, row.id)
    kept: list[KeptPost] = []
    new: list[str] = []
    restored: list[str] = []
    for one in records:
        post = posts[one.number]
        if row.undone_at is not None and _is_as_before(post, one):
            continue
        is_touched = post.row_version != one.row_version or one.post_id in touched
        if is_touched or (one.is_new and post.state is not PostState.DRAFT):
            kept.append(KeptPost(number=one.number, why=_TOUCHED))
        elif one.is_new:
            new.append(one.number)
        elif why := _restored(call, post, one, person):
            kept.append(KeptPost(number=one.number, why=why))
        else:
            restored.append(one.number)
    if new:
        comment = f"Import: {row.file_name}"
        decide_many(
            call,
            [
                Decision(
                    number=number,
                    trigger=Trigger.WITHDRAW,
                    actor=person.key,
                    comment=comment,
                )
                for number in new
            ],
        )
    return UndoneImport(
        row=row, withdrawn=tuple(new), restored=tuple(restored), kept=tuple(kept)
    )


def anything_stays(connection: Connection, row: ImportRow) -> bool:
    """Say whether posts are as an import has left them, or as somebody has since."""
    records = import_queries.records_of(connection, row.id)
    numbers = [one.number for one in records]
    posts = {
        post.number: post for post in post_snapshots.snapshots(connection, numbers)
    }
    return not all(_is_as_before(posts[one.number], one) for one in records)


def _is_as_before(post: PostSnapshot, record: ImportedRecord) -> bool:
    """Say whether nothing of the import is left in a post."""
    if record.is_new:
        return post.state is PostState.WITHDRAWN
    return before_of(post) == record.before


_TOUCHED: Final = msg("somebody has acted on it since.")
_ASKED: Final = msg(
    "its houses or its material changed and others are asked already; change it by "
    "hand."
)


def _restored(
    call: Call, post: PostSnapshot, record: ImportedRecord, person: Person
) -> Message | None:
    """Let a post be as before; return why not, if it stays. Then nothing is written."""
    before = record.before
    is_edit_only = set(before["houses"]) == set(post.houses) and not _wants(
        post, before
    )
    savepoint = call.connection.begin_nested()
    try:
        if is_edit_only:
            undo.undo(call, post.number, person.key, within=None)
        elif post.state is PostState.DRAFT:
            _write_back(call, post, before, person)
        else:
            savepoint.rollback()
            return _ASKED
    except VorlaufError as error:
        savepoint.rollback()
        return error.message
    savepoint.commit()
    return None


def _wants(post: PostSnapshot, before: Mapping[str, Any]) -> dict[str, bool]:
    """Return what material a post wanted, where it wants another now."""
    names = ("wants_assets", "wants_graphics")
    return {n: before[n] for n in names if before[n] != getattr(post, n)}


def _write_back(
    call: Call, post: PostSnapshot, before: Mapping[str, Any], person: Person
) -> None:
    """Write into a draft what it said before, as one writes any change."""
    comment = f"{UNDONE}: {call.entry_point['import']}"
    if set(before["houses"]) != set(post.houses):
        wish = HouseChange(
            number=post.number,
            actor=person.key,
            houses=tuple(before["houses"]),
            comment=comment,
        )
        house_changes.change(call, wish)
    if wants := _wants(post, before):
        material_changes.change(
            call,
            MaterialChange(
                number=post.number,
                actor=person.key,
                wants_assets=wants.get("wants_assets"),
                wants_graphics=wants.get("wants_graphics"),
                comment=comment,
            ),
        )
    texts = dict.fromkeys(post.content.texts, "") | before["texts"]
    channels = before["channels"] or call.directory.campaign.channels
    edit = Edit(
        number=post.number,
        actor=person.key,
        title=before["title"],
        link=before["link"],
        texts=texts,
        channels=tuple(channels),
        slot_at=datetime.fromisoformat(before["slot_at"]),
        plan_key=before["plan_key"],
        comment=comment,
        hold=UNDO_FOR,
        drops_texts=True,
    )
    edits.save(call, edit)
