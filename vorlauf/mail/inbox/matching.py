"""Matching: who wrote a received mail, and which of our mails it answers."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection

from notifications.inbox.parse import ParsedMail
from vorlauf.db import accounts, post_snapshots
from vorlauf.db.issued_secrets import Concerned
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, House, Person
from vorlauf.errors import NotFoundError
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import AnsweredNotice, Origin

_NUMBER: Final = re.compile(r"\b20\d\d-\d{3,6}\b")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class MailInHand:
    """A mail that is being acted on: `id` is its key, `sender` empty for a stranger."""

    id: int
    received: ParsedMail
    sender: Person | None
    origin: Origin | None
    work: UnitOfWork


@dataclass(frozen=True, kw_only=True)
class MatchedPost:
    """The post that a mail is about, with the version and the step of our mail."""

    post: PostSnapshot
    version: int
    step_id: int
    house: str


def opened(id_: int, received: ParsedMail, work: UnitOfWork) -> MailInHand:
    """Return a mail with its sender and its origin, as far as they are known.

    A disabled person is a stranger.
    """
    sender = person_at(received.sender, work.directory)
    disabled = accounts.disabled(work.connection)
    return MailInHand(
        id=id_,
        received=received,
        sender=None if sender is None or sender.key in disabled else sender,
        origin=incoming_queries.origin(work.connection, received.answers),
        work=work,
    )


def concerned(
    connection: Connection, received: ParsedMail, directory: Directory
) -> Concerned:
    """Return whose links a mail may quote: its writer's, and of the mail it answers."""
    origin = incoming_queries.origin(connection, received.answers)
    sender = person_at(received.sender, directory)
    people = {sender.key} if sender else set()
    if origin is not None:
        people.add(origin.recipient)
    posts = {one.post_id for one in origin.notices if one.post_id} if origin else set()
    named = _NUMBER.findall(f"{received.subject} {received.whole}")
    return Concerned(
        posts=frozenset(posts), numbers=frozenset(named), people=frozenset(people)
    )


def person_at(address: str, directory: Directory) -> Person | None:
    """Return who is on file with an address; a person before a mailbox of many."""
    wanted = comparable(address)
    theirs = [
        one for one in directory.people.values() if comparable(one.email) == wanted
    ]
    # Somebody may be named under the address of the mailbox that they read.
    return min(theirs, key=lambda one: one.functional, default=None)


def matter_of(mail: MailInHand) -> MatchedPost | None:
    """Return the post that a mail is about, None if nobody can tell.

    The mail that it answers decides; of several posts in that, the one that it names,
    otherwise the first. Without such a mail, the post in its subject, if its sender
    takes part.
    """
    carried = _carried(mail)
    if carried is not None and carried.post_id is not None:
        post = post_snapshots.posts_by_id(mail.work.connection, [carried.post_id])
        return MatchedPost(
            post=post[carried.post_id],
            version=carried.version,
            step_id=carried.step_id or 0,
            house=carried.house,
        )
    post_named = _named_in_subject(mail) if mail.sender else None
    if post_named is None or mail.sender is None:
        return None
    return MatchedPost(
        post=post_named,
        version=post_named.version,
        step_id=incoming_queries.step_for(mail.work.connection, post_named.id),
        house=mail.sender.house,
    )


def _carried(mail: MailInHand) -> AnsweredNotice | None:
    notices = mail.origin.notices if mail.origin else ()
    about = {one.post_id: one for one in reversed(notices) if one.post_id is not None}
    if len(about) > 1:
        found = post_snapshots.posts_by_id(mail.work.connection, list(about))
        named = set(_NUMBER.findall(f"{mail.received.subject} {mail.received.words}"))
        for one in reversed(about.values()):
            if one.post_id in found and found[one.post_id].number in named:
                return one
    return next(reversed(about.values()), None)


def _named_in_subject(mail: MailInHand) -> PostSnapshot | None:
    named = _NUMBER.search(mail.received.subject)
    try:
        return post_snapshots.post_of(mail.work.connection, named[0]) if named else None
    except NotFoundError:
        return None


def day_around(house: House, instant: datetime) -> tuple[datetime, datetime]:
    """Return begin and end, aware UTC, of the day of a house around an instant."""
    day = house.office.day_of(instant)
    begin, end = (house.office.at(one, time.min) for one in (day, day + _DAY))
    return begin, end
