"""What the log of a test must not say in plain: names, keys, addresses, free words."""

import json
from functools import cache

from sqlalchemy import literal, select

from vorlauf.db import audit_log, row_check
from vorlauf.db.coverage import covered_tables
from vorlauf.db.engine import reading
from vorlauf.db.tables import METADATA
from vorlauf.material import attestations

LOG = METADATA.tables["audit"]
# Where the words of a post stand, which the public reads, or those of a door.
PUBLISHED = {"alt_text", "door", "proofs", "words"}


def faults_in_log_of(desk, *directories):
    """Return what does not fit in the log of a desk, and whom it names in plain."""
    with reading(desk.engine) as connection:
        faults = list(faults_of_chain(connection))
        rows = connection.execute(select(LOG)).all()
    people = [
        person
        for directory in (desk.directory, *directories)
        for person in directory.people.values()
    ]
    return faults + plain_words(rows, people)


def faults_of_chain(connection):
    """Yield what `attestations.verify` finds, but for the file's pages and triggers.

    Those no test of a desk touches; and tables that are empty are not read.
    """
    last = row_check.LastDigests()
    chain = audit_log.verify(connection, last.read)
    (holds,) = connection.execute(_which_hold_rows()).mappings()
    filled = [table for table in covered_tables() if holds[table.name]]
    yield from chain.faults
    for table in filled:
        yield from row_check._of_table(connection, table, last)
    yield from (f"{where} is gone" for where in last.left())
    if chain.lines or filled:
        yield from attestations._versions(connection)
        yield from attestations._files(connection)


@cache
def _which_hold_rows():
    return select(
        *(
            select(literal(1)).select_from(table).exists().label(table.name)
            for table in covered_tables()
        )
    )


def plain_words(rows, people):
    """Return what lines of the log say in plain that only a promise should cover."""
    people = list(people)
    keys = {one.key for one in people}
    names = {one.name for one in people} | {one.email for one in people}
    return [
        f"line {row.id} ({row.event}) says {place} = {value!r} in plain"
        for row in rows
        for place, value in plain_leaves(row)
        if value in keys or any(name in value for name in names) or " " in value
    ]


def plain_leaves(row):
    """Yield place and text of everything personal or free that no promise covers."""
    promised = json.loads(row.commitments)
    whole = {
        "actor": row.actor,
        "actor_key": row.actor_key,
        "comment": row.comment,
        "on_behalf_of": row.on_behalf_of.split(", "),
        "details": json.loads(row.details),
    }
    if row.actor_key.startswith("("):
        del whole["actor"]
    for place, value in _leaves(whole, ""):
        if place not in promised:
            yield place, value


def _leaves(value, place):
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in PUBLISHED:
                yield from _leaves(one, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _leaves(one, f"{place}[{index}]")
