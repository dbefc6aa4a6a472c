"""Servers that publish, on loopback: Mastodon, a webhook's receiver and Postiz.

They behave as their documentation says (Mastodon: July 2026, Standard Webhooks 1.0.0,
Postiz: August 2026), for none of them runs here. `faults` decides for each request what
goes wrong: before its effect, after it, or instead of it.
"""

import hmac
import json
import re
import threading
import time
from base64 import b64decode, b64encode
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, urlsplit

KEY_LASTS = timedelta(hours=1)
# What can go wrong with a request, and whether it has its effect.
EFFECTIVE = {"cut_after": True, "500_after": True, "hang_after": True}
BROKEN = ("cut_before", "500_before", "429", *EFFECTIVE)


@dataclass
class Reply:
    status: int = 200
    body: object = None
    headers: dict = field(default_factory=dict)


@dataclass
class PublishingServer:
    """What all of them share: a clock that is told, faults, and what has come out."""

    now: datetime = datetime(2023, 11, 21, 9, 0, tzinfo=UTC)
    faults: object = None
    requests: list = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    base: str = ""
    # Seconds for which one that hangs gives no answer.
    hangs: float = 0.0

    def handle(self, request):
        """Return the reply to a request, or None for a connection that breaks."""
        with self.lock:
            self.requests.append(request)
            fault = self.faults(request) if self.faults else None
            if fault == "cut_before":
                return None
            if fault == "429":
                reset = (self.now + timedelta(minutes=5)).isoformat()
                return Reply(429, {"error": "slow"}, {"X-RateLimit-Reset": reset})
            if fault == "500_before":
                return Reply(503, {"error": "down"})
            if isinstance(fault, Reply):
                return fault
            reply = self.answer(request)
        if fault == "hang_after":
            time.sleep(self.hangs)
        if fault in {"cut_after", "hang_after"}:
            return None
        return Reply(502, "bad gateway") if fault == "500_after" else reply

    def answer(self, request):
        raise NotImplementedError

    def asked(self, method, path):
        return [r for r in self.requests if r.method == method and r.path == path]


@dataclass
class Request:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def parts(self):
        """The parts of a form with files, by name."""
        kind = self.headers["content-type"]
        whole = f"Content-Type: {kind}\r\n\r\n".encode() + self.body
        return {
            part.get_param("name", header="content-disposition"): part
            for part in message_from_bytes(whole).get_payload()
        }


@dataclass
class FakeMastodon(PublishingServer):
    """Keeps keys for an hour by its own clock; pictures are ready at the second look.

    `statuses` is what the public sees, with the instant of each.
    """

    token: str = "geheim-1"
    keeps_keys: bool = True
    statuses: list = field(default_factory=list)
    media: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    scopes: tuple = ("read", "write")
    numbers: object = field(default_factory=lambda: count(1))
    counts: dict = field(
        default_factory=lambda: {
            "favourites_count": 0,
            "reblogs_count": 0,
            "replies_count": 0,
        }
    )

    def answer(self, request):  # noqa: PLR0911, one for each path
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, {"error": "The access token is invalid"})
        match request.method, request.path:
            case "GET", "/api/v1/accounts/verify_credentials":
                account = {"id": "7", "acct": "sachsen", "followers_count": 5600}
                return Reply(200, account)
            case "GET", "/api/v1/apps/verify_credentials":
                return Reply(200, {"name": "Vorlauf", "scopes": list(self.scopes)})
            case "GET", "/api/v2/instance":
                limits = {"statuses": {"max_characters": 500}}
                return Reply(200, {"configuration": limits})
            case "GET", "/api/v1/accounts/7/statuses":
                newest = self.statuses[::-1][: int(request.query["limit"][0])]
                return Reply(200, newest)
            case "POST", "/api/v2/media":
                return self._upload(request)
            case "POST", "/api/v1/statuses":
                return self._publish(request)
        for status in self.statuses:
            if request.path == f"/api/v1/statuses/{status['id']}":
                return Reply(200, {**status, **self.counts})
        return self._medium(request)

    def _medium(self, request):
        if found := re.fullmatch(r"/api/v1/media/(\d+)", request.path):
            medium = self.media[found[1]]
            medium["looks"] += 1
            return Reply(206 if medium["looks"] < 2 else 200, {"id": found[1]})
        return Reply(404, {"error": "Record not found"})

    def _upload(self, request):
        key = str(next(self.numbers))
        parts = request.parts
        self.media[key] = {
            "looks": 0,
            "content": parts["file"].get_payload(decode=True),
            "description": parts["description"].get_payload(decode=True).decode(),
        }
        return Reply(202, {"id": key, "url": None})

    def _publish(self, request):
        key = request.headers.get("idempotency-key")
        known, at = self.keys.get(key, (None, self.now))
        if self.keeps_keys and known and self.now - at < KEY_LASTS:
            return Reply(200, known)
        wanted = request.json
        if len(wanted["status"]) > 500:
            return Reply(422, {"error": "Validation failed: Text limit of 500"})
        key_of_status = str(next(self.numbers))
        paragraphs = escape(wanted["status"]).split("\n\n")
        status = {
            "id": key_of_status,
            "url": f"https://social.example.org/@sachsen/{key_of_status}",
            "created_at": self.now.isoformat().replace("+00:00", "Z"),
            "content": "".join(
                f"<p>{p.replace(chr(10), '<br>')}</p>" for p in paragraphs
            ),
            "language": wanted["language"],
            "media": wanted["media_ids"],
            "text": wanted["status"],
        }
        self.statuses.append(status)
        self.keys[key] = (status, self.now)
        return Reply(200, status)


@dataclass
class WebhookReceiver(PublishingServer):
    """Verifies each signature as the specification says, and keeps each key."""

    secret: str = "whsec_" + b64encode(b"s" * 32).decode()
    events: dict = field(default_factory=dict)
    times: Counter = field(default_factory=Counter)
    says_where: bool = True
    where: str = ""
    status: int = 200

    def answer(self, request):
        key, second = (request.headers[f"webhook-{n}"] for n in ("id", "timestamp"))
        signed = f"{key}.{second}.".encode() + request.body
        secret = b64decode(self.secret.removeprefix("whsec_"))
        wanted = b64encode(hmac.digest(secret, signed, sha256)).decode()
        if f"v1,{wanted}" not in request.headers["webhook-signature"].split(" "):
            return Reply(401, {"error": "signature"})
        if self.status != 200:
            return Reply(self.status, {})
        self.times[key] += 1
        if request.json["type"] == "post.due":
            self.events.setdefault(key, request.json)
        where = self.where or f"https://www.example.org/beitrag/{key}"
        return Reply(200, {"permalink": where} if self.says_where else None)


@dataclass
class FakePostiz(PublishingServer):
    """Drafts, schedules, and publishes what is scheduled when it is told to."""

    token: str = "postiz-key"
    posts: dict = field(default_factory=dict)
    published: list = field(default_factory=list)
    numbers: object = field(default_factory=lambda: count(1))
    fails: bool = False

    def answer(self, request):  # noqa: PLR0911, one for each path
        if request.headers.get("authorization") != self.token:
            return Reply(401, {"msg": "Invalid API key"})
        match request.method, request.path:
            case "GET", "/public/v1/integrations":
                return Reply(200, [{"id": "abc", "name": "Sachsen"}])
            case "POST", "/public/v1/upload":
                key = str(next(self.numbers))
                return Reply(201, {"id": key, "path": f"https://u.example.org/{key}"})
            case "POST", "/public/v1/posts":
                return self._draft(request.json)
            case "GET", "/public/v1/posts":
                return Reply(200, {"posts": self._listed(request.query)})
        found = re.fullmatch(r"/public/v1/posts/(\w+)/status", request.path)
        if request.method == "PUT" and found and found[1] in self.posts:
            wanted = request.json["status"]
            self.posts[found[1]]["state"] = "QUEUE" if wanted == "schedule" else "DRAFT"
            return Reply(200, {"id": found[1], "state": "QUEUE"})
        return Reply(404, {"msg": "not found"})

    def work(self):
        """Publish what is scheduled, as its worker does by itself."""
        for key, post in self.posts.items():
            if post["state"] == "QUEUE":
                post["state"] = "ERROR" if self.fails else "PUBLISHED"
                post["releaseURL"] = (
                    f"https://www.linkedin.com/feed/update/urn:li:share:{key}"
                )
                self.published.append(post["content"])

    def _draft(self, wanted):
        assert wanted["type"] == "draft"
        (one,) = wanted["posts"]
        key = f"p{next(self.numbers)}"
        self.posts[key] = {
            "id": key,
            "state": "DRAFT",
            "content": one["value"][0]["content"],
            "publishDate": wanted["date"],
            "integration": {"id": one["integration"]["id"]},
            "tags": wanted["tags"],
        }
        return Reply(201, [{"postId": key, "integration": one["integration"]["id"]}])

    def _listed(self, query):
        first, last = query["startDate"][0], query["endDate"][0]
        return [p for p in self.posts.values() if first <= p["publishDate"] <= last]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self):
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            return
        reply = self.server.fake.handle(
            Request(
                self.command,
                parts.path,
                parse_qs(parts.query),
                {name.lower(): value for name, value in self.headers.items()},
                body,
            )
        )
        self.close_connection = True
        if reply is None:
            return
        content = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = _serve  # noqa: N815, their names

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        """Whoever is killed while it asks leaves broken pipes."""


@contextmanager
def served(fake):
    """Serve it on loopback; its address is `fake.base`."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fake = fake
    fake.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
