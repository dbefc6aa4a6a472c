"""Figure 13: an audit log is forged, and compared with a head that was kept outside.

The head is taken after the last entry. Then somebody who owns the database, and has put
its triggers aside, makes the log anew so that its chain fits in itself, adds to it, or
puts an older copy of the whole database back. Each must be found; a log that nobody has
touched must fit.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from random import Random
from typing import Final

from sqlalchemy import Engine, text

from reliability.figures import Figure, not_measured
from reliability.forged_logs import FORGERIES, entry, grow
from reliability.stores import BOTH, NO_POSTGRESQL, SQLITE, engine_on, is_there, store
from vorlauf.db import audit_head, audit_log
from vorlauf.db.audit_head import KeptHead
from vorlauf.db.engine import reading, writing

SEED: Final = 20261130
OLDER: Final = "older copy put back"
UNTOUCHED: Final = "untouched"
KINDS: Final = (*FORGERIES, OLDER)
# Trials on SQLite and on PostgreSQL, where a copy of a database takes longer.
FULL, FULL_ELSEWHERE = 1001, 110
SHORT, SHORT_ELSEWHERE = 33, 11
LINES: Final = 24


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Forge logs on each kind of database; count what is not found."""
    for kind in on:
        yield _on(kind, short=short)


def _on(kind: str, *, short: bool) -> Figure:
    title = f"forged logs against a kept head, {kind}"
    if not is_there(kind):
        return not_measured(13, title, NO_POSTGRESQL)
    many, few = (FULL, SHORT) if kind == SQLITE else (FULL_ELSEWHERE, SHORT_ELSEWHERE)
    trials = few if short else many
    dice = Random(SEED)
    missed: Counter[str] = Counter()
    alone = 0
    with ExitStack() as at_the_end:
        older = at_the_end.enter_context(store(kind))
        with engine_on(older) as engine:
            _prepare(engine)
        for number in range(trials):
            forgery = KINDS[number % len(KINDS)]
            found, by_chain = _tried(kind, older, forgery, dice)
            missed[forgery] += not found
            alone += by_chain
        alarms = sum(
            _tried(kind, older, UNTOUCHED, dice)[0] for _ in range(max(3, trials // 20))
        )
    failed = sum(missed.values())
    notes = [
        f"{len(KINDS)} kinds, {alone} found by the chain alone",
        f"{alarms} false alarms",
        *(f"{times} of {name} not found" for name, times in missed.items() if times),
        f"seed {SEED}",
    ]
    return Figure(
        number=13,
        title=title,
        tried=trials,
        failed=failed + alarms,
        promise="0 not found, 0 false alarms",
        kept=not failed and not alarms,
        details=", ".join(notes),
    )


def _prepare(engine: Engine) -> None:
    with writing(engine) as connection:
        grow(connection, map(entry, range(1, LINES + 1)))
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))


def _tried(kind: str, older: str, forgery: str, dice: Random) -> tuple[bool, bool]:
    """Forge a log; return whether it is found, and whether by its chain alone."""
    with store(kind, older) as url, engine_on(url) as engine:
        with writing(engine) as connection:
            first = dice.randrange(200, 800)
            grow(connection, map(entry, range(first, first + dice.randint(1, 6))))
        with reading(engine) as connection:
            kept = audit_head.last_line(connection).head
        if forgery in FORGERIES:
            with writing(engine) as connection:
                FORGERIES[forgery](connection, dice)
        if forgery != OLDER:
            return _differs(engine, kept)
    # The database of before stands where the newer one was.
    with store(kind, older) as url, engine_on(url) as engine:
        return _differs(engine, kept)


def _differs(engine: Engine, kept: KeptHead) -> tuple[bool, bool]:
    with reading(engine) as connection:
        check = audit_log.verify(connection)
        comparison = audit_head.compare(connection, [kept], check)
    told = [*audit_head.unproven(comparison), *audit_head.added_after(comparison)]
    return bool(told), not check.ok
