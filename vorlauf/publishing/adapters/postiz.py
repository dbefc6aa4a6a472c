"""Postiz: a draft first, whose key is kept, then its schedule; then its outcome.

By its documentation of August 2026. It knows no key that publishes once, so nothing is
sent again before the list of posts has said what became of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from states.messages import Message, msg, phrase
from vorlauf.publishing.adapters.adapter import (
    CREDITS,
    AdapterCheck,
    OutgoingPicture,
    OutgoingPost,
    Publicity,
    raise_for,
    unreadable,
)
from vorlauf.publishing.adapters.http_calls import HttpCalls
from vorlauf.publishing.failures import Failure, PublishingError
from vorlauf.text import is_web_address

BASE: Final = "/public/v1"
# Where posts are looked for around the instant that they were planned for.
_AROUND: Final = timedelta(days=2)
# A draft is planned for this much later, so that it is never of the past.
_SOON: Final = timedelta(minutes=1)
_JSON: Final = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Postiz:
    """An account of a network in Postiz: its `integration`, and its type there."""

    calls: HttpCalls
    host: str
    integration: str
    network: str
    idempotent_for: timedelta | None = None

    @property
    def lacks(self) -> tuple[Message, ...]:
        """Alt texts and the language have no place in its API."""
        return (
            phrase("lacks", "alt texts: pictures come out without any"),
            phrase("lacks", "the language of the text"),
            CREDITS,
        )

    def prepare(self, post: OutgoingPost) -> Mapping[str, Any]:
        """Make the draft, unless an earlier attempt has made it; return its key."""
        known = post.remote.get("post")
        found = self._posts(post)
        is_there = any(one.get("id") == known for one in found)
        if known and is_there:
            return dict(post.remote)
        for one in found:
            if one.get("state") == "DRAFT" and self._is_ours(one, post):
                return {"post": str(one["id"])}
        images = [self._upload(one, post.now) for one in post.pictures]
        return {"post": self._draft(post, images)}

    def publish(self, post: OutgoingPost) -> Publicity:
        """Schedule the draft; Postiz publishes it by itself and says so later."""
        key = str(post.remote["post"])
        answer = self.calls.call(
            "PUT",
            f"{BASE}/posts/{quote(key, safe='')}/status",
            headers=_JSON,
            content=json.dumps({"status": "schedule"}).encode(),
            is_final=True,
        )
        raise_for(answer, self.host, post.now, is_final=True)
        return Publicity(remote=post.remote, awaits=True)

    def look_up(self, post: OutgoingPost) -> Publicity | None:
        """Return what the list of posts says of the draft that was made."""
        key = post.remote.get("post")
        found = next((p for p in self._posts(post) if p.get("id") == key), None)
        match found and found.get("state"):
            case "QUEUE":
                return Publicity(remote=post.remote, awaits=True)
            case "DRAFT":
                return None
            case "PUBLISHED":
                where = str((found or {}).get("releaseURL") or "")
                known = where if is_web_address(where) else ""
                return Publicity(permalink=known, remote=post.remote)
            case "ERROR":
                raise PublishingError(
                    Failure.UNKNOWN,
                    msg(
                        "Postiz reports an error; whether the network has published "
                        "is not known."
                    ),
                )
        raise PublishingError(
            Failure.UNKNOWN, msg("Postiz does not know the post any more.")
        )

    def check(self) -> AdapterCheck:
        """Ask for the accounts that the secret opens; the one named must be there."""
        now = datetime.now(UTC)
        answer = self.calls.call("GET", f"{BASE}/integrations")
        raise_for(answer, self.host, now)
        listed = answer.json()
        if not isinstance(listed, list):
            raise unreadable(self.host)
        for one in listed:
            if isinstance(one, Mapping) and one.get("id") == self.integration:
                return AdapterCheck(account=str(one.get("name") or self.integration))
        raise PublishingError(
            Failure.PERMANENT,
            msg(
                "Postiz has no account {integration}; write the ID that it shows into "
                "stakeholders.toml.",
                integration=self.integration,
            ),
        )

    def _posts(self, post: OutgoingPost) -> list[Mapping[str, Any]]:
        since = min(post.begun_at or post.now, post.slot_at) - _AROUND
        asked = {
            "startDate": _instant(since),
            "endDate": _instant(post.now + _AROUND),
        }
        answer = self.calls.call("GET", f"{BASE}/posts?{urlencode(asked)}")
        raise_for(answer, self.host, post.now)
        found = answer.json()
        listed = found.get("posts") if isinstance(found, Mapping) else None
        if not isinstance(listed, list):
            raise unreadable(self.host)
        return [one for one in listed if isinstance(one, Mapping)]

    def _is_ours(self, one: Mapping[str, Any], post: OutgoingPost) -> bool:
        account = one.get("integration")
        known = account.get("id") if isinstance(account, Mapping) else account
        is_same = one.get("content") == post.whole_text
        return is_same and known == self.integration

    def _upload(self, picture: OutgoingPicture, now: datetime) -> Mapping[str, str]:
        answer = self.calls.call(
            "POST",
            f"{BASE}/upload",
            files={"file": (picture.name, picture.content, picture.media_type)},
        )
        raise_for(answer, self.host, now)
        found = answer.json()
        if not isinstance(found, Mapping) or not {"id", "path"} <= found.keys():
            raise unreadable(self.host)
        return {"id": str(found["id"]), "path": str(found["path"])}

    def _draft(self, post: OutgoingPost, images: list[Mapping[str, str]]) -> str:
        tag = f"vorlauf {post.number} v{post.version}"
        wanted = {
            "type": "draft",
            "date": _instant(post.now + _SOON),
            "shortLink": False,
            "tags": [{"value": tag, "label": tag}],
            "posts": [
                {
                    "integration": {"id": self.integration},
                    "value": [{"content": post.whole_text, "image": images}],
                    "settings": {"__type": self.network},
                }
            ],
        }
        answer = self.calls.call(
            "POST", f"{BASE}/posts", headers=_JSON, content=json.dumps(wanted).encode()
        )
        raise_for(answer, self.host, post.now)
        made = answer.json()
        first = made[0] if isinstance(made, list) and made else None
        if not isinstance(first, Mapping) or not first.get("postId"):
            raise unreadable(self.host)
        return str(first["postId"])


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
