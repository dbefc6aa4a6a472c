"""Outlooks: how every open post stands, kept between two pages.

Whether a slot can be met follows from the steps, the pictures and the houses of a post.
Every change of those writes an audit entry, so only posts with a new entry are read
again; another stakeholders.toml makes all of them be read again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Final

from sqlalchemy import Connection

from states.messages import Message
from states.post import StepKind
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.db.versions import is_altered
from vorlauf.directory.model import Directory
from vorlauf.editing import outlook_queries
from vorlauf.editing.feasibility import Outlook, met_until, outlook
from vorlauf.editing.slot_previews import earliest_possible, voids_decisions
from vorlauf.workflow import draft_step

_AT_ONCE: Final = 500


@dataclass(frozen=True)
class _KeptOutlook:
    """An open post without its texts, and until when its slot can be met.

    `until` is None if it cannot be met; `lacking` is what a draft lacks.
    """

    post: PostSnapshot
    until: datetime | None
    lacking: tuple[Message, ...]


@dataclass
class Outlooks:
    """The outlooks of all open posts of one database; safe for several threads."""

    _directory: Directory | None = None
    _last: int = 0
    _kept: dict[int, _KeptOutlook] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def at(
        self, connection: Connection, directory: Directory, last: int
    ) -> "OutlooksNow":
        """Return the outlooks as this transaction finds them.

        It must be one that only reads, as what is rolled back would be kept; `last` is
        the key of its last audit entry.
        """
        with self._lock:
            if directory is not self._directory or last < self._last:
                self._read_all(connection, directory)
            elif last > self._last:
                self._read_changed(connection, directory)
            self._last = last
            return OutlooksNow(dict(self._kept), directory)

    def _read_all(self, connection: Connection, directory: Directory) -> None:
        self._kept.clear()
        self._read(connection, outlook_queries.open_keys(connection), directory)
        self._directory = directory

    def _read_changed(self, connection: Connection, directory: Directory) -> None:
        changed = outlook_queries.changed_since(connection, self._last)
        keys = [key for key in changed if key is not None]
        for key in keys:
            self._kept.pop(key, None)
        self._read(connection, keys, directory)

    def _read(
        self, connection: Connection, keys: Sequence[int], directory: Directory
    ) -> None:
        for first in range(0, len(keys), _AT_ONCE):
            some = keys[first : first + _AT_ONCE]
            for key, post in _posts(connection, some).items():
                if post.state.is_open:
                    self._kept[key] = _kept(post, directory)


def _posts(connection: Connection, keys: Sequence[int]) -> dict[int, PostSnapshot]:
    """Return the posts but those that were altered outside of Vorlauf."""
    found = posts_by_id(connection, keys)
    return {key: post for key, post in found.items() if not is_altered(post.content)}


def _kept(post: PostSnapshot, directory: Directory) -> _KeptOutlook:
    slim = replace(post, content=replace(post.content, texts={}))
    is_written = any(step.kind is StepKind.DRAFT for step in post.steps)
    lacking = draft_step.lacking(post, directory) if is_written else ()
    return _KeptOutlook(slim, met_until(post, directory), lacking)


@dataclass(frozen=True)
class OutlooksNow:
    """The outlooks of all open posts at one look at the database."""

    _kept: Mapping[int, _KeptOutlook]
    _directory: Directory

    def of(self, post_id: int, now: datetime) -> Outlook | None:
        """Return how a post stands, as `outlook` does.

        None for one that is out or withdrawn.
        """
        found = self._kept.get(post_id)
        if found is None:
            return None
        return outlook(found.post, self._directory, now)

    def earliest(self, post_id: int, now: datetime) -> datetime | None:
        """Return the first slot that an open post can be moved to and meet, or None."""
        found = self._kept.get(post_id)
        if found is None:
            return None
        return earliest_possible(found.post, self._directory, now)

    def lacking(self, post_id: int) -> tuple[Message, ...]:
        """Return what a post lacks whose draft step is open, in phrases."""
        found = self._kept.get(post_id)
        return found.lacking if found else ()

    def voids_decisions(self, post_id: int, slot_at: datetime) -> bool:
        """Say whether decisions on a post are void once its slot is this one."""
        found = self._kept.get(post_id)
        return found is not None and voids_decisions(
            found.post, self._directory, slot_at
        )

    def unmet(self, now: datetime) -> frozenset[int]:
        """Return the keys of the open posts whose slot lies ahead and cannot be met.

        What is on hold is planned again afterwards.
        """
        return frozenset(
            key
            for key, kept in self._kept.items()
            if kept.post.slot_at >= now
            and (kept.until is None or kept.until < now)
            and kept.post.held_since is None
            # Nobody waits for its slot: it has none.
            and not kept.post.is_reserve
        )
