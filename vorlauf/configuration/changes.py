"""Changes of stakeholders.toml: made by a coordinator, taken back, or found by hand."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from states.messages import msg
from states.post import Capacity, Role
from vorlauf.configuration import file_queries
from vorlauf.configuration.file_queries import CHANGED, EDITED, TAKEN_BACK, NotedFile
from vorlauf.configuration.stakeholders_file import FileText, StakeholdersFile
from vorlauf.db import audit_log
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory import loader
from vorlauf.directory.differences import FieldChange, difference
from vorlauf.directory.loader import FileFault
from vorlauf.directory.model import Directory, Person
from vorlauf.directory.toml_edit import Changes, edited
from vorlauf.errors import ConflictError, NotFoundError, RefusedError, SettingsError
from vorlauf.scheduling import gaps
from vorlauf.scheduling.changed_rules import apply_rules
from vorlauf.scheduling.gaps import Gaps
from vorlauf.workflow import audit_entries
from vorlauf.workflow.actors import require_role

# Who stands in the log for an edit that nobody signed.
_BY_HAND = ("stakeholders.toml", "(file)")


@dataclass(frozen=True, kw_only=True)
class FileEdit:
    """What somebody wants of the file: `seen` is the digest of what they looked at."""

    actor: str
    seen: str
    changes: Changes
    comment: str = ""


@dataclass(frozen=True)
class ChangeDraft:
    """The file as it would be; `faults` are those that `vorlauf check` names."""

    before: FileText
    after: FileText
    faults: tuple[FileFault, ...]

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """What would differ."""
        return difference(self.before.text, self.after.text)

    def directory(self) -> Directory:
        """Return who would take part. Raises `StakeholdersError` with every fault."""
        return loader.parse(self.after.text)


def draft(before: FileText, changes: Changes) -> ChangeDraft:
    """Return the file with these changes. Raises `BadInputError` if it is not TOML."""
    after = FileText.of(edited(before.text, changes))
    return ChangeDraft(before, after, tuple(loader.check(after.text)))


def save(call: Call, file: StakeholdersFile, edit: FileEdit) -> Sequence[FieldChange]:
    """Write the file anew and log the difference, which is returned.

    Raises `ConflictError` if the file is not the one that was seen, `StakeholdersError`
    with every fault of the new one, `RefusedError` if it cannot be written, if nothing
    would change, or if the actor is no coordinator.
    """
    actor = check_may(call.directory, edit.actor)
    before = _as_seen(call, file, edit.seen)
    wanted = draft(before, edit.changes)
    if wanted.after == before:
        raise RefusedError(msg("Nothing would be different."))
    wanted.directory()
    return _write(call, file, wanted, _Signed(actor, CHANGED, edit.comment))


def undo(
    call: Call, file: StakeholdersFile, actor: str, seen: str
) -> Sequence[FieldChange]:
    """Bring the text back that the last change from here replaced; log the difference.

    Only while the file is what that change has written, and the digest that was `seen`.
    Raises `RefusedError` if nothing can be taken back, `ConflictError` otherwise as
    `save`.
    """
    person = check_may(call.directory, actor)
    before = _as_seen(call, file, seen)
    found = file_queries.noted(call.connection, file.place)
    if not may_undo(found, before):
        raise RefusedError(msg("There is no change from here that can be taken back."))
    assert found is not None  # noqa: S101 - else nothing may be undone
    wanted = ChangeDraft(before, file.kept(found.previous), ())
    wanted.directory()
    return _write(call, file, wanted, _Signed(person, TAKEN_BACK))


def _as_seen(call: Call, file: StakeholdersFile, seen: str) -> FileText:
    """Return what the file holds, if it is what was seen; edits by hand are logged."""
    audit_log.lock(call.connection)
    note_edits(call, file)
    found = file.read()
    if found.digest != seen:
        raise ConflictError(msg("Somebody has changed stakeholders.toml meanwhile."))
    return found


def may_undo(found: NotedFile | None, now: FileText) -> bool:
    """Say whether the file is what a page wrote last, with a text before that."""
    return (
        found is not None
        and bool(found.written_by and found.previous)
        and found.digest == now.digest
    )


def note_edits(call: Call, file: StakeholdersFile) -> Sequence[FieldChange]:
    """Log once what was changed by hand since the file was looked at last.

    Writes nothing while it has a fault. Harmless when called again; usually there is
    nothing.
    """
    now, connection = _without_fault(file), call.connection
    if now is None:
        return ()
    found = file_queries.noted(connection, file.place)
    if found is not None and (found.place, found.digest) == (file.place, now.digest):
        return ()
    audit_log.lock(connection)
    changes: Sequence[FieldChange] = ()
    if found is not None and found.digest != now.digest:
        changes = _note_edit(call, file, found, now)
    previous = found.digest if found is not None else ""
    file.keep(now, previous)
    _note(call, file, _Read(now.digest, previous))
    return changes


def _note_edit(
    call: Call, file: StakeholdersFile, found: NotedFile, now: FileText
) -> Sequence[FieldChange]:
    known = Gaps()
    try:
        before = file.kept(found.digest).text
    except NotFoundError:
        changes: tuple[FieldChange, ...] = ()
        details: dict[str, object] = {"unknown_before": True}
    else:
        changes = difference(before, now.text)
        details = {}
        # An older version may have taken what is a fault by now.
        with suppress(SettingsError):
            known = gaps.gaps(call, loader.parse(before))
    name, key = _BY_HAND
    audit_entries.log(
        call,
        Entry(
            at=call.now,
            event=EDITED,
            actor=name,
            actor_key=key,
            capacity=Capacity.FLOW.value,
            details=details | _details(file, changes, call.entry_point),
        ),
    )
    _warn(replace(call, directory=loader.parse(now.text)), known)
    return changes


def _warn(call: Call, known: Gaps) -> None:
    """Owe the coordinator one mail about the gaps that a new file brings."""
    # First whoever is asked by the new file is, or a gap in their place is not found.
    apply_rules(call)
    work = UnitOfWork(call)
    gaps.warn(work, known)
    work.write()


@dataclass(frozen=True)
class _Read:
    """What was read: its digest, that of the text before, and who wrote it if known."""

    digest: str
    previous: str
    written_by: str = ""


def _note(call: Call, file: StakeholdersFile, read: _Read) -> None:
    """Write what was read; a standstill ends with the next sweep and not here."""
    known = file_queries.noted(call.connection, file.place)
    is_here = known is not None and known.place == file.place
    fresh = NotedFile(place=file.place, noted_at=call.now, **vars(read))
    if known is not None and is_here:
        since, told = known.faulty_since, known.told_at
        fresh = replace(fresh, faulty_since=since, told_at=told)
    file_queries.note(call.connection, fresh)


@dataclass(frozen=True)
class _Signed:
    """Who makes a change, under which event, and why."""

    person: Person
    event: str
    comment: str = ""


def _write(
    call: Call, file: StakeholdersFile, wanted: ChangeDraft, signed: _Signed
) -> Sequence[FieldChange]:
    changes, known = wanted.changes, gaps.gaps(call)
    after = replace(call, directory=wanted.directory())
    file.keep(wanted.after, wanted.before.digest)
    file.keep(wanted.before, wanted.after.digest)
    # Before the commit: should that fail, the file tells of itself as of a hand edit.
    file.replace(wanted.after.text, seen=wanted.before.digest)
    read = _Read(wanted.after.digest, wanted.before.digest, signed.person.key)
    _note(call, file, read)
    audit_entries.log(
        call,
        Entry(
            at=call.now,
            event=signed.event,
            actor=signed.person.name,
            actor_key=signed.person.key,
            capacity=signed.person.role.value,
            comment=signed.comment.strip(),
            details=_details(file, changes, call.entry_point),
        ),
    )
    _warn(after, known)
    return changes


def _details(
    file: StakeholdersFile,
    changes: Sequence[FieldChange],
    entry_point: Mapping[str, object],
) -> dict[str, object]:
    told = [
        {"field": one.field, "old": one.before, "new": one.after} for one in changes
    ]
    return {**entry_point, "place": file.place, "changes": told}


def _without_fault(file: StakeholdersFile) -> FileText | None:
    try:
        found = file.read()
        loader.parse(found.text)
    except SettingsError:
        return None
    return found


def check_may(directory: Directory, who: str) -> Person:
    """Return who changes the file. Raises `RefusedError` if it is no coordinator."""
    person = directory.person(who)
    why = msg("Only a coordinator may change stakeholders.toml.")
    require_role(person, Role.COORDINATOR, why)
    return person
