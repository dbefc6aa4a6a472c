"""Issuing: links for the people who are asked; the database cannot open any of them.

The database has the digest of a link and its random half; the other half is made with a
key that lies elsewhere. So a mail can be written again with the same link, and a
reminder repeats the link that was sent before, but nobody who reads the database, or a
mail in it, can act in somebody's name.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Final

from states.deadlines import Office
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.tables import LinkEnd, LinkKind, StepLink
from vorlauf.links import link_queries, tokens
from vorlauf.links.tokens import Scope

# Working days after the due date, or after today if that is later.
GRACE: Final = 3


@dataclass(frozen=True, kw_only=True)
class LinkIssuer:
    """What issuing a link needs: the secret key, and the address of the pages."""

    key: bytes = field(repr=False)
    url: str

    def token(self, link: StepLink) -> str:
        """Return the token of a link."""
        return tokens.token(self.key, link.nonce, scope_of(link))

    def code(self, link: StepLink) -> str:
        """Return the six digits that belong to a link."""
        return tokens.code(self.key, link.nonce, scope_of(link))

    def address(self, words: str) -> str:
        """Return the address of the page that a link opens."""
        return f"{self.url}/answer/{words}"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The step of a link: `due_at` is aware UTC, `office` that of its house."""

    step_id: int
    post_id: int
    version: int
    due_at: datetime
    office: Office


def scope_of(link: StepLink) -> Scope:
    """Return the scope of a link."""
    return Scope(
        kind=LinkKind(link.kind),
        step_id=link.step_id,
        version=link.version,
        recipient=link.recipient,
    )


def link_for(
    call: Call, issuer: LinkIssuer, subject: Subject, kind: LinkKind, recipient: str
) -> StepLink:
    """Return the live link of this recipient for this step; issue one if there is none.

    It is valid until three working days after the due date, or after now if that is
    later.
    """
    ends_at = holds_until(subject, call.now)
    known = link_queries.live(
        call.connection, subject.step_id, subject.version, kind, recipient
    )
    if known is None:
        return _issue(call, issuer, subject, kind, recipient)
    if known.ends_at < ends_at:
        link_queries.prolong(call.connection, known.id, ends_at)
    return known


def reissue(
    call: Call, issuer: LinkIssuer, old: StepLink, subject: Subject
) -> StepLink:
    """Issue a new link in place of an old one, which opens nothing any more."""
    connection = call.connection
    link_queries.end(connection, old.id, LinkEnd.REISSUED, call.now)
    kind = LinkKind(old.kind)
    live = link_queries.live(
        connection, subject.step_id, subject.version, kind, old.recipient
    )
    if live is not None:
        link_queries.end(connection, live.id, LinkEnd.REISSUED, call.now)
    return _issue(call, issuer, subject, kind, old.recipient)


def holds_until(subject: Subject, now: datetime) -> datetime:
    """Return the end of the third working day after the due date, or after now."""
    office = subject.office
    day = max(office.day_of(subject.due_at), office.day_of(now))
    return office.at(office.calendar.add(day, GRACE), time.max)


def _issue(
    call: Call, issuer: LinkIssuer, subject: Subject, kind: LinkKind, recipient: str
) -> StepLink:
    audit_log.lock(call.connection)
    nonce = tokens.new_nonce()
    scope = Scope(
        kind=kind,
        step_id=subject.step_id,
        version=subject.version,
        recipient=recipient,
    )
    link = StepLink(
        id=link_queries.next_key(call.connection),
        digest=tokens.digest(tokens.token(issuer.key, nonce, scope)),
        nonce=nonce,
        kind=kind.value,
        step_id=subject.step_id,
        post_id=subject.post_id,
        version=subject.version,
        recipient=recipient,
        made_at=call.now,
        ends_at=holds_until(subject, call.now),
        ended_at=None,
        ended_how=None,
        tries=0,
    )
    link_queries.add(call.connection, link)
    return link
