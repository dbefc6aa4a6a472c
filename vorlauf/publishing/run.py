"""One run of publishing: everything that is due, one publication after another.

No transaction is open while a server is asked. A run that is killed at any point leaves
rows from which the next one knows what surely did not happen, and what may have.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Final, Protocol

from sqlalchemy import Connection, Engine

from states.messages import Message, msg
from states.post import Trigger
from vorlauf.db import post_snapshots, restorations
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.restorations import HeldKind
from vorlauf.directory.model import Directory
from vorlauf.errors import (
    AlteredFileError,
    AlteredVersionError,
    ConflictError,
    NotFoundError,
    RefusedError,
    SettingsError,
)
from vorlauf.host import host_name
from vorlauf.posts import publication_queries
from vorlauf.posts.channels import channels_of, link_on
from vorlauf.posts.picture_checks import shown_pictures
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import claims, outcomes, plans_ahead
from vorlauf.publishing.adapters.adapter import Adapter, OutgoingPicture, OutgoingPost
from vorlauf.publishing.claims import Claimed
from vorlauf.publishing.failures import Failure, PublishingError
from vorlauf.workflow.decisions import FLOW, Decision, decide

# A run begins nothing more after so long; the next one goes on.
PATIENCE: Final = timedelta(minutes=2)
# So many are looked at in one run.
MOST: Final = 200
# Where a publication keeps the link that it was sent with.
_LINK: Final = "link"
ENTRY_POINT: Final = {"door": "timetable"}


class KeptFiles(Protocol):
    """Where the bytes of pictures are, by their SHA-256."""

    def is_whole(self, digest: str) -> bool:
        """Say whether the bytes are here and still are what they were."""

    def path(self, digest: str) -> Path:
        """Return where they lie. Raises `NotFoundError`."""


@dataclass(frozen=True, kw_only=True)
class PublicationOutcome:
    """What one attempt has come to, in words for a coordinator; empty is success."""

    number: str
    channel: str
    permalink: str = ""
    error: Message | None = None


@dataclass
class PublishingReport:
    """What one run has done."""

    recovered: int = 0
    planned: int = 0
    outcomes: list[PublicationOutcome] = field(default_factory=list)

    @property
    def failed(self) -> list[PublicationOutcome]:
        """What did not succeed."""
        return [one for one in self.outcomes if one.error is not None]


@dataclass
class PublishingRun:
    """A worker: its parts, its name as an owner of leases, and its report.

    `adapter_of` returns what publishes a channel and raises `SettingsError` where a
    secret is missing. `now` is when it began; a `clock` says what time it is since, by
    which leases end and holds are seen.
    """

    engine: Engine
    directory: Directory
    now: datetime
    adapter_of: Callable[[str], Adapter]
    files: KeptFiles
    clock: Callable[[], datetime] | None = None
    owner: str = field(default_factory=lambda: f"{host_name()} {token_hex(8)}")
    report: PublishingReport = field(default_factory=PublishingReport)

    def run(self) -> PublishingReport:
        """Publish what is due, and look for what is in doubt."""
        ends = time.monotonic() + PATIENCE.total_seconds()
        with writing(self.engine) as connection:
            if HeldKind.PUBLICATIONS in restorations.held(connection):
                return self.report
            call = self._call(connection)
            self.report.recovered = claims.recover(call)
            self.report.planned = plans_ahead.plan(call)
        with reading(self.engine) as connection:
            found = publication_queries.due(connection, self._now(), MOST)
        for key in found:
            if time.monotonic() > ends:
                break
            self._do(key)
        return self.report

    def _do(self, key: int) -> None:
        with reading(self.engine) as connection:
            row = publication_queries.of_key(connection, key)
        if row is None:
            return
        try:
            adapter = self._adapter(row)
        except SettingsError as error:
            self._without_secret(row, error)
            return
        with writing(self.engine) as connection:
            claimed = claims.claim(
                self._call(connection),
                key,
                self.owner,
                adapter.idempotent_for if adapter else None,
            )
        if claimed is None or adapter is None:
            return
        try:
            self._try(claimed, adapter)
        except AlteredVersionError as error:
            self._fail(claimed, PublishingError(Failure.TEMPORARY, error.message))
        except PublishingError as error:
            self._fail(claimed, error)

    def _fail(self, claimed: Claimed, error: PublishingError) -> None:
        with writing(self.engine) as connection:
            outcomes.failed(self._call(connection), claimed, self.owner, error)
        self._report(claimed.row, error=error.message)

    def _without_secret(self, row: PublicationRow, error: SettingsError) -> None:
        """Tell a person; what is in doubt is looked up once there is a secret."""
        with writing(self.engine) as connection:
            outcomes.cannot_begin(self._call(connection), row, error.message)
        self._report(row, error=error.message)

    def _adapter(self, row: PublicationRow) -> Adapter | None:
        target = self.directory.targets.get(row.channel)
        return self.adapter_of(row.channel) if target else None

    def _try(self, claimed: Claimed, adapter: Adapter) -> None:
        """Make one attempt. Raises `PublishingError`."""
        post = self._outgoing(claimed)
        if claimed.is_look_up:
            where = adapter.look_up(post)
            if where is None:
                with writing(self.engine) as connection:
                    outcomes.is_not_out(self._call(connection), claimed, self.owner)
                return
        else:
            remote = {**adapter.prepare(post), _LINK: post.link}
            with writing(self.engine) as connection:
                row = claims.begin(self._call(connection), claimed, self.owner, remote)
            if row is None:
                return
            where = adapter.publish(
                replace(post, remote=row.remote, begun_at=row.begun_at)
            )
        with writing(self.engine) as connection:
            call = self._call(connection)
            is_proven = outcomes.succeeded(call, claimed, self.owner, where)
        self._report(claimed.row, permalink=where.permalink)
        if is_proven:
            self._publish(claimed.row.number)

    def _outgoing(self, claimed: Claimed) -> OutgoingPost:
        row, content = claimed.row, claimed.post.content
        is_same = claimed.post.version == row.version
        # What was found insufficient, or only served the graphics, was never approved.
        pictures = (
            ()
            if claimed.is_look_up or not is_same
            else shown_pictures(claimed.post, self.directory)
        )
        with reading(self.engine) as connection:
            if not is_same:
                content = publication_queries.content_of(connection, row)
            kinds = publication_queries.media_types(
                connection, [one.sha256 for one in pictures]
            )
        # What was sent first is what is looked for, whatever is added to links by now.
        link = row.remote.get(_LINK) or link_on(
            self.directory, row.channel, row.number, content.link
        )
        return OutgoingPost(
            number=row.number,
            version=row.version,
            channel=row.channel,
            fingerprint=row.fingerprint,
            text=content.texts.get(row.channel, ""),
            link=link,
            approved_link=content.link,
            pictures=tuple(
                OutgoingPicture(
                    name=one.name,
                    media_type=kinds.get(one.sha256, "application/octet-stream"),
                    content=self._bytes_of(one.sha256),
                    alt_text=one.alt_text,
                    credit=one.credit,
                )
                for one in pictures
            ),
            key=row.key,
            slot_at=claimed.post.slot_at,
            now=self._now(),
            begun_at=row.begun_at,
            remote=row.remote,
        )

    def _bytes_of(self, digest: str) -> bytes:
        """Return the bytes that were approved. Raises `PublishingError`."""
        try:
            if self.files.is_whole(digest):
                return self.files.path(digest).read_bytes()
        except (NotFoundError, AlteredFileError, OSError):
            pass
        raise PublishingError(
            Failure.PERMANENT,
            msg("A picture of the post is not kept here as it was approved."),
        )

    def _publish(self, number: str) -> None:
        """Move the post on if every channel has its proof; else the next sweep does."""
        with reading(self.engine) as connection:
            post = post_snapshots.post_of(connection, number)
        if not {*channels_of(post, self.directory)} <= post.proofs:
            return
        decision = Decision(
            number=number,
            trigger=Trigger.PUBLISH,
            actor=FLOW,
            seen_row_version=post.row_version,
        )
        try:
            with writing(self.engine) as connection:
                decide(self._call(connection), decision)
        except (ConflictError, RefusedError):
            return

    def _call(self, connection: Connection) -> Call:
        return Call(connection, self.directory, self._now(), ENTRY_POINT)

    def _now(self) -> datetime:
        return self.clock() if self.clock is not None else self.now

    def _report(
        self, row: PublicationRow, *, permalink: str = "", error: Message | None = None
    ) -> None:
        self.report.outcomes.append(
            PublicationOutcome(
                number=row.number,
                channel=row.channel,
                permalink=permalink,
                error=error,
            )
        )
