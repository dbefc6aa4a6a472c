"""Absences: when somebody is away, so that the deputy is asked instead."""

from datetime import date

from sqlalchemy import Connection, select

from vorlauf.store.tables import Absence, table_of

_ABSENCE = table_of(Absence)


def away(connection: Connection, day: date) -> dict[str, Absence]:
    """Return who is away on a day, by key of the person."""
    rows = connection.execute(
        select(_ABSENCE).where(
            _ABSENCE.c.first_day <= day,
            _ABSENCE.c.last_day >= day,
            _ABSENCE.c.ended_at.is_(None),
        )
    )
    return {row.person: Absence(**row._asdict()) for row in rows}
