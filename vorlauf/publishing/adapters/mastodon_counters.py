"""Mastodon's counters: what its API counts of a status, and the account's followers.

By its documentation of July 2026. It counts no reach and no clicks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from vorlauf.publishing.adapters.adapter import raise_for, unreadable
from vorlauf.publishing.adapters.http_calls import HttpCalls

_GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, kw_only=True)
class StatusCounts:
    """What a status has reached; `created_at` is aware."""

    key: str
    permalink: str
    created_at: datetime
    favourites: int
    reblogs: int
    replies: int


@dataclass(frozen=True, kw_only=True)
class MastodonCounters:
    """The counters of one account. Each call raises `PublishingError`."""

    calls: HttpCalls
    host: str

    def status(self, key: str, now: datetime) -> StatusCounts | None:
        """Return the counters of a status by its id there; None if it is gone."""
        answer = self.calls.call("GET", f"/api/v1/statuses/{quote(key, safe='')}")
        if answer.status in _GONE:
            return None
        raise_for(answer, self.host, now)
        try:
            return _counts_in(answer.json())
        except (KeyError, TypeError, ValueError) as error:
            raise unreadable(self.host) from error

    def followers(self, now: datetime) -> int:
        """Return how many follow the account whose secret is used."""
        answer = self.calls.call("GET", "/api/v1/accounts/verify_credentials")
        raise_for(answer, self.host, now)
        try:
            return _count(answer.json(), "followers_count")
        except (KeyError, TypeError, ValueError) as error:
            raise unreadable(self.host) from error


def _counts_in(said: Mapping[str, Any]) -> StatusCounts:
    created_at = datetime.fromisoformat(said["created_at"])
    if created_at.tzinfo is None:
        raise ValueError(said["created_at"])
    return StatusCounts(
        key=str(said["id"]),
        permalink=str(said["url"]),
        created_at=created_at,
        favourites=_count(said, "favourites_count"),
        reblogs=_count(said, "reblogs_count"),
        replies=_count(said, "replies_count"),
    )


def _count(said: Mapping[str, Any], name: str) -> int:
    found = said[name]
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise ValueError(name)
    return found
