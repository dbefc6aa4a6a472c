"""Questions and statements about who is away."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from states.purpose import MailKind
from vorlauf.db import keys
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Absence, Incoming, IncomingKind, NoticeState, table_of

ABSENCE: Final = table_of(Absence)
_INCOMING: Final = table_of(Incoming)
_STANDS: Final = ABSENCE.c.ended_at.is_(None)


def _some(connection: Connection, *conditions: ColumnElement[bool]) -> list[Absence]:
    wanted = select(ABSENCE).where(_STANDS, *conditions)
    rows = connection.execute(wanted.order_by(ABSENCE.c.first_day, ABSENCE.c.id))
    return [Absence(**row._asdict()) for row in rows]


def on_day(connection: Connection, day: date) -> list[Absence]:
    """Return the absences that cover a day."""
    return _some(connection, ABSENCE.c.first_day <= day, ABSENCE.c.last_day >= day)


def from_day(connection: Connection, day: date) -> list[Absence]:
    """Return the absences that are not over on a day, the first to begin first."""
    return _some(connection, ABSENCE.c.last_day >= day)


def lately(connection: Connection, since: date, until: date) -> list[Absence]:
    """Return the absences with a day in a period, those that were ended among them."""
    wanted = select(ABSENCE).where(
        ABSENCE.c.last_day >= since, ABSENCE.c.first_day <= until
    )
    rows = connection.execute(wanted.order_by(ABSENCE.c.id))
    return [Absence(**row._asdict()) for row in rows]


def was_away(connection: Connection, person: str) -> bool:
    """Say whether somebody has ever been entered as away."""
    wanted = select(ABSENCE.c.id).where(ABSENCE.c.person == person).limit(1)
    return connection.execute(wanted).first() is not None


def overlapping(
    connection: Connection, person: str, first: date, last: date
) -> Absence | None:
    """Return an absence of a person that has a day in common with these, if any."""
    found = _some(
        connection,
        ABSENCE.c.person == person,
        ABSENCE.c.first_day <= last,
        ABSENCE.c.last_day >= first,
    )
    return next(iter(found), None)


def by_key(connection: Connection, key: int) -> Absence | None:
    """Return an absence that nobody has ended."""
    return next(iter(_some(connection, ABSENCE.c.id == key)), None)


def by_link(connection: Connection, person: str) -> list[Absence]:
    """Return the absences of a person that came by a link, the first to begin first."""
    return _some(connection, ABSENCE.c.person == person, ABSENCE.c.came_by == "link")


def of_person(connection: Connection, person: str, day: date) -> list[Absence]:
    """Return the absences of a person that are not over on a day."""
    return _some(connection, ABSENCE.c.person == person, ABSENCE.c.last_day >= day)


def unseen(connection: Connection) -> list[Absence]:
    """Return the absences by link or mail that no coordinator has seen yet."""
    is_new = (ABSENCE.c.came_by != "", ABSENCE.c.seen_at.is_(None))
    return _some(connection, *is_new)


def see(connection: Connection, key: int, now: datetime) -> None:
    """Write that a coordinator has seen an absence."""
    seen = update(ABSENCE).where(ABSENCE.c.id == key).values(seen_at=now)
    connection.execute(seen)


def has_written(connection: Connection, person: str, since: datetime) -> bool:
    """Say whether a mail of a person has told of an absence since an instant."""
    told = or_(
        _INCOMING.c.kind == IncomingKind.OUT_OF_OFFICE,
        _INCOMING.c.absent_until.is_not(None),
    )
    mine = (_INCOMING.c.person == person, _INCOMING.c.stored_at >= since)
    found = connection.execute(select(_INCOMING.c.id).where(*mine, told).limit(1))
    return found.first() is not None


def newest_step(
    connection: Connection, person: str, house: str
) -> tuple[int, int] | None:
    """Return the step that asks a person, open ones first, and its post (keys).

    For somebody who was never asked for anything it is one of their house.
    """
    for theirs in (STEP.c.asked == person, STEP.c.house == house):
        wanted = (
            select(STEP.c.id, STEP.c.post_id)
            .where(theirs)
            .order_by(STEP.c.closed_at.is_not(None), STEP.c.id.desc())
            .limit(1)
        )
        row = connection.execute(wanted).one_or_none()
        if row is not None:
            return row.id, row.post_id
    return None


def entered(connection: Connection, key: int) -> Absence:
    """Return an absence, whether or not it was ended."""
    row = connection.execute(select(ABSENCE).where(ABSENCE.c.id == key)).one()
    return Absence(**row._asdict())


def add(connection: Connection, absence: Absence) -> Absence:
    """Keep an absence under a new key; ask only while the audit log is locked."""
    absence.id = keys.next_id(connection, ABSENCE)
    connection.execute(insert(ABSENCE).values(**absence.model_dump()))
    return absence


def tell_no_more(connection: Connection, key: int, now: datetime) -> None:
    """Cancel the news of an absence for the coordinator that waits still."""
    told = update(NOTICE).where(
        NOTICE.c.purpose == MailKind.ABSENCE_TOLD,
        NOTICE.c.n == key,
        NOTICE.c.state == NoticeState.QUEUED,
    )
    cancelled = {"state": NoticeState.CANCELLED, "settled_at": now}
    connection.execute(told.values(cancelled))


def end(connection: Connection, key: int, now: datetime) -> None:
    """Write that an absence is over."""
    ended = update(ABSENCE).where(ABSENCE.c.id == key).values(ended_at=now)
    connection.execute(ended)
