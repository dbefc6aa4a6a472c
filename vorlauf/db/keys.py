"""Keys: the next free ones, given out while the audit log is locked."""

from functools import cache

from sqlalchemy import Connection, Select, Table, func, select

from states.post_numbers import running_number
from vorlauf.db.post_snapshots import NOTICE, POST, STEP


@cache
def _next(table: Table) -> Select[int]:
    return select(func.coalesce(func.max(table.c.id), 0) + 1)


_NEXT_DUTIES = select(_next(STEP).scalar_subquery(), _next(NOTICE).scalar_subquery())


def next_id(connection: Connection, table: Table) -> int:
    """Return the next free key of a table; ask only while the audit log is locked."""
    return int(connection.execute(_next(table)).scalar_one())


def next_duties(connection: Connection) -> tuple[int, int]:
    """Return the next free keys of a step and of a notice; ask as for `next_id`."""
    step_id, notice_id = connection.execute(_NEXT_DUTIES).one()
    return int(step_id), int(notice_id)


def last_number(connection: Connection, year: int) -> int:
    """Return the highest running number of the posts of a year, 0 if there is none."""
    rows = connection.execute(
        select(POST.c.number).where(POST.c.number.startswith(f"{year}-"))
    )
    return max((running_number(row.number) for row in rows), default=0)
