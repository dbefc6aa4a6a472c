"""Summary: how the campaign stands, read from the store and the caught mails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.db.tables import NoticeState
from vorlauf.posts import listing
from vorlauf.posts.listing import OverdueStep, PlannedNotice, SettledNotice
from vorlauf.wiring import Wiring


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What the screen shows; `now` is the clock of the demonstration, aware UTC."""

    now: datetime
    counts: Mapping[PostState, int]
    late: tuple[OverdueStep, ...]
    planned: tuple[PlannedNotice, ...]
    sent: tuple[SettledNotice, ...]
    mails: tuple[Path, ...]

    @property
    def is_all_sent(self) -> bool:
        """Say whether mails have gone out and none is due any more."""
        is_due = any(notice.due_at <= self.now for notice in self.planned)
        return bool(self.mails) and not is_due


def look(wiring: Wiring, mails: Path, most: int) -> Overview:
    """Return how things are now, with at most so many of what is to come and was sent.

    `mails` is the folder in which the caught mails of today lie.
    """
    now = wiring.now()
    with reading(wiring.engine) as connection:
        return Overview(
            now=now,
            counts=listing.counts(connection),
            late=tuple(listing.overdue(connection, now)),
            planned=tuple(listing.planned(connection, most=most)),
            sent=tuple(listing.settled(connection, most, states=(NoticeState.SENT,))),
            mails=tuple(sorted(mails.glob("*.eml"))),
        )
