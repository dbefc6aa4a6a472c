"""Questions and statements about who of the coordinators looks after a post."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    or_,
    select,
    update,
)

from states.post import PostState
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import Audit, table_of

# The event under which the audit log keeps that a post has another owner.
HAND_OVER: Final = "hand_over"
_AUDIT: Final = table_of(Audit)
_IS_UNDO = and_(
    _AUDIT.c.event == "undo", _AUDIT.c.details.contains(f'"event":"{HAND_OVER}"')
)
_LAST = (
    select(_AUDIT)
    .where(
        _AUDIT.c.post_id == bindparam("post"),
        or_(_AUDIT.c.event == HAND_OVER, _IS_UNDO),
    )
    .order_by(_AUDIT.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class HandOverLine:
    """An entry about who looks after a post; `at` is aware UTC."""

    id: int
    at: datetime
    event: str
    actor_key: str
    details: Mapping[str, Any]


def set_owner(connection: Connection, post_id: int, owner: str) -> None:
    """Write the owner (a key) of a post; nobody is planned to follow."""
    values = {"owner": owner, "next_owner": "", "next_owner_from": None}
    connection.execute(update(POST).where(POST.c.id == post_id).values(**values))


def set_next_owner(
    connection: Connection, post_id: int, owner: str, first_day: date
) -> None:
    """Write who (a key) is the owner of a post from a day on."""
    values = {"next_owner": owner, "next_owner_from": first_day}
    connection.execute(update(POST).where(POST.c.id == post_id).values(**values))


def due(connection: Connection, day: date) -> list[str]:
    """Return the numbers of the posts that have another owner from this day on."""
    is_due = POST.c.next_owner_from <= day
    wanted = select(POST.c.number).where(POST.c.next_owner_from.is_not(None), is_due)
    return list(connection.execute(wanted.order_by(POST.c.id)).scalars())


def last_hand_over(connection: Connection, post_id: int) -> HandOverLine | None:
    """Return the newest entry about who looks after a post, taken back or not."""
    row = connection.execute(_LAST, {"post": post_id}).one_or_none()
    if row is None:
        return None
    told = json.loads(row.details)
    return HandOverLine(row.id, row.at, row.event, row.actor_key, told)


def handed_over_with(connection: Connection, line: HandOverLine) -> list[str]:
    """Return the numbers of the posts that one act handed over, this one among them."""
    wanted = select(_AUDIT.c.number).where(
        _AUDIT.c.event == line.event,
        _AUDIT.c.at == line.at,
        _AUDIT.c.actor_key == line.actor_key,
    )
    return list(connection.execute(wanted.order_by(_AUDIT.c.id)).scalars())


def open_posts_of(
    connection: Connection, owner: str, able: Collection[str], contact: str
) -> list[str]:
    """Return the numbers of the open posts of an owner, as `is_owned_by` finds them."""
    is_open = POST.c.state.in_([state for state in PostState if state.is_open])
    wanted = select(POST.c.number).where(is_open, is_owned_by(owner, able, contact))
    return list(
        connection.execute(wanted.order_by(POST.c.slot_at, POST.c.id)).scalars()
    )


def is_owned_by(owner: str, able: Collection[str], contact: str) -> ColumnElement[bool]:
    """Return the condition that a post is an owner's, as `coordinator_of` decides.

    `able` are the keys of the coordinators who can look after a post, `contact` is that
    of the one who does if nobody else can.
    """
    able = sorted(able)
    has_owner = POST.c.owner.in_(able)
    found = [POST.c.owner == owner, and_(~has_owner, POST.c.author == owner)]
    if owner not in able:
        found = []
    if owner == contact:
        found.append(and_(~has_owner, POST.c.author.not_in(able)))
    return or_(*found) if found else POST.c.id < 0
