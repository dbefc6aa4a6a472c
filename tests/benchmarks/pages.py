"""Pages: how long the dashboard takes for each, and what each asks and weighs."""

import asyncio
import gzip
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, event
from starlette.types import Message, Scope

from benchmarks import pages_data
from benchmarks.figures import Figure, directory, store
from dashboard.app import make_app
from dashboard.web.session_cookie import COOKIE
from dashboard.web.state import AppState
from states.post import PostState
from vorlauf.accounts import invitations, sessions
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.posts.visibility import visibility_of
from vorlauf.readmodels import register
from vorlauf.readmodels.scope import Filter, ReadScope
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring

POSTS: Final = 100_000
FEW_POSTS: Final = 2_000
# Among so many open posts there is one in review that each reader may see.
LEAST_OPEN: Final = 200
TIMES, FEW_TIMES = 40, 2
MOST_MS, MOST_SELECTS, MOST_KB = 15, 8, 60
HOW: Final = (
    "The application answers each page forty times without a network, on SQLite, with "
    "the posts of many years, a tenth of them open; the median counts. Beside stand "
    "the statements of one answer, its size, and the time with a tenth of the posts."
)
# Whoever looks, by key: sees everything, or what concerns their house.
READERS: Final = {"petzold": "coordinator", "haase": "contact"}
PAGES: Final = {
    "today": "/",
    "board": "/board",
    "board, one house": "/board?house=smi",
    "register": "/posts",
    "register, still open": "/posts?state=open",
    "register, house and text": "/posts?house=smi&q=feuerwehr",
    "calendar": "/calendar?month=2026-11",
    "house": "/houses/smi",
    "flows": "/flows",
    "post": "/posts/{number}",
}
# Measured once, by itself; quoted here and not measured again.
PEER: Final = "quoted: Wagtail's report of workflows with 1,000 pages: 58 to 233 ms"


def measure(*, short: bool = False, posts: int | None = None) -> list[Figure]:
    """Return the server's time for each page, and the most SELECTs and bytes of any.

    The store holds so many posts, a tenth of them open; a tenth of both is measured,
    too, and stands beside.
    """
    posts = posts or (FEW_POSTS if short else POSTS)
    times = FEW_TIMES if short else TIMES
    smaller = {look.what: look for look in _looks(posts // 10, times)}
    looks = list(_looks(posts, times))
    most = max(looks, key=lambda look: look.selects)
    largest = max(looks, key=lambda look: look.html)
    return [
        *(_figure(look, smaller[look.what], posts) for look in looks),
        Figure(
            "most SELECTs of a page", most.selects, MOST_SELECTS, "", most.what, HOW
        ),
        Figure("largest page", largest.html / 1e3, MOST_KB, "kB", largest.what, HOW),
    ]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look at a page costs: in milliseconds, statements and bytes."""

    what: str
    median: float
    selects: int
    html: int
    packed: int


def _figure(look: Look, smaller: Look, posts: int) -> Figure:
    beside = (
        f"{look.selects} SELECTs, {look.html / 1e3:.0f} kB, {look.packed / 1e3:.0f} kB "
        f"packed; {smaller.median:.1f} ms of {posts // 10:,} posts"
    )
    if look.what.startswith("today"):
        beside = f"{beside}\n{PEER}"
    return Figure(
        f"{look.what}, {posts:,} posts", look.median, MOST_MS, "ms", beside, HOW
    )


def _looks(posts: int, times: int) -> Iterator[Look]:
    with store() as (engine, file):
        pages_data.fill(engine, posts, min(posts, max(posts // 10, LEAST_OPEN)))
        yield from looks(engine, file.parent, times)


def looks(engine: Engine, folder: Path, times: int) -> Iterator[Look]:
    """Look at every page of a filled store with the eyes of each reader."""
    settings = Settings(
        home=folder,
        stakeholders=folder / "stakeholders.toml",
        database_url=engine.url.render_as_string(hide_password=False),
    )
    wiring = _Stopped(settings, engine, directory())
    office = _Office(wiring)
    for person, role in READERS.items():
        cookie = office.let_in(person)
        number = office.number_for(person)
        for name, path in PAGES.items():
            if name == "flows" and role == "contact":  # not for them
                continue
            look = asyncio.run(office.look(path.format(number=number), cookie, times))
            yield replace(look, what=f"{name}, {role}")


class _Stopped(Wiring):
    """The wiring with a clock that stands still, for which the store was filled."""

    def now(self) -> datetime:
        return pages_data.NOW


class _Office:
    """The application over a store, and those who are signed in."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.app = make_app(AppState(wiring))

    def let_in(self, person: str) -> str:
        """Return the cookie of a visit."""
        people, now = self.wiring.directory, self.wiring.now()
        with writing(self.wiring.engine) as connection:
            invitations.grant(Call(connection, people, now), person)
            return sessions.begin(connection, person, way="", device="", now=now)

    def number_for(self, person: str) -> str:
        """Return a post in review that this person may see."""
        people, now = self.wiring.directory, self.wiring.now()
        visibility = visibility_of(people, people.people[person])
        wanted = Filter(states=(PostState.MINISTRY_REVIEW,))
        with reading(self.wiring.engine) as connection:
            found = register.posts(
                ReadScope(connection, visibility, now), wanted, register.Rows(most=1)
            )
        assert found.rows, f"{person} may see none of the posts; take more of them"
        return found.rows[0].number

    async def look(self, path: str, cookie: str, times: int) -> Look:
        """Look at a page, again and again; the first looks only warm it up."""
        for _ in range(3):
            await self._answer(path, cookie)
        with _counted(self.wiring.engine) as selects:
            html = await self._answer(path, cookie)
        took = []
        for _ in range(times):
            began = time.perf_counter()
            await self._answer(path, cookie)
            took.append(time.perf_counter() - began)
        return Look(
            what=path,
            median=statistics.median(took) * 1e3,
            selects=len(selects),
            html=len(html),
            packed=len(gzip.compress(html)),
        )

    async def _answer(self, path: str, cookie: str) -> bytes:
        answer = _Answer()
        host = f"localhost:{self.wiring.settings.dashboard_port}"
        headers = {"host": host, "cookie": f"{COOKIE}={cookie}"}
        await self.app(_scope(path, headers), answer.receive, answer.send)
        assert answer.status == 200, (path, answer.status)
        return bytes(answer.body)


@dataclass
class _Answer:
    """What a server would send on: no client and no network stand between."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)

    async def receive(self) -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")


def _scope(address: str, headers: Mapping[str, str]) -> Scope:
    path, _, query = address.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
        "state": {},
    }


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that only read."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip("( \n").startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
