"""Mastodon: a status with its pictures, published once by its Idempotency-Key.

By its documentation of July 2026: media are uploaded first and may take a while (202,
206); the key of a status is kept for up to an hour. After that the account's newest
statuses say whether one is out.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any, Final
from urllib.parse import quote

from states.messages import Count, Message, msg
from vorlauf.publishing.adapters.adapter import (
    CREDITS,
    AdapterCheck,
    OutgoingPicture,
    OutgoingPost,
    Publicity,
    raise_for,
    unreadable,
)
from vorlauf.publishing.adapters.http_calls import HttpAnswer, HttpCalls
from vorlauf.publishing.failures import Failure, PublishingError
from vorlauf.text import is_web_address

MOST_PICTURES: Final = 4
# The key is kept for an hour; a clock may be off, and an attempt takes its time.
KEY_LASTS: Final = timedelta(minutes=50)
# So many of the newest statuses are looked at, the most that one call returns.
NEWEST: Final = 40
# How far the server's clock may be off.
_SKEW: Final = timedelta(minutes=5)
# A picture that is not ready after so many looks, in seconds apart, is for later.
_LOOKS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
_PROCESSING: Final = frozenset({202, 206})
_TAGS: Final = re.compile(r"<[^>]*>")
_BLANKS: Final = re.compile(r"\s+")
_WRITES: Final = frozenset({"write", "write:statuses"})


@dataclass(frozen=True, kw_only=True)
class Mastodon:
    """An account of a Mastodon server; `wait` sleeps for some seconds."""

    calls: HttpCalls
    host: str
    language: str
    wait: Callable[[float], None] = time.sleep
    idempotent_for: timedelta | None = KEY_LASTS

    @property
    def lacks(self) -> tuple[Message, ...]:
        """Mastodon carries text, pictures, alt texts and language, but no credits."""
        return (CREDITS,)

    def prepare(self, post: OutgoingPost) -> Mapping[str, Any]:
        """Upload the pictures with their alt texts; return their keys there."""
        if len(post.pictures) > MOST_PICTURES:
            raise PublishingError(
                Failure.PERMANENT,
                msg(
                    "Mastodon takes {most} pictures at most, and the post has {count}.",
                    most=MOST_PICTURES,
                    count=len(post.pictures),
                ),
            )
        return {"media": [self._upload(one, post.now) for one in post.pictures]}

    def publish(self, post: OutgoingPost) -> Publicity:
        """Publish the status; the same key publishes once within an hour."""
        status = {
            "status": post.whole_text,
            "media_ids": list(post.remote.get("media", ())),
            "language": self.language,
        }
        answer = self.calls.call(
            "POST",
            "/api/v1/statuses",
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": post.key,
            },
            content=json.dumps(status).encode(),
            is_final=True,
        )
        raise_for(answer, self.host, post.now, is_final=True)
        found = answer.json()
        if not isinstance(found, Mapping):
            raise unreadable(self.host, is_final=True)
        return _publicity(found, self.host)

    def look_up(self, post: OutgoingPost) -> Publicity | None:
        """Look for the text among the newest statuses since the first attempt."""
        since = (post.begun_at or post.slot_at) - _SKEW
        statuses = self._newest(post.now)
        later = [one for one in statuses if one.at >= since]
        for one in later:
            if _bare(_words_of(one.text)) == _bare(post.whole_text):
                return _publicity(one.status, self.host)
        is_whole = len(statuses) < NEWEST or len(later) < len(statuses)
        # A name with @ is written in another way there, so it may be any of these.
        if not is_whole or (later and "@" in post.whole_text):
            raise PublishingError(
                Failure.UNKNOWN,
                msg(
                    "Whether the post is out cannot be seen from the newest posts of "
                    "the account at {host}.",
                    host=self.host,
                ),
            )
        return None

    def check(self) -> AdapterCheck:
        """Ask whose secret this is, whether it may write, and how much a post holds."""
        now = datetime.now().astimezone()
        account = self._get("/api/v1/accounts/verify_credentials", now)
        program = self.calls.call("GET", "/api/v1/apps/verify_credentials").json()
        scopes = program.get("scopes") if isinstance(program, Mapping) else None
        if isinstance(scopes, list) and _WRITES.isdisjoint(map(str, scopes)):
            raise PublishingError(
                Failure.PERMANENT,
                msg(
                    "The secret for {host} may read, but not publish; it needs "
                    "the scopes for statuses and media, too.",
                    host=self.host,
                ),
            )
        named = account.get("acct") if isinstance(account, Mapping) else None
        if not isinstance(named, str):
            raise unreadable(self.host)
        return AdapterCheck(
            account=f"@{named}@{self.host}", remarks=tuple(self._limits(now))
        )

    def _limits(self, now: datetime) -> Iterator[Message]:
        said = self._get("/api/v2/instance", now)
        try:
            most = int(said["configuration"]["statuses"]["max_characters"])
        except (KeyError, TypeError, ValueError):
            return
        yield msg(
            "A post has {most} characters at most there; a link counts as 23.",
            most=Count(most),
        )

    def _get(self, path: str, now: datetime) -> Any:  # noqa: ANN401, JSON
        answer = self.calls.call("GET", path)
        raise_for(answer, self.host, now)
        return answer.json()

    def _upload(self, picture: OutgoingPicture, now: datetime) -> str:
        answer = self.calls.call(
            "POST",
            "/api/v2/media",
            files={"file": (picture.name, picture.content, picture.media_type)},
            data={"description": picture.alt_text},
        )
        raise_for(answer, self.host, now)
        key = _key_in(answer, self.host)
        for seconds in _LOOKS:
            if answer.status not in _PROCESSING:
                return key
            self.wait(seconds)
            answer = self.calls.call("GET", f"/api/v1/media/{quote(key, safe='')}")
            raise_for(answer, self.host, now)
        if answer.status in _PROCESSING:
            raise PublishingError(
                Failure.TEMPORARY,
                msg("{host} is still working on the picture.", host=self.host),
            )
        return key

    def _newest(self, now: datetime) -> list["_Status"]:
        account = self._get("/api/v1/accounts/verify_credentials", now)
        key = account.get("id") if isinstance(account, Mapping) else None
        if not isinstance(key, str | int):
            raise unreadable(self.host)
        found = self._get(
            f"/api/v1/accounts/{quote(str(key), safe='')}/statuses"
            f"?limit={NEWEST}&exclude_reblogs=true",
            now,
        )
        try:
            return [_Status.of(one) for one in found]
        except (KeyError, TypeError, ValueError) as error:
            raise unreadable(self.host) from error


@dataclass(frozen=True)
class _Status:
    """A status as the server lists it."""

    at: datetime
    text: str
    status: Mapping[str, Any]

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "_Status":
        at = datetime.fromisoformat(found["created_at"])
        if at.tzinfo is None:
            raise ValueError(found["created_at"])
        return cls(at, str(found["content"]), found)


def _publicity(status: Mapping[str, Any], host: str) -> Publicity:
    where = status.get("url")
    if not isinstance(where, str) or not is_web_address(where):
        raise unreadable(host, is_final=True)
    return Publicity(permalink=where, remote={"status": str(status.get("id", ""))})


def _key_in(answer: HttpAnswer, host: str) -> str:
    found = answer.json()
    key = found.get("id") if isinstance(found, Mapping) else None
    if not isinstance(key, str | int):
        raise unreadable(host)
    return str(key)


def _words_of(html: str) -> str:
    return unescape(_TAGS.sub("", html))


def _bare(text: str) -> str:
    """Return the letters of a text, without blanks."""
    return _BLANKS.sub("", text)
