"""Audit logs as the owner of the database forges them: every chain fits in itself."""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select, update

from vorlauf.db import audit_log
from vorlauf.db.audit_log import GENESIS, ChainHead, Entry
from vorlauf.db.tables import METADATA

LOG, HEAD = METADATA.tables["audit"], METADATA.tables["audit_head"]
FACTS = tuple(Entry.__dataclass_fields__)
_AT = datetime(2023, 11, 21, 9, tzinfo=UTC)


def entry(number):
    """Return an entry as the product writes it; each is another one."""
    return Entry(
        at=_AT + timedelta(minutes=number),
        event="remind",
        actor="Ada Lörenz",
        actor_key="ada",
        capacity="coordinator",
        comment=f"Zeile {number}",
        details={"to": "ines", "n": number},
    )


def grow(connection, entries):
    """Add entries as the product does."""
    audit_log.append(connection, audit_log.lock(connection), list(entries))


def lines_of(connection):
    """Return the facts of every line, in their order."""
    rows = connection.execute(select(LOG).order_by(LOG.c.id))
    return [
        {name: getattr(row, name) for name in FACTS}
        | {"details": json.loads(row.details)}
        for row in rows
    ]


def lay(connection, lines, *, first=1):
    """Write the lines from number `first` on anew, chained, and move the head."""
    connection.execute(delete(LOG).where(LOG.c.id >= first))
    before = select(LOG.c.id, LOG.c.hash).where(LOG.c.id == first - 1)
    found = connection.execute(before).one_or_none()
    head = ChainHead(found.id, found.hash) if found else ChainHead(0, GENESIS)
    rows = []
    for facts in lines[first - 1 :]:
        rows.append(audit_log.chained(facts, head))
        head = ChainHead(head.last_id + 1, rows[-1]["hash"])
    if rows:
        connection.execute(insert(LOG), rows)
    connection.execute(update(HEAD).values(**vars(head)))


def _append(connection, dice):
    more = [entry(900 + n) for n in range(dice.randint(1, 5))]
    grow(connection, more)


def _truncate(connection, dice):
    line = dice.randrange(1, len(lines_of(connection)))
    connection.execute(delete(LOG).where(LOG.c.id > line))
    last = connection.execute(select(LOG.c.hash).where(LOG.c.id == line)).scalar_one()
    connection.execute(update(HEAD).values(last_id=line, last_hash=last))


def _rewrite(connection, dice):
    lines = lines_of(connection)
    at = dice.randrange(len(lines))
    _change(lines[at], dice)
    lay(connection, lines, first=at + 1)


def _rewrite_first(connection, dice):
    lines = lines_of(connection)
    _change(lines[0], dice)
    lay(connection, lines)


def _change(line, dice):
    name = dice.choice(["actor", "comment", "house", "event", "fingerprint", "details"])
    line[name] = {"n": -1} if name == "details" else f"gefälscht {dice.random()}"


def _remove(connection, dice):
    lines = lines_of(connection)
    at = dice.randrange(len(lines) - 1)
    del lines[at]
    lay(connection, lines, first=at + 1)


def _swap(connection, dice):
    lines = lines_of(connection)
    one, other = sorted(dice.sample(range(len(lines)), 2))
    lines[one], lines[other] = lines[other], lines[one]
    lay(connection, lines, first=one + 1)


def _insert(connection, dice):
    lines = lines_of(connection)
    at = dice.randrange(len(lines))
    lines.insert(at, vars(entry(999)))
    lay(connection, lines, first=at + 1)


def _replace_last(connection, dice):
    lines = lines_of(connection)
    _change(lines[-1], dice)
    lay(connection, lines, first=len(lines))


def _salt(connection, _dice):
    """Write the same words anew: new salts alone make another log of it."""
    lay(connection, lines_of(connection))


def _empty(connection, _dice):
    lay(connection, [])


# What each does to a log of several lines whose triggers are gone.
FORGERIES = {
    "appended": _append,
    "truncated": _truncate,
    "rewritten": _rewrite,
    "first line rewritten": _rewrite_first,
    "last line replaced": _replace_last,
    "removed from the middle": _remove,
    "swapped": _swap,
    "inserted": _insert,
    "salted anew": _salt,
    "emptied": _empty,
}
