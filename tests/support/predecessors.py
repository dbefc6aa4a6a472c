"""Databases of schemas from before the first release, as those versions made them.

The dumps beside this file are of databases that schema 0004 was in use in: two posts,
a mail, a link, a picture and 17 lines of the audit log. What 0005 and 0006 added to
them stands here.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

HERE = Path(__file__).parents[1]
# The end of the log in both, for the same was done in both.
LAST_HASH = "786fee55e04a633116068abc46bf46ff40c7664ae2f8fe741ab1865d4e27b761"
_LATER = {
    "0004": (),
    "0005": ("ALTER TABLE message ADD COLUMN places JSON",),
    "0006": (
        """CREATE TABLE link_key (
            id INTEGER NOT NULL, digest VARCHAR NOT NULL, host VARCHAR NOT NULL,
            known_since {time} NOT NULL, replaced_at {time},
            CONSTRAINT pk_link_key PRIMARY KEY (id),
            CONSTRAINT ck_link_key_single CHECK (id = 1))""",
    ),
}
_TIMES = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}


def lay_down(engine, schema="0004"):
    """Fill an empty database with one of this schema, and return its engine."""
    name = engine.dialect.name
    script = (HERE / f"schema_0004_{name}.sql").read_text(encoding="utf-8")
    if name == "sqlite":
        with closing(sqlite3.connect(engine.url.database)) as database:
            database.executescript(script)
    else:
        with engine.begin() as connection:
            connection.connection.cursor().execute(script)
    with engine.begin() as connection:
        for later, statements in _LATER.items():
            if later <= schema:
                for statement in statements:
                    connection.execute(text(statement.format(time=_TIMES[name])))
        connection.execute(text(f"UPDATE alembic_version SET version_num='{schema}'"))
    return engine


def damage(engine, statement):
    """Change a row of the log behind the back of the triggers."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        connection.execute(text(statement))
