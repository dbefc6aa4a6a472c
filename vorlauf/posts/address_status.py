"""Questions and statements about addresses that have refused mail."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select

from states.messages import Message
from vorlauf.db.stored_messages import packed, unpacked
from vorlauf.db.tables import AddressStatus, table_of
from vorlauf.directory.addresses import comparable

MAILBOX = table_of(AddressStatus)
# A mailbox that was only full or busy has refused nothing that counts by itself.
HAS_REFUSED: Final = or_(MAILBOX.c.failures > 0, MAILBOX.c.suppressed_at.is_not(None))
# So long a failure counts of a mailbox that is there: servers try about five days.
SOFT_COUNTS: Final = timedelta(days=5)


@dataclass(frozen=True, kw_only=True)
class AddressTrouble:
    """What is known of an address that has refused mail; times are aware UTC.

    The soft failures are those of a mailbox that is there: full, or busy.
    """

    address: str
    failures: int
    last_error: Message
    last_failure_at: datetime
    suspect_since: datetime | None
    suppressed_at: datetime | None
    suppressed_by: str
    soft_failures: int = 0
    last_soft_at: datetime | None = None

    def soft_at(self, now: datetime) -> int:
        """Return how many soft failures in a row still count at `now`."""
        last = self.last_soft_at
        return 0 if last is None or now - last > SOFT_COUNTS else self.soft_failures


_BY_ADDRESS = select(MAILBOX).where(
    MAILBOX.c.address.in_(bindparam("addresses", expanding=True))
)


def known_troubles(
    connection: Connection, addresses: Collection[str]
) -> dict[str, AddressTrouble]:
    """Return which of these addresses have refused mail; keys as `comparable`."""
    small = sorted({comparable(address) for address in addresses})
    rows = connection.execute(_BY_ADDRESS, {"addresses": small})
    return {row.address: _trouble(row) for row in rows}


def troubles(connection: Connection) -> list[AddressTrouble]:
    """Return every address that has refused mail for good, the last failure first."""
    rows = connection.execute(
        select(MAILBOX)
        .where(HAS_REFUSED)
        .order_by(MAILBOX.c.last_failure_at.desc(), MAILBOX.c.address)
    )
    return [_trouble(row) for row in rows]


def _trouble(row: Row[Any]) -> AddressTrouble:
    said = {"last_error": unpacked(row.last_error)}
    return AddressTrouble(**{**row._asdict(), **said})


def refused(
    connection: Connection, address: str, error: str, now: datetime, *, suspect: bool
) -> int:
    """Count one more refusal of an address; return how many in a row that makes.

    Soft failures of the last five days are among them, older ones are forgotten.
    """
    before = _known(connection, address, now)
    after = replace(
        before,
        failures=before.failures + 1,
        last_error=unpacked(error),
        last_failure_at=now,
        suspect_since=before.suspect_since or (now if suspect else None),
        soft_failures=before.soft_at(now),
    )
    _keep(connection, after)
    return after.failures + after.soft_failures


def refused_for_now(
    connection: Connection, address: str, error: str, now: datetime
) -> None:
    """Count a soft failure, as of a full mailbox; by itself it suppresses nothing."""
    before = _known(connection, address, now)
    is_first = before.failures == 0 and before.suppressed_at is None
    after = replace(
        before,
        last_error=unpacked(error) if is_first else before.last_error,
        last_failure_at=now if is_first else before.last_failure_at,
        soft_failures=before.soft_at(now) + 1,
        last_soft_at=now,
    )
    _keep(connection, after)


def suppress(connection: Connection, address: str, by: str, now: datetime) -> None:
    """Let an address rest until somebody lifts that."""
    before = _known(connection, address, now)
    if before.suppressed_at is None:
        _keep(connection, replace(before, suppressed_at=now, suppressed_by=by))


def forgive(connection: Connection, address: str) -> bool:
    """Forget what an address has refused; say whether there was anything."""
    gone = delete(MAILBOX).where(MAILBOX.c.address == comparable(address))
    return connection.execute(gone).rowcount > 0


def _known(connection: Connection, address: str, now: datetime) -> AddressTrouble:
    small = comparable(address)
    fresh = AddressTrouble(
        address=small,
        failures=0,
        last_error=Message(""),
        last_failure_at=now,
        suspect_since=None,
        suppressed_at=None,
        suppressed_by="",
    )
    return known_troubles(connection, [small]).get(small, fresh)


def _keep(connection: Connection, trouble: AddressTrouble) -> None:
    forgive(connection, trouble.address)
    said = {"last_error": packed(trouble.last_error)}
    connection.execute(insert(MAILBOX).values(**{**vars(trouble), **said}))
