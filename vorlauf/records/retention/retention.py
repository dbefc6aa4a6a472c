"""Retention: what was kept long enough goes; a public body asks its archive first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from vorlauf.db import audit_log
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.retention import archive_queries, retention_queries
from vorlauf.settings import Settings

# The event under which the log tells of a run that has let something go.
RETENTION: Final = "retention_run"
_LAST_SAFE_DAY: Final = 28
_Key = TypeVar("_Key", str, int)


@dataclass(frozen=True, kw_only=True)
class KindReport:
    """What goes of one kind: what is older than `before` (aware UTC).

    So many are `waiting` for the answer of the archive, and stay until then.
    """

    kind: str
    before: datetime
    going: int
    waiting: int = 0


@dataclass
class _Due:
    """What is due of every kind, by what the file says of it."""

    call: Call
    settings: Settings
    reports: list[KindReport] = field(default_factory=list)
    keys: dict[str, list[Any]] = field(default_factory=dict)

    def gather(self) -> None:
        connection = self.call.connection
        if (before := self._limit("mails")) is not None:
            self._sort("mails", before, retention_queries.mails(connection, before))
        if (before := self._limit("inbox")) is not None:
            self._sort("inbox", before, retention_queries.received(connection, before))
        if (before := self._limit("pictures")) is not None:
            found = retention_queries.pictures(connection, before)
            self._sort("pictures", before, found)
        if (before := self._limit("sessions")) is not None:
            count = retention_queries.ended_sessions(connection, before)
            self._report("sessions", before, [before] * count)
        if (before := self._limit("logs")) is not None:
            self._report("logs", before, _old_files(self.settings.logs, before))

    def _limit(self, kind: str) -> datetime | None:
        months = getattr(self.call.directory.campaign, f"keep_{kind}")
        return months_before(self.call.now, months) if months else None

    def _sort(
        self, kind: str, before: datetime, found: Iterable[tuple[_Key, int]]
    ) -> None:
        posts: dict[_Key, set[int]] = {}
        for key, post in found:
            posts.setdefault(key, set()).update({post} - {0})
        free = self._free({post for some in posts.values() for post in some})
        going = [key for key, of in posts.items() if of <= free]
        self._report(kind, before, going, waiting=len(posts) - len(going))

    def _free(self, posts: set[int]) -> set[int]:
        """Return the posts whose records may go."""
        if not self.call.directory.campaign.public_body:
            return posts
        return posts - archive_queries.unanswered_ids(self.call.connection, posts)

    def _report(
        self, kind: str, before: datetime, going: Sequence[Any], waiting: int = 0
    ) -> None:
        self.keys[kind] = list(going)
        self.reports.append(
            KindReport(kind=kind, before=before, going=len(going), waiting=waiting)
        )


def months_before(now: datetime, months: int) -> datetime:
    """Return the instant so many months before; aware UTC, as `now` is."""
    month = now.year * 12 + now.month - 1 - months
    day = min(now.day, _LAST_SAFE_DAY)
    return now.replace(year=month // 12, month=month % 12 + 1, day=day)


def _old_files(folder: Path, before: datetime) -> list[Path]:
    return [
        one
        for one in sorted(folder.glob("*"))
        if one.is_file() and datetime.fromtimestamp(one.stat().st_mtime, UTC) < before
    ]


def due(call: Call, settings: Settings) -> tuple[KindReport, ...]:
    """Return what a run would let go now, of each kind that the file limits."""
    found = _Due(call, settings)
    found.gather()
    return tuple(found.reports)


@dataclass(frozen=True)
class RetentionRun:
    """What a run has let go; the files themselves go once it is committed."""

    reports: tuple[KindReport, ...]
    files: tuple[str, ...]
    originals: tuple[str, ...]
    logs: tuple[Path, ...]

    def finish(self, settings: Settings) -> None:
        """Delete the files, after the commit."""
        store = FileStore(files_in(settings.home))
        store.drop(self.files, self.originals)
        for log in self.logs:
            log.unlink(missing_ok=True)


def run(call: Call, settings: Settings) -> RetentionRun:
    """Let go what is due, and log how much; call `finish` after the commit."""
    audit_log.lock(call.connection)
    found = _Due(call, settings)
    found.gather()
    keys = found.keys
    retention_queries.empty_mails(call.connection, keys.get("mails", []))
    retention_queries.empty_received(call.connection, keys.get("inbox", []))
    rows = retention_queries.drop_files(call.connection, keys.get("pictures", []))
    if keys.get("sessions"):
        retention_queries.drop_sessions(call.connection, keys["sessions"][0])
    _tell(call, {one.kind: one.going for one in found.reports if one.going})
    return RetentionRun(
        reports=tuple(found.reports),
        files=tuple(d for row in rows for d in (row.sha256, *row.variants.values())),
        originals=tuple(row.original for row in rows if row.has_original),
        logs=tuple(keys.get("logs", ())),
    )


def _tell(call: Call, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    told = Entry(
        at=call.now,
        event=RETENTION,
        actor="Vorlauf",
        actor_key="(retention)",
        capacity="flow",
        details={**call.entry_point, "counts": dict(counts)},
    )
    head = audit_log.lock(call.connection)
    audit_log.append(call.connection, head, [told])
