"""Questions and statements about the links that sign somebody in, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from vorlauf.db.accounts import ACCOUNT
from vorlauf.db.tables import LinkPurpose, SignInLink, table_of

LINK: Final = table_of(SignInLink)
_IS_GOOD = (LINK.c.used_at.is_(None), LINK.c.ends_at > bindparam("now"))
_GOOD = (
    select(LINK.c.person, LINK.c.purpose, LINK.c.ends_at)
    .join(ACCOUNT, ACCOUNT.c.person == LINK.c.person)
    .where(
        LINK.c.digest == bindparam("digest_"),
        ACCOUNT.c.disabled_at.is_(None),
        *_IS_GOOD,
    )
)
_USE = (
    update(LINK)
    .where(LINK.c.digest == bindparam("digest_"), *_IS_GOOD)
    .values(used_at=bindparam("now"))
)
_REVOKE = (
    update(LINK)
    .where(LINK.c.person == bindparam("who"), *_IS_GOOD)
    .values(ends_at=bindparam("now"))
)
_USE_OTHERS = (
    update(LINK)
    .where(LINK.c.person == bindparam("who"), *_IS_GOOD)
    .values(used_at=bindparam("now"))
)
_MADE = (
    select(LINK.c.made_at)
    .where(
        LINK.c.person == bindparam("who"),
        LINK.c.purpose == LinkPurpose.SIGN_IN,
        LINK.c.browser == bindparam("browser_"),
        LINK.c.made_at > bindparam("since"),
    )
    .order_by(LINK.c.made_at)
)
_ADD = insert(LINK)
_INVITATIONS = (
    select(LINK.c.person, LINK.c.ends_at, LINK.c.used_at)
    .where(LINK.c.purpose == LinkPurpose.INVITATION)
    .order_by(LINK.c.made_at)
)
_FORGET = delete(LINK).where(LINK.c.ends_at < bindparam("before"))


@dataclass(frozen=True, kw_only=True)
class GoodLink:
    """A link that would sign somebody in."""

    person: str
    purpose: LinkPurpose
    ends_at: datetime


def good(connection: Connection, digest: str, now: datetime) -> GoodLink | None:
    """Return what a link is for, unless it was used, is too old, or nobody's."""
    row = connection.execute(_GOOD, {"digest_": digest, "now": now}).one_or_none()
    if row is None:
        return None
    purpose = LinkPurpose(row.purpose)
    return GoodLink(person=row.person, purpose=purpose, ends_at=row.ends_at)


def use(connection: Connection, digest: str, now: datetime) -> bool:
    """Write that a link was used; say no if somebody was faster, or it is too old."""
    return connection.execute(_USE, {"digest_": digest, "now": now}).rowcount == 1


def use_others(connection: Connection, person: str, now: datetime) -> None:
    """Write that every other link of a person has done its service."""
    connection.execute(_USE_OTHERS, {"who": person, "now": now})


def add(connection: Connection, link: SignInLink) -> None:
    """Keep a new link."""
    connection.execute(_ADD, link.model_dump())


def revoke(
    connection: Connection, person: str, now: datetime, purpose: LinkPurpose | None
) -> None:
    """Let the unused links of a person for this purpose, or any, end now."""
    revoked = _REVOKE if purpose is None else _REVOKE.where(LINK.c.purpose == purpose)
    connection.execute(revoked, {"who": person, "now": now})


def made_since(
    connection: Connection, person: str, browser: str, since: datetime
) -> list[datetime]:
    """Return when links to sign in were asked for after this hour, oldest first.

    Only those for a person that were asked for by this browser, or by strangers ("").
    """
    found = {"who": person, "browser_": browser, "since": since}
    return list(connection.execute(_MADE, found).scalars())


def invited_until(connection: Connection) -> dict[str, datetime | None]:
    """Return until when each person's last invitation holds or held; None: accepted."""
    rows = connection.execute(_INVITATIONS)
    return {row.person: None if row.used_at else row.ends_at for row in rows}


def forget(connection: Connection, before: datetime) -> None:
    """Delete the links that were good for nothing since before this hour."""
    connection.execute(_FORGET, {"before": before})
