"""Topic links: addresses by which a house proposes topics without an account.

Whoever has the address may propose, and can see and change nothing. It opens nothing
any more once it has ended or was revoked, or its house has left stakeholders.toml.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from states.messages import msg, phrase
from states.post import Role
from vorlauf.accounts import audit_entries, secrets, topic_link_queries
from vorlauf.db.call import Call
from vorlauf.db.tables import TopicLink
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.editing.new_posts import check_takes_part
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.text import check_line
from vorlauf.workflow.actors import require_role

LONGEST_LABEL: Final = 60  # characters
MOST: Final = 5  # links of a house that open something
USUAL_DAYS: Final = 90
MOST_DAYS: Final = 400


@dataclass(frozen=True, kw_only=True)
class NewTopicLink:
    """A link that somebody (`by`, a key) makes for a house, good for so many days."""

    by: str
    house: str
    label: str
    days: int = USUAL_DAYS


@dataclass(frozen=True, kw_only=True)
class OpenTopicLink:
    """A link that opens the form of a house; times are aware UTC."""

    key: int
    house: str
    label: str
    made_at: datetime
    made_by: str
    ends_at: datetime


def make(call: Call, wish: NewTopicLink) -> tuple[OpenTopicLink, str]:
    """Make a link; return it, and its secret, which is told this once.

    Raises `RefusedError` unless a coordinator makes it, or beyond five of a house,
    `NotFoundError` for an unknown house, `BadInputError` for an odd label or span.
    """
    by = _coordinator(call, wish.by)
    house = call.directory.house(wish.house)
    check_takes_part(house)
    label = _label(wish.label)
    if not 1 <= wish.days <= MOST_DAYS:
        raise BadInputError(
            msg(
                "A link is good for 1 to {most} days; name another span.",
                most=MOST_DAYS,
            )
        )
    work = UnitOfWork(call)
    open_now = topic_link_queries.open_links(call.connection, call.now)
    if sum(one.house == house.key for one in open_now) >= MOST:
        raise RefusedError(
            msg("The house has {most} such links already; revoke one first.", most=MOST)
        )
    said = secrets.new()
    made = TopicLink(
        id=0,
        digest=secrets.digest(said),
        house=house.key,
        label=label,
        made_at=call.now,
        made_by=by.name,
        ends_at=call.now + timedelta(days=wish.days),
    )
    topic_link_queries.add(call.connection, made)
    _note(work, audit_entries.TOPIC_LINK_MADE, by, made)
    return _open(made, call), said


def of_secret(call: Call, secret: str) -> OpenTopicLink | None:
    """Return what this secret opens; None if it opens nothing (any more)."""
    digest = secrets.digest(secret)
    found = topic_link_queries.by_digest(call.connection, digest) if digest else None
    if found is None or found.revoked_at is not None or found.ends_at <= call.now:
        return None
    opened = _open(found, call)
    return opened if opened.house in call.directory.houses else None


def revoke(call: Call, key: int, by: str) -> OpenTopicLink:
    """Let a link open nothing any longer; return which it was.

    Raises `RefusedError` unless a coordinator does it, `NotFoundError` if there is
    none.
    """
    actor = _coordinator(call, by)
    work = UnitOfWork(call)
    found = topic_link_queries.by_key(call.connection, key)
    if found is None:
        raise NotFoundError(
            msg("There is no link {key} for topics, or it was revoked.", key=key)
        )
    topic_link_queries.revoke(call.connection, key, call.now)
    _note(work, audit_entries.TOPIC_LINK_REVOKED, actor, found)
    return _open(found, call)


def open_links(call: Call) -> list[OpenTopicLink]:
    """Return the links that open something now, the oldest first."""
    found = topic_link_queries.open_links(call.connection, call.now)
    return [_open(one, call) for one in found]


def _open(found: TopicLink, call: Call) -> OpenTopicLink:
    return OpenTopicLink(
        key=found.id,
        house=call.directory.now_called.get(found.house, found.house),
        label=found.label,
        made_at=found.made_at,
        made_by=found.made_by,
        ends_at=found.ends_at,
    )


def _coordinator(call: Call, who: str) -> Person:
    person = call.directory.person(who)
    why = msg("{name} is no coordinator; only they make such links.", name=person.name)
    require_role(person, Role.COORDINATOR, why)
    return person


def _label(text: str) -> str:
    label = text.strip()
    check_line(phrase("subject", "What the link is for"), label)
    if not 1 <= len(label) <= LONGEST_LABEL:
        raise BadInputError(
            msg(
                "Say in 1 to {longest} characters who gets the link.",
                longest=LONGEST_LABEL,
            )
        )
    return label


def _note(work: UnitOfWork, event: str, by: Person, link: TopicLink) -> None:
    until = link.ends_at.date().isoformat()
    about = {"topic_link": link.id, "house_key": link.house}
    audit_entries.note(work, event, by, **about, label=link.label, until=until)
