"""Sessions: who is signed in, on which device, and until when.

No audit entry mentions a session: when people come and go is not watched, and old
sessions are deleted.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

from sqlalchemy import Connection, Row

from states.messages import msg
from vorlauf.accounts import secrets
from vorlauf.accounts import session_queries as kept
from vorlauf.accounts.eligibility import admitted
from vorlauf.db import accounts
from vorlauf.db.call import Call
from vorlauf.db.tables import Visit
from vorlauf.errors import RefusedError

# A meeting or a lunch does not sign anybody out; a desk left for the day does.
IDLE: Final = timedelta(hours=2)
# A working day, so that a cookie that was stolen is worth nothing the next morning.
LONGEST: Final = timedelta(hours=12)
# So often a visit is written down while somebody goes from page to page.
NOTED: Final = timedelta(minutes=1)
# So long its owner can be told of a visit that is over; then it is deleted.
REMEMBERED: Final = timedelta(days=30)
LONGEST_DEVICE: Final = 200  # characters


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A visit that goes on, with the preferences of its account; times are aware UTC.

    `person` is the key in stakeholders.toml, `limit_at` when it ends in any case.
    """

    digest: str
    person: str
    began_at: datetime
    seen_at: datetime
    limit_at: datetime
    way: str
    device: str
    language: str
    theme: str
    shortcuts: bool
    has_password: bool

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """Return a visit as the store has it."""
        plain = row._asdict()
        del plain["ended_at"]
        return cls(limit_at=plain.pop("ends_at"), **plain)

    @property
    def ends_at(self) -> datetime:
        """When the visit ends if nothing more is done."""
        return min(self.seen_at + IDLE, self.limit_at)

    def is_worth_a_note(self, now: datetime) -> bool:
        """Say whether it is long enough since it was written down."""
        return now - self.seen_at >= NOTED


def begin(
    connection: Connection, person: str, *, way: str, device: str, now: datetime
) -> str:
    """Let somebody (a key) in, and return the cookie that says so.

    `way` is how they have shown who they are, `device` what their browser calls itself.
    Raises `RefusedError` for whoever has no account, or one that is disabled.
    """
    account = accounts.account_of(connection, person)
    if account is None or account.disabled_at is not None:
        raise RefusedError(
            msg("There is no account for {person}; ask a coordinator.", person=person)
        )
    cookie = secrets.new()
    begun = Visit(
        digest=secrets.digest(cookie),
        person=person,
        began_at=now,
        seen_at=now,
        ends_at=now + LONGEST,
        ended_at=None,
        way=way,
        device=_printable(device),
    )
    kept.forget(connection, now - REMEMBERED)
    kept.add(connection, begun)
    return cookie


def current(call: Call, cookie: str) -> SignedIn | None:
    """Return whose visit it is; None if it is over or nobody's.

    Nobody's is also that of somebody who was disabled or has left stakeholders.toml.
    """
    digest = secrets.digest(cookie)
    row = kept.visit(call.connection, digest) if digest else None
    if row is None or admitted(call.directory, row.person) is None:
        return None
    found = SignedIn.of_row(row)
    return found if call.now < found.ends_at else None


def was_one(connection: Connection, cookie: str) -> bool:
    """Say whether a cookie was that of a session, which may be over."""
    digest = secrets.digest(cookie)
    return bool(digest) and kept.is_remembered(connection, digest)


def of(connection: Connection, person: str, now: datetime) -> list[SignedIn]:
    """Return the visits of a person that go on, the last seen first.

    They are for that person's own eyes.
    """
    rows = kept.visits_of(connection, person)
    found = (SignedIn.of_row(row) for row in rows)
    return [one for one in found if now < one.ends_at]


def touch(connection: Connection, visit: SignedIn, now: datetime) -> SignedIn:
    """Write that somebody is still here, at most once a minute; return the visit."""
    return stay(connection, visit, now) if visit.is_worth_a_note(now) else visit


def stay(connection: Connection, visit: SignedIn, now: datetime) -> SignedIn:
    """Let a visit go on for as long as one without a pause may; return it."""
    kept.seen(connection, visit.digest, now)
    return replace(visit, seen_at=max(visit.seen_at, now))


def end(connection: Connection, cookie: str, now: datetime) -> None:
    """End the visit of this cookie; one that is nobody's ends nothing."""
    if digest := secrets.digest(cookie):
        kept.end(connection, digest, now)


def end_all(
    connection: Connection, person: str, now: datetime, *, but: str = ""
) -> int:
    """End every visit of a person but that of this digest; return how many."""
    return kept.end_all(connection, person, now, but=but)


def _printable(device: str) -> str:
    return "".join(c for c in device if c.isprintable())[:LONGEST_DEVICE]
