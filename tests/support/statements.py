"""What is asked of a database inside a block, and how much a page may ask."""

from contextlib import contextmanager

from sqlalchemy import event

# Of one page, for whatever it shows.
MOST_SELECTS = 8


@contextmanager
def selects(engine):
    """Collect the statements that only read, inside the block."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
