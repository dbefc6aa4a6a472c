"""Versions that somebody changes in the database, past its triggers and the log."""

from sqlalchemy import text

from vorlauf.db import triggers
from vorlauf.db.engine import writing

_TEXT = "replace(CAST(content AS TEXT), '{}', '{}')"


def forge(desk, statement):
    """Run a statement with the triggers of the versions put aside."""
    engine, desk.is_filled = desk.engine, True
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER version_no_update"))
        else:
            connection.execute(text("ALTER TABLE version DISABLE TRIGGER USER"))
        connection.execute(text(statement))
        if engine.dialect.name != "sqlite":
            connection.execute(text("ALTER TABLE version ENABLE TRIGGER USER"))
        triggers.create(connection)


def alter(desk, was="Feuerwehr", becomes="Polizei", post_id=1):
    """Change a word in every version of a post."""
    spelt = _TEXT.format(was, becomes)
    if desk.engine.dialect.name != "sqlite":
        spelt = f"CAST({spelt} AS JSON)"
    forge(desk, f"UPDATE version SET content = {spelt} WHERE post_id = {post_id}")
