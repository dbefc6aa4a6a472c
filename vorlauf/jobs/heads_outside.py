"""Heads outside: what the nightly run keeps outside the database, and compares."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection

from states.messages import Message, msg, sentences
from vorlauf.db import audit_head
from vorlauf.db.audit_head import KeptHead
from vorlauf.db.audit_log import ChainCheck
from vorlauf.errors import StoreError, VorlaufError
from vorlauf.jobs import head_file, time_stamps
from vorlauf.jobs.head_file import HeadFile
from vorlauf.jobs.time_stamps import Authority, Certificates, StampError
from vorlauf.setting_meanings import STAMP_CERTIFICATE
from vorlauf.settings import Settings

# The nightly run goes once a night; one that was missed is no fault yet.
TWO_NIGHTS: Final = timedelta(days=2, hours=2)


@dataclass(frozen=True)
class StampedHead:
    """A head with when it was stamped (aware UTC)."""

    head: KeptHead
    at: datetime


@dataclass(frozen=True, kw_only=True)
class KeptHeads:
    """The heads that were found outside; `faults` are what cannot be believed.

    `last_at` is when (aware UTC) the newest went into the file, if any did.
    """

    heads: tuple[KeptHead, ...] = ()
    stamped: tuple[StampedHead, ...] = ()
    faults: tuple[Message, ...] = ()
    last_at: datetime | None = None


@dataclass(frozen=True)
class HeadsOutside:
    """The head file, the stamps beside it, and who gives new ones.

    Without `certificates` stamps are not looked at, without `authority` none is asked
    for.
    """

    path: Path
    certificates: Certificates | None = None
    authority: Authority | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return where the settings keep heads; None if they name no file."""
        if settings.head_file is None:
            return None
        return cls.at(settings.head_file, settings)

    @classmethod
    def at(cls, path: Path, settings: Settings) -> Self:
        """Return a head file with whom the settings believe."""
        file = settings.stamp_certificate
        believed = Certificates(file) if file else None
        url = settings.stamp_url
        gives = Authority(url=url, certificates=believed) if url and believed else None
        return cls(path, believed, gives)

    @property
    def folder(self) -> Path:
        """The folder of the stamps, beside the file."""
        return self.path.with_name(f"{self.path.name}.stamps")

    def look(self) -> KeptHeads:
        """Return the heads of the file and of the stamps that hold.

        Raises `StoreError` or `SettingsError` if they cannot be read.
        """
        filed = head_file.read(self.path)
        heads, faults = list(filed.kept), list(self._odd(filed))
        stamped = []
        for one in self._stamps():
            if isinstance(one, StampedHead):
                stamped.append(one)
                heads.append(one.head)
            else:
                faults.append(one)
        return KeptHeads(
            heads=tuple(heads),
            stamped=tuple(stamped),
            faults=tuple(faults),
            last_at=filed.last_at,
        )

    def _odd(self, filed: HeadFile) -> Iterator[Message]:
        for number in filed.odd:
            yield msg(
                "Line {line} of {file} is no head of the audit log.",
                line=number,
                file=str(self.path),
            )

    def _stamps(self) -> Iterator[StampedHead | Message]:
        for stamp in time_stamps.kept_in(self.folder):
            if self.certificates is None:
                yield msg(
                    "There are time stamps in {folder}; name the certificates of their "
                    "authority in {setting}.",
                    folder=str(self.folder),
                    setting=STAMP_CERTIFICATE,
                )
                return
            try:
                at = self.certificates.stamped_at(stamp.head, stamp.answer)
            except StampError as error:
                yield error.message
            else:
                yield StampedHead(stamp.head, at)

    def contradictions(
        self, connection: Connection, check: ChainCheck
    ) -> tuple[Message, ...]:
        """Return what file and stamps have against the log, of which `check` was made.

        Raises `StoreError` or `SettingsError` if they cannot be read.
        """
        kept = self.look()
        comparison = audit_head.compare(connection, kept.heads, check)
        return (*kept.faults, *audit_head.unproven(comparison))

    def examine(
        self, connection: Connection, check: ChainCheck, now: datetime
    ) -> datetime | None:
        """Return when (aware UTC) a head last went into the file; None if none did yet.

        Raises `StoreError` if the file contradicts the log, if it has got none for
        longer than two nights, or if none could be added now.
        """
        if different := self.contradictions(connection, check):
            raise StoreError(sentences(different))
        head_file.check_writable(self.path)
        last_at = head_file.read(self.path).last_at
        since = last_at or audit_head.first_at(connection)
        if since is not None and now - since > TWO_NIGHTS:
            raise StoreError(
                msg(
                    "No head of the audit log went into {file} since {at}; look at the "
                    "nightly run, or run `vorlauf audit head --keep`.",
                    file=str(self.path),
                    at=since,
                )
            )
        return last_at

    def age(self, now: datetime) -> float:
        """Return how many seconds before `now` a head last went into the file.

        Infinite if none did, or if the file cannot be read.
        """
        try:
            last_at = head_file.read(self.path).last_at
        except StoreError:
            last_at = None
        return (now - last_at).total_seconds() if last_at else inf

    def keep(self, head: KeptHead, now: datetime) -> tuple[Message, ...]:
        """Add the head to the file and have it stamped; return what went wrong.

        `now` is aware UTC. One trouble does not stop the other; a head that has its
        stamp gets no second one.
        """
        troubles = []
        try:
            head_file.append(self.path, head, now)
        except VorlaufError as error:
            troubles.append(error.message)
        stamp = self.folder / time_stamps.name_of(head)
        if self.authority is not None and head.line and not stamp.exists():
            try:
                time_stamps.keep(self.folder, head, self.authority.stamp(head))
            except VorlaufError as error:
                troubles.append(error.message)
        return tuple(troubles)
