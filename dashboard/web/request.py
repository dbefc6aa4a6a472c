"""Page request: one request as a page sees it: who, with what, in which language."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard.i18n.language import Words
from dashboard.web.form import Form
from dashboard.web.numbers import number_of
from dashboard.web.redacted_input import redaction_of
from dashboard.web.state import AppState
from notifications.i18n.translation import translate
from states.messages import Message, SpokenError
from vorlauf.accounts.sessions import SignedIn
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import Connection, reading, writing
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory, House, Person
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.errors import NotFoundError
from vorlauf.links.redaction import Redaction
from vorlauf.posts.visibility import Visibility, sees, visibility_of
from vorlauf.readmodels.page_frame import PageFrame, page_frame
from vorlauf.readmodels.scope import ReadScope
from vorlauf.wiring import Wiring
from vorlauf.workflow.actors import Part

# What the next page says about what has just been done; gone once it was shown.
SAID: Final = "vorlauf_said"
LANGUAGE: Final = "vorlauf_language"
GERMAN: Final = "de"


@dataclass
class PageRequest:
    """One request: `now` is aware UTC, `signed_in` None for whoever is a stranger.

    `frame` returns what the layout of every page asks for.
    """

    http: Request
    parts: AppState
    now: datetime
    directory: Directory
    frame: Callable[["PageRequest"], Mapping[str, object]]
    signed_in: SignedIn | None = None
    form: Form = field(default_factory=Form)
    _around: PageFrame | None = None

    @property
    def wiring(self) -> Wiring:
        """The engine's parts."""
        return self.parts.wiring

    @property
    def is_signed_in(self) -> bool:
        """Say whether somebody is signed in."""
        return self.signed_in is not None

    @property
    def account(self) -> SignedIn:
        """The visit and the account; only pages for those who are signed in ask."""
        assert self.signed_in is not None  # noqa: S101 - the permission table says so
        return self.signed_in

    @cached_property
    def person(self) -> Person:
        """Who is signed in."""
        return self.directory.people[self.account.person]

    @cached_property
    def visibility(self) -> Visibility:
        """Which posts this person may see."""
        return visibility_of(self.directory, self.person)

    @cached_property
    def language(self) -> str:
        """The reader's language: as chosen, else as stakeholders.toml has it."""
        known = self.parts.languages
        wishes = [self.http.cookies.get(LANGUAGE, "")]
        if self.signed_in is not None:
            wishes = [self.signed_in.language, self.person.language, *wishes]
        return next((wish for wish in wishes if wish in known), GERMAN)

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return self.parts.languages[self.language]

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The parameters of the address, each with its first value."""
        return {name: self.queries(name)[0] for name in self.http.query_params}

    def queries(self, name: str) -> list[str]:
        """Return every value of a parameter of the address."""
        return [*map(self.redaction.clean, self.http.query_params.getlist(name))]

    @cached_property
    def redaction(self) -> Redaction:
        """What strikes our secrets from whatever this request has sent."""
        texts = [
            *self.http.query_params.values(),
            *(text for _, text in self.form.fields),
        ]
        person = self.account.person if self.signed_in is not None else ""
        return redaction_of(self.wiring, self.path, texts, person)

    @property
    def path(self) -> Mapping[str, str]:
        """What stands in the place of the names in the path."""
        return self.http.path_params

    def key(self, name: str, unknown: str) -> int:
        """Return the key of a row that the path names.

        Raises `NotFoundError` with the sentence `unknown` if it is no number.
        """
        key = number_of(self.path[name])
        if not key:
            raise NotFoundError(unknown)
        return key

    @property
    def door(self) -> Mapping[str, str]:
        """How an act came in, for the file."""
        return {"door": "dashboard"}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with reading(self.wiring.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open the one transaction in which this request writes."""
        with writing(self.wiring.engine) as connection:
            yield connection

    def call(self, connection: Connection) -> Call:
        """Return as what this request asks the engine, in an open transaction."""
        return Call(connection, self.directory, self.now, self.door)

    def scope(self, connection: Connection) -> ReadScope:
        """Return what this person may read now, in an open transaction."""
        return ReadScope(connection, self.visibility, self.now)

    def post(self, connection: Connection, number: str | None = None) -> PostSnapshot:
        """Return a post that this person may see, by default that of the path.

        Raises `NotFoundError` for any other, whether it exists or not.
        """
        wanted = self.path["number"] if number is None else number
        post = post_snapshots.post_of(connection, wanted)
        if not sees(self.visibility, post):
            raise NotFoundError(f"There is no post {wanted} for you to see.")
        return post

    def around(self, connection: Connection) -> PageFrame:
        """Return what every page needs beside its own matter; asked once a request."""
        if self._around is None:
            today = self.directory.agency.office.day_of(self.now)
            self._around = page_frame(connection, today)
        return self._around

    def gone(self) -> frozenset[str]:
        """Return the keys of those who are away today or disabled."""
        if self._around is None:
            with self.reading() as connection:
                self.around(connection)
        around = self._around
        return around.disabled | around.away.keys() if around else frozenset()

    @property
    def part(self) -> Part:
        """For whom this person may answer today."""
        return Part(gone=self.gone)

    def outlooks(self, connection: Connection) -> OutlooksNow:
        """Return how every open post stands, in a transaction that only reads."""
        last = self.around(connection).last_entry
        return self.wiring.outlooks.at(connection, self.directory, last)

    def house(self) -> House:
        """Return the house of the path. Raises `NotFoundError` if it is not theirs."""
        key = self.path["house"]
        houses = self.visibility.houses
        if houses is not None and key not in houses:
            raise NotFoundError(f"There is no house {key!r} for you to see.")
        return self.directory.house(key)

    def say(self, said: SpokenError | Message) -> str:
        """Return what the engine says in the reader's language."""
        message = said.message if isinstance(said, SpokenError) else said
        return translate(message, self.language)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Return the page that this template makes of these values."""
        said = _said(self.http.cookies.get(SAID, ""))
        shown = self.parts.templates[self.language].render(
            template, {**self.frame(self), **said, **self._pulse(), **values}
        )
        response = HTMLResponse(shown, status)
        if said["said"]:
            response.delete_cookie(SAID)
        return response

    def _pulse(self) -> Mapping[str, object]:
        """Return the version of what the page shows; without one it stays as it is."""
        if self._around is None:
            return {}
        return {"pulse": self.stamp(self._around.pulse)}

    def stamp(self, pulse: str) -> str:
        """Return the version of a page: what it shows ages by itself, too."""
        # Ten minutes: what is due at four o'clock is late at ten past at the latest.
        return f"{pulse}.{int(self.now.timestamp()) // 600}"

    def go(
        self, to: str, *, said: str = "", tone: str = "success", **more: object
    ) -> Response:
        """Send the reader on (303); the next page says what has been done.

        `more` may hold `undo_number`, `undo_until` and `undo_seen`: the post whose
        last move may be taken back from there; `undo_slot` is the local slot that it
        had, if it was the slot that moved, and `undo_hold` the hold that it has left.
        `undo_topic` is the topic whose last change may be taken back instead, and
        `undo_at` the address at which `undo_what` is taken back.
        """
        response = RedirectResponse(to, 303)
        if said:
            told = {"said": said, "said_tone": tone, **more}
            packed = urlsafe_b64encode(json.dumps(told).encode()).decode()
            response.set_cookie(
                SAID, packed, max_age=120, httponly=True, samesite="lax"
            )
        return response


_NUMBER: Final = re.compile(r"[0-9]{4}-[0-9]{3,6}")
_KEY: Final = re.compile(r"[0-9]{1,9}")
_NOTHING_SAID: Final[Mapping[str, object]] = {
    "said": "",
    "said_tone": "success",
    "undo_number": "",
    "undo_until": "",
    "undo_seen": "",
    "undo_slot": "",
    "undo_hold": "",
    "undo_topic": "",
    "undo_at": "",
    "undo_what": "",
}
# Where more than one post is taken back at once.
_UNDO_AT: Final = frozenset({"/hand-over/undo", "/house-replacement/undo"})


def _said(packed: str) -> Mapping[str, object]:
    """Read what the page before has left to say; nonsense says nothing."""
    try:
        told = json.loads(urlsafe_b64decode(packed.encode())) if packed else {}
    except (ValueError, RecursionError):
        return _NOTHING_SAID
    if not isinstance(told, dict):
        return _NOTHING_SAID
    # Half characters can stand in JSON, and in no page.
    known = {
        name: str(told[name])[:600].encode("utf-8", "replace").decode()
        for name in _NOTHING_SAID
        if name in told
    }
    if not _NUMBER.fullmatch(known.get("undo_number", "")):
        known.pop("undo_number", None)
    for name in ("undo_hold", "undo_topic"):
        if not _KEY.fullmatch(known.get(name, "")):
            known.pop(name, None)
    if known.get("undo_at", "") not in _UNDO_AT:
        known.pop("undo_at", None)
    return {**_NOTHING_SAID, **known}
