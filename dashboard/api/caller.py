"""Callers: the person behind a bearer token, and what they may."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Final
from weakref import WeakKeyDictionary

from fastapi import Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from dashboard.permissions import API
from dashboard.web.bodies import announced
from dashboard.web.busy import RETRY, BusyError
from dashboard.web.json_errors import SENTENCES
from dashboard.web.middleware import limit_of
from dashboard.web.redacted_input import redacted_json, redaction_of
from dashboard.web.state import AppState
from states.post import Role
from vorlauf.accounts import api_tokens
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import Connection, reading, writing
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory, House, Person
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.posts import presence
from vorlauf.posts.presence import Presence
from vorlauf.posts.visibility import Visibility, sees, visibility_of
from vorlauf.readmodels.page_frame import PageFrame, page_frame
from vorlauf.readmodels.scope import ReadScope
from vorlauf.wiring import Wiring
from vorlauf.workflow.actors import Part

# It only describes: `Admitting` has asked for the token before.
_BEARER: Final = HTTPBearer(
    scheme_name="bearer", auto_error=False, description="a token of yours: see /me"
)
# So many requests of programs are answered at once, each with a connection to the
# database, and so many wait for their turn.
AT_ONCE: Final = 8
_WAITING: Final = 100
_ENTRIES: Final = {entry.name: entry for entry in API}


@dataclass
class Caller:
    """One request of a program: for whom it acts, and when (aware UTC)."""

    parts: AppState
    person: Person
    directory: Directory
    now: datetime

    @cached_property
    def visibility(self) -> Visibility:
        """Which posts this person may see."""
        return visibility_of(self.directory, self.person)

    @property
    def wiring(self) -> Wiring:
        """The engine's parts."""
        return self.parts.wiring

    @property
    def door(self) -> Mapping[str, str]:
        """How an act came in, for the file."""
        return {"door": "api"}

    @cached_property
    def present(self) -> Presence:
        """Who is away today, and who is disabled."""
        day = self.directory.agency.office.day_of(self.now)
        with self.reading() as connection:
            return presence.on_day(connection, day)

    @property
    def part(self) -> Part:
        """For whom this person may answer today."""
        return Part(gone=lambda: self.present.gone)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with reading(self.parts.wiring.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open the one transaction in which this request writes."""
        with writing(self.parts.wiring.engine) as connection:
            yield connection

    def call(self, connection: Connection) -> Call:
        """Return as what this request asks the engine, in an open transaction."""
        return Call(connection, self.directory, self.now, self.door)

    def scope(self, connection: Connection) -> ReadScope:
        """Return what this person may read now, in an open transaction."""
        return ReadScope(connection, self.visibility, self.now)

    def around(self, connection: Connection) -> PageFrame:
        """Return what the pages of today have around them."""
        return page_frame(connection, self.directory.agency.office.day_of(self.now))

    def outlooks(self, connection: Connection, around: PageFrame) -> OutlooksNow:
        """Return how every open post stands, in a transaction that only reads."""
        kept = self.parts.wiring.outlooks
        return kept.at(connection, self.directory, around.last_entry)

    def post(self, connection: Connection, number: str) -> PostSnapshot:
        """Return a post that this person may see. Raises `NotFoundError`."""
        post = post_snapshots.post_of(connection, number)
        if not sees(self.visibility, post):
            raise NotFoundError("There is no such post for you to see.")
        return post

    @contextmanager
    def naming(self) -> Iterator[None]:
        """Say what is wrong with a name that was sent: that is no address."""
        try:
            yield
        except NotFoundError as error:
            raise BadInputError(error.message) from error

    def house(self, key: str) -> House:
        """Return a house that this person may see. Raises `NotFoundError`."""
        houses = self.visibility.houses
        if houses is not None and key not in houses:
            raise NotFoundError("There is no such house for you to see.")
        return self.directory.house(key)


class Admitting(APIRoute):
    """A route that asks for the token before it reads what was sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request, behind the question who calls."""
        answer, allowed = super().get_route_handler(), _ENTRIES[self.name].who

        async def admitted(request: Request) -> Response:
            if allowed is None:
                return await answer(request)
            async with _turn():
                found = await run_in_threadpool(_admit, request, allowed)
            request.state.caller = found
            size = announced(request.headers, limit_of(request.scope))
            sent = _RedactedRequest(request.scope, request.receive)
            with found.parts.uploads.room(f"person {found.person.key}", size):
                await sent.arrive()
                async with _turn():
                    return await answer(sent)

        return admitted


class _RedactedRequest(Request):
    """A request whose body holds no secret of ours."""

    async def arrive(self) -> None:
        """Wait until everything is here."""
        await super().body()

    async def body(self) -> bytes:
        """Return what was sent, without secrets."""
        sent = await super().body()
        return await run_in_threadpool(self._redacted, sent) if sent else sent

    def _redacted(self, sent: bytes) -> bytes:
        caller: Caller = self.state.caller
        texts = [sent.decode("utf-8", "replace")]
        wiring, person = caller.parts.wiring, caller.person.key
        redaction = redaction_of(wiring, self.path_params, texts, person)
        return redacted_json(sent, redaction)


@dataclass
class _Queue:
    """Those who are answered, and those who wait for it: all together `inside`."""

    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    inside: int = 0


# A semaphore belongs to one loop.
_QUEUES: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, _Queue]] = (
    WeakKeyDictionary()
)


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """Wait until fewer than `AT_ONCE` programs are answered.

    Nobody waits for what is still on its way. Raises `BusyError` if too many wait.
    """
    queue = _QUEUES.setdefault(asyncio.get_running_loop(), _Queue())
    if queue.inside >= AT_ONCE + _WAITING:
        raise BusyError(RETRY)
    queue.inside += 1
    try:
        async with queue.turns:
            yield
    finally:
        queue.inside -= 1


def _admit(request: Request, allowed: frozenset[Role]) -> Caller:
    """Return who calls; 401 without a token that holds, 403 for another role."""
    parts: AppState = request.app.state.parts
    now, directory = parts.now(), parts.directory()
    person = _person(parts, directory, _secret(request), now)
    if person is None:
        raise HTTPException(401, SENTENCES[401], {"WWW-Authenticate": "Bearer"})
    if person.role not in allowed:
        raise HTTPException(403, f"This is not for your role ({person.role.value}).")
    return Caller(parts, person, directory, now)


def _secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _person(
    parts: AppState, directory: Directory, secret: str, now: datetime
) -> Person | None:
    if not secret:
        return None
    with reading(parts.wiring.engine) as connection:
        found = api_tokens.of_token(Call(connection, directory, now), secret)
    if found is None:
        return None
    if found.is_worth_a_note(now):
        with writing(parts.wiring.engine, durable=False) as connection:
            api_tokens.touch(connection, found, now)
    return directory.people[found.person]


def _caller(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Caller:
    found: Caller = request.state.caller
    return found


Calls = Annotated[Caller, Depends(_caller)]
