"""Housekeeping: the night's look at the audit log, the heads outside, and the files."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from states.messages import Message
from vorlauf.db.audit_head import head_of
from vorlauf.db.audit_log import ChainCheck
from vorlauf.db.engine import reading
from vorlauf.errors import SettingsError, StoreError, VorlaufError
from vorlauf.jobs import due_queries
from vorlauf.jobs.heads_outside import HeadsOutside
from vorlauf.material import attestations
from vorlauf.material.files.storage import FileStore
from vorlauf.records.backup.nightly import BackupFolder
from vorlauf.settings import Settings


@dataclass(frozen=True, kw_only=True)
class HousekeepingReport:
    """What the night's look at the house has found."""

    lines: tuple[str, ...]
    audit_ok: bool
    # Whether the log's head went to where the settings want it.
    head_kept: bool = True
    # Whether the backup of this night was made, if one is wanted.
    backed_up: bool = True
    # Whether what was kept long enough went.
    let_go: bool = True


def housekeep(
    engine: Engine,
    now: datetime,
    outside: HeadsOutside | None = None,
    store: FileStore | None = None,
) -> HousekeepingReport:
    """Verify the whole audit log, and count what needs a person's eye.

    Reads the pictures of open posts in the `store`. Compares the log with the heads
    that are kept `outside`, and keeps its own there if nothing is wrong. The end of
    the chain is among the lines.
    """
    with reading(engine) as connection:
        verdict = attestations.verify(connection)
        different = _different(outside, connection, verdict)
        changed = attestations.changed_pictures(connection, store) if store else ()
        undelivered = len(due_queries.undelivered(connection))
        overdue = due_queries.overdue_count(connection, now)
    is_ok = verdict.ok and not different and not changed
    troubles: tuple[Message, ...] = ()
    if outside is not None and is_ok:
        troubles = outside.keep(head_of(verdict.head), now)
    return HousekeepingReport(
        lines=(
            f"audit log: {verdict.lines} lines, ends with {head_of(verdict.head)}",
            *(f"audit log: {fault}" for fault in (*verdict.faults, *different)),
            *(f"pictures: {fault}" for fault in changed),
            *(f"audit log: {trouble}" for trouble in troubles),
            *_told_of_erasures(len(verdict.erased)),
            f"{overdue} steps are overdue",
            f"{undelivered} notices could not be delivered",
        ),
        audit_ok=is_ok,
        head_kept=not troubles,
    )


def back_up(
    report: HousekeepingReport, engine: Engine, settings: Settings, now: datetime
) -> HousekeepingReport:
    """Make the backup of this night, if the settings want one; add a line of it.

    As long as the log is broken no older backup goes.
    """
    folder = BackupFolder.of(settings)
    if folder is None:
        return report
    try:
        made = folder.add(engine, settings, now, removes_old=report.audit_ok)
    except (VorlaufError, OSError) as error:
        failed = (*report.lines, f"backup: {error}")
        return replace(report, lines=failed, backed_up=False)
    line = f"backup: {made.path.name}, {made.size} bytes"
    return replace(report, lines=(*report.lines, line))


def _different(
    outside: HeadsOutside | None, connection: Connection, verdict: ChainCheck
) -> tuple[Message, ...]:
    """Return what the heads outside have against the log; unreadable ones, too."""
    if outside is None:
        return ()
    try:
        return outside.contradictions(connection, verdict)
    except (StoreError, SettingsError) as error:
        return (error.message,)


def _told_of_erasures(values: int) -> tuple[str, ...]:
    return (f"audit log: {values} values were erased",) if values else ()
