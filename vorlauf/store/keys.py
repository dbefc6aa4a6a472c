"""Keys: the next free ones, given out while the audit log is locked."""

from sqlalchemy import Connection, Table, func, select

from vorlauf.store.queries import NOTICE, PICTURE, POST, STEP

_NEXT = {
    table: select(func.coalesce(func.max(table.c.id), 0) + 1)
    for table in (POST, PICTURE, STEP, NOTICE)
}
_NEXT_DUTIES = select(_NEXT[STEP].scalar_subquery(), _NEXT[NOTICE].scalar_subquery())


def next_id(connection: Connection, table: Table) -> int:
    """Return the next free key of a table; ask only while the audit log is locked."""
    return int(connection.execute(_NEXT[table]).scalar_one())


def next_duties(connection: Connection) -> tuple[int, int]:
    """Return the next free keys of a step and of a notice; ask as for `next_id`."""
    step_id, notice_id = connection.execute(_NEXT_DUTIES).one()
    return int(step_id), int(notice_id)


def last_number(connection: Connection, year: int) -> int:
    """Return the highest running number of the posts of a year, 0 if there is none."""
    rows = connection.execute(
        select(POST.c.number).where(POST.c.number.startswith(f"{year}-"))
    )
    return max((int(row.number.partition("-")[2]) for row in rows), default=0)
