"""A trial: a database full of notices, and a mail server that takes what is sent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from reliability.evidence import Evidence, gather
from reliability.preload import warm
from reliability.sample_campaign import Crowd, ask, owe_only
from reliability.sender import Log, Sender
from reliability.sink import Arrival
from reliability.stores import engine_on, store
from states.purpose import MailKind

REQUESTS, REMINDERS = MailKind.REVIEW_REQUEST, MailKind.REMINDER


class Server(Protocol):
    """A mail server of a trial, which remembers what it has accepted."""

    @property
    def url(self) -> str:
        """What VORLAUF_MAIL_URL has to be."""

    @property
    def count(self) -> int:
        """How many mails it has taken so far."""

    def wait_for(self, mails: int, gone: int) -> bool:
        """Wait until so many are in; False if the sender was `gone` before."""

    def arrivals(self) -> Sequence[Arrival]:
        """Return every mail it has taken, in order."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Notices of one purpose, due now, and the sender that is to send them."""

    people: Crowd
    purpose: MailKind
    numbers: Sequence[str]
    sender: Sender
    server: Server

    @property
    def what(self) -> str:
        """What is sent, in words."""
        words = "requests" if self.purpose is REQUESTS else "reminders"
        return words if max(self.people.posts) == 1 else f"{words} in bundles"

    def found(self) -> Evidence:
        """Return what has arrived so far, and what the database says of it."""
        with engine_on(self.sender.database) as engine:
            arrivals = self.server.arrivals()
            return gather(engine, self.people.directory, arrivals, self.purpose)


@contextmanager
def trial(
    kind: str,
    people: Crowd,
    purpose: MailKind,
    server: Server,
    *,
    log: Log | None = None,
) -> Iterator[Trial]:
    """Owe everybody a notice on a new database of this kind."""
    warm()
    with store(kind) as database:
        with engine_on(database) as engine:
            numbers = ask(engine, people)
            owe_only(engine, purpose)
        sender = Sender(
            directory=people.directory, database=database, server=server.url, log=log
        )
        yield Trial(
            people=people,
            purpose=purpose,
            numbers=numbers,
            sender=sender,
            server=server,
        )
