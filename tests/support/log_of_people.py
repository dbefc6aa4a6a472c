"""A small audit log for the tests: lines of Ada, with the guards on or put aside."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from vorlauf.db import audit_log
from vorlauf.db.audit_log import Entry
from vorlauf.db.engine import reading, writing

AT = datetime(2023, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)


def entry(n=1, **wishes):
    facts = {
        "at": AT + timedelta(minutes=n),
        "event": "remind",
        "actor": "Ada Lörenz",
        "actor_key": "ada",
        "capacity": "coordinator",
        "comment": f"Zeile {n}",
        "details": {"to": "ines", "n": n},
    }
    return Entry(**facts | wishes)


def write(engine, *entries):
    with writing(engine) as connection:
        return audit_log.append(connection, audit_log.lock(connection), entries)


def verdict_on(engine):
    with reading(engine) as connection:
        return audit_log.verify(connection)


def without_guards(engine):
    """Return the engine after the triggers of its log were put aside."""
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    return engine


def forge(engine, *statements):
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))
