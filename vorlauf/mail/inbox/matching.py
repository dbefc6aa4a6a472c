"""Matching: who wrote a received mail, and which of our mails it answers."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection

from notifications.inbox.authentication import SenderCheck
from notifications.inbox.parse import ParsedMail
from vorlauf.db import accounts, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.issued_secrets import Concerned
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, House, Person
from vorlauf.errors import NotFoundError
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import AnsweredNotice, Origin
from vorlauf.mail.inbox.senders import InboxTrust, SenderEvidence, evidence
from vorlauf.posts.visibility import sees, visibility_of

_NUMBER: Final = re.compile(r"\b20\d\d-\d{3,6}\b")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class MailInHand:
    """A mail that is being acted on; `id` is its key.

    `claimed` is who is on file with the address after `From:`, `sender` the same
    person unless the gateway has found that the mail does not come from there; both are
    None for a stranger. `origin` is the mail of ours that it is about.
    """

    id: int
    received: ParsedMail
    claimed: Person | None
    origin: Origin | None
    evidence: SenderEvidence
    work: UnitOfWork

    @property
    def sender(self) -> Person | None:
        """Who is taken to have written it, if that is somebody on file."""
        return None if self.has_failed else self.claimed

    @property
    def has_failed(self) -> bool:
        """Say whether the gateway has found that its address is borrowed."""
        return self.evidence.check is SenderCheck.FAILED


@dataclass(frozen=True, kw_only=True)
class MatchedPost:
    """The post that a mail is about, with the version and the step of our mail."""

    post: PostSnapshot
    version: int
    step_id: int
    house: str


def opened(id_: int, received: ParsedMail, call: Call, trust: InboxTrust) -> MailInHand:
    """Return a mail with its sender and its origin, as far as they are known.

    A disabled person is a stranger. Audit entries say that what is done came by mail,
    and what is known of its sender.
    """
    claimed = person_at(received.sender, call.directory)
    disabled = accounts.disabled(call.connection)
    known = evidence(call.connection, received, trust, call.now)
    return MailInHand(
        id=id_,
        received=received,
        claimed=None if claimed is None or claimed.key in disabled else claimed,
        origin=known.origin,
        evidence=known,
        work=UnitOfWork(replace(call, entry_point=known.details)),
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
    takes part in it. So it is, too, if only an address for replies says what it
    answers: programs offer people the addresses to which they have written.
    """
    carried = _carried(mail)
    named = _named_in_subject(mail) if _may_be_new(mail) else None
    if named is not None and mail.claimed is not None:
        ours = mail.origin.notices if mail.origin else ()
        if named.id not in {one.post_id for one in ours}:
            return MatchedPost(
                post=named,
                version=named.version,
                step_id=incoming_queries.step_for(mail.work.connection, named.id),
                house=mail.claimed.house,
            )
    if carried is None or carried.post_id is None:
        return None
    post = post_snapshots.posts_by_id(mail.work.connection, [carried.post_id])
    return MatchedPost(
        post=post[carried.post_id],
        version=carried.version,
        step_id=carried.step_id or 0,
        house=carried.house,
    )


def author_of(mail: MailInHand, matter: MatchedPost) -> Person | None:
    """Return as whose words a mail about a post counts, None if as a stranger's.

    That is who got the mail of ours that it answers, at the same address, and whoever
    else on file takes part in the post.
    """
    if mail.sender is None:
        return None
    directory = mail.work.directory
    takes_part = sees(visibility_of(directory, mail.sender), matter.post)
    is_from_reader = mail.evidence.is_from(mail.received.sender)
    return mail.sender if takes_part or is_from_reader else None


def _may_be_new(mail: MailInHand) -> bool:
    """Say whether nothing but an address for replies says what it answers."""
    return _carried(mail) is None or not mail.evidence.is_named


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
    """Return the post that a subject names, if who claims to write takes part in it."""
    named = _NUMBER.search(mail.received.subject)
    if named is None or mail.claimed is None:
        return None
    try:
        post = post_snapshots.post_of(mail.work.connection, named[0])
    except NotFoundError:
        return None
    return (
        post if sees(visibility_of(mail.work.directory, mail.claimed), post) else None
    )


def day_around(house: House, instant: datetime) -> tuple[datetime, datetime]:
    """Return begin and end, aware UTC, of the day of a house around an instant."""
    day = house.office.day_of(instant)
    begin, end = (house.office.at(one, time.min) for one in (day, day + _DAY))
    return begin, end
