"""Issued secrets: which digests are those of tokens that we gave out, and their end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table, or_, select

from vorlauf.db.tables import (
    ApiToken,
    CalendarFeed,
    LinkKind,
    Post,
    SignInLink,
    StepLink,
    TopicLink,
    Visit,
    table_of,
)

_LINK: Final = table_of(StepLink)
_POST: Final = table_of(Post)
_TABLES: Final = (
    _LINK,
    *(table_of(one) for one in (SignInLink, Visit, ApiToken, CalendarFeed, TopicLink)),
)
# More are compared here: a database has fewer digests than a long text has pieces.
_MOST_ASKED: Final = 500


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Whose links count: those of posts and people, and of these links (digests).

    Posts are known by their keys or by their numbers.
    """

    posts: frozenset[int] = frozenset()
    numbers: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()


def known(connection: Connection, digests: Collection[str]) -> frozenset[str]:
    """Return which of these digests are of a link, a session or a token, of any age."""
    wanted = frozenset(digests)
    if not wanted:
        return wanted
    return frozenset().union(*(_among(connection, one, wanted) for one in _TABLES))


def with_codes(
    connection: Connection, concerned: Concerned, now: datetime
) -> list[StepLink]:
    """Return the links, good at `now` (aware UTC), that a code may stand beside."""
    named = select(_POST.c.id).where(_POST.c.number.in_(concerned.numbers))
    theirs = select(_LINK.c.post_id, _LINK.c.recipient).where(
        _LINK.c.digest.in_(concerned.digests)
    )
    quoted = connection.execute(theirs).all() if concerned.digests else []
    whose = or_(
        _LINK.c.post_id.in_({*concerned.posts, *(one.post_id for one in quoted)}),
        _LINK.c.post_id.in_(named),
        _LINK.c.recipient.in_({*concerned.people, *(one.recipient for one in quoted)}),
    )
    rows = connection.execute(
        select(_LINK).where(
            _LINK.c.kind == LinkKind.DECIDE,
            _LINK.c.ended_at.is_(None),
            _LINK.c.ends_at >= now,
            whose,
        )
    )
    return [StepLink(**row._asdict()) for row in rows]


def _among(
    connection: Connection, table: Table, wanted: frozenset[str]
) -> frozenset[str]:
    column = table.c.digest
    asked = select(column)
    if len(wanted) <= _MOST_ASKED:
        asked = asked.where(column.in_(wanted))
    return wanted.intersection(connection.execute(asked).scalars())
