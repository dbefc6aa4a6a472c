"""Forgeries: rows changed by SQL beside the log, which `audit verify` has to find.

Tables and columns are those of the database itself, so a new one is forged as well.
What is left out is named by `vorlauf.db.coverage` and stands on the page.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Connection, Engine

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from reliability.figures import Figure
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.coverage import COLUMNS_LEFT_OUT, TABLES_LEFT_OUT
from vorlauf.db.engine import make_engine, writing
from vorlauf.db.migrate import upgrade
from vorlauf.demo.history import live_through
from vorlauf.demo.sample import sample
from vorlauf.directory.loader import load
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.material import attestations
from vorlauf.material.briefs import WantedMaterial, set_brief
from vorlauf.material.consents import Terms, record
from vorlauf.material.deliveries import keep_file
from vorlauf.material.files.intake import KeptFile
from vorlauf.posts import listing
from vorlauf.scheduling.absences import Absent, set_absence

TITLE: Final = "rows changed beside the audit log"
MANY, FEW = 1_000, 60
# So many of a thousand have to be found.
OF_A_THOUSAND: Final = 990
SEED: Final = 20260302
NOW: Final = datetime(2023, 9, 18, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Forgery:
    """What was done, to which table and column; empty where it was the whole row."""

    what: str
    table: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.table}{'.' if self.column else ''}{self.column}"


def run(*, short: bool) -> Figure:
    """Forge rows of a lived campaign one at a time; count what nobody finds."""
    wanted = FEW if short else MANY
    with TemporaryDirectory(prefix="vorlauf-forgeries-") as folder:
        now, before = _lived(Path(folder))
        with _at_hand(now, before) as forger:
            missed = [one for one in forger.forgeries(wanted) if one is not None]
    return figure(wanted, missed)


def figure(tried: int, missed: Sequence[Forgery]) -> Figure:
    """Return the figure of what was tried and what was not found."""
    counted = Counter(map(str, missed))
    names = ", ".join(f"{name} ({n})" for name, n in counted.most_common())
    return Figure(
        number=15,
        title=TITLE,
        tried=tried,
        failed=len(missed),
        promise=f"at least {OF_A_THOUSAND} of 1,000 found",
        kept=tried > 0 and (tried - len(missed)) * 1_000 >= OF_A_THOUSAND * tried,
        details=f"not found: {names or 'none'}; seed {SEED}",
    )


class Forger:
    """Forges a database by SQL, in transactions that are taken back."""

    def __init__(self, connection: Connection, before: sqlite3.Connection) -> None:
        self._connection, self._before = connection, before
        self._chance = random.Random(SEED)
        self._columns = {
            table: [
                (row[1], bool(row[5]))
                for row in self._sql(f"PRAGMA table_info({table})")
            ]
            for (table,) in self._sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' "
                "AND name NOT LIKE 'alembic%'"
            )
            if table not in TABLES_LEFT_OUT
        }

    def forgeries(self, wanted: int) -> Iterator[Forgery | None]:
        """Make so many forgeries; yield each that is not found, and None otherwise."""
        done = 0
        while done < wanted:
            self._connection.exec_driver_sql("SAVEPOINT forgery")
            made = self._without_triggers()
            if made is not None:
                done += 1
                yield None if attestations.verify(self._connection).faults else made
            self._connection.exec_driver_sql("ROLLBACK TO forgery")

    def _without_triggers(self) -> Forgery | None:
        """Forge something with the triggers put aside, and create them again."""
        kept = self._sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in kept:
            self._sql(f"DROP TRIGGER {name}")
        before = self._connection.exec_driver_sql("SELECT total_changes()").scalar_one()
        try:
            made = self._forge()
        except sqlite3.IntegrityError:
            return None
        after = self._connection.exec_driver_sql("SELECT total_changes()").scalar_one()
        for _, statement in kept:
            self._sql(statement)
        return made if after > before else None

    def _forge(self) -> Forgery | None:
        table = self._chance.choice(sorted(self._columns))
        acts = (
            self._change,
            self._delete,
            self._insert,
            self._copy,
            self._swap,
            self._restore,
        )
        weights = (6, 1, 1, 1, 1, 2)
        (act,) = self._chance.choices(acts, weights)
        rows = self._sql(f"SELECT rowid, * FROM {table}")
        return act(table, rows) if rows else None

    def _change(self, table: str, rows: Sequence[Any]) -> Forgery | None:
        column = self._chance.choice(
            [name for name, _ in self._columns[table] if not _is_left_out(table, name)]
        )
        at = 1 + [name for name, _ in self._columns[table]].index(column)
        row = self._chance.choice(rows)
        values = {one[at] for one in rows} - {row[at]}
        other = self._chance.random() < 0.5 and values
        value = (
            self._chance.choice(sorted(values, key=str))
            if other
            else self._odd(row[at])
        )
        self._sql(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", value, row[0])
        return Forgery("update", table, column)

    def _odd(self, value: Any) -> Any:
        """Return a plausible other value."""
        if isinstance(value, int):
            return 1 - value if value in {0, 1} else value + 1
        if isinstance(value, str) and value:
            try:
                at = datetime.fromisoformat(value)
            except ValueError:
                return value[:-1] + ("0" if value[-1] != "0" else "1")
            return (at + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
        return "x"

    def _delete(self, table: str, rows: Sequence[Any]) -> Forgery:
        self._sql(f"DELETE FROM {table} WHERE rowid = ?", self._chance.choice(rows)[0])
        return Forgery("delete", table)

    def _insert(self, table: str, rows: Sequence[Any]) -> Forgery:
        row = list(self._chance.choice(rows)[1:])
        for at, (_, is_key) in enumerate(self._columns[table]):
            if is_key:
                row[at] = (
                    row[at] + 90_000 if isinstance(row[at], int) else f"{row[at]}x"
                )
        marks = ", ".join("?" * len(row))
        self._sql(f"INSERT INTO {table} VALUES ({marks})", *row)
        return Forgery("insert", table)

    def _copy(self, table: str, rows: Sequence[Any]) -> Forgery | None:
        one, other = self._chance.choice(rows), self._chance.choice(rows)
        if self._vouched(table, one) == self._vouched(table, other):
            return None
        self._put(table, one[0], other)
        return Forgery("copy", table)

    def _swap(self, table: str, rows: Sequence[Any]) -> Forgery | None:
        one, other = self._chance.choice(rows), self._chance.choice(rows)
        if self._vouched(table, one) == self._vouched(table, other):
            return None
        self._put(table, one[0], other)
        self._put(table, other[0], one)
        return Forgery("swap", table)

    def _restore(self, table: str, rows: Sequence[Any]) -> Forgery | None:
        """Put a row back as it was weeks ago, or take it out if it was not there."""
        now = self._chance.choice(rows)
        keys = [name for name, is_key in self._columns[table] if is_key]
        at = {name: now[1 + i] for i, (name, _) in enumerate(self._columns[table])}
        where = " AND ".join(f"{name} = ?" for name in keys)
        found = self._before.execute(
            f"SELECT rowid, * FROM {table} WHERE {where}", [at[name] for name in keys]
        ).fetchone()
        if found is None:
            self._sql(f"DELETE FROM {table} WHERE rowid = ?", now[0])
        elif self._vouched(table, found) == self._vouched(table, now):
            return None
        else:
            self._put(table, now[0], found)
        return Forgery("restore", table)

    def _put(self, table: str, rowid: object, row: Sequence[Any]) -> None:
        columns = self._columns[table]
        names = [name for name, is_key in columns if not is_key]
        values = [row[1 + at] for at, (_, is_key) in enumerate(columns) if not is_key]
        if names:
            said = ", ".join(f"{name} = ?" for name in names)
            self._sql(f"UPDATE {table} SET {said} WHERE rowid = ?", *values, rowid)

    def _vouched(self, table: str, row: Sequence[Any]) -> list[Any]:
        return [
            row[1 + at]
            for at, (name, is_key) in enumerate(self._columns[table])
            if not is_key and not _is_left_out(table, name)
        ]

    def _sql(self, statement: str, *values: object) -> list[Any]:
        driver: Any = self._connection.connection.driver_connection
        rows: list[Any] = driver.execute(statement, values).fetchall()
        return rows


def _is_left_out(table: str, column: str) -> bool:
    return f"{table}.{column}" in COLUMNS_LEFT_OUT


@contextmanager
def _at_hand(now: Engine, before: Path) -> Iterator[Forger]:
    """Yield who forges this database, which no key and no check protects any more."""
    with now.connect() as connection, closing(sqlite3.connect(before)) as old:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("PRAGMA ignore_check_constraints = ON")
        yield Forger(connection, old)
    now.dispose()


def _lived(folder: Path) -> tuple[Engine, Path]:
    """Return a campaign with rows in every table, and what it was two weeks before."""
    (folder / "stakeholders.toml").write_bytes(sample())
    directory = load(folder / "stakeholders.toml")
    engine = make_engine(f"sqlite:///{folder / 'vorlauf.db'}")
    upgrade(engine)
    with CaptureServer(lambda *_: None) as post, Mailer.from_url(post.url) as mailer:
        live_through(engine, directory, mailer, NOW)
    before = folder / "before.db"
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("VACUUM INTO ?", (str(before),))
    with writing(engine) as connection:
        _fill(Call(connection, directory, NOW))
    for days in range(14):
        advance_due(engine, directory, NOW + timedelta(days=days))
    return engine, before


def _fill(call: Call) -> None:
    """Write into the tables that the campaign leaves empty, as people would."""
    who, today = call.directory.coordinator.key, call.now.date()
    for person in list(call.directory.people.values())[:4]:
        until = today + timedelta(days=2)
        set_absence(
            call,
            Absent(person=person.key, first_day=today, last_day=until, set_by=who),
        )
    for n, one in enumerate(listing.posts(call.connection)[:12]):
        say(call, Remark(one.number, who, f"Bitte noch einmal ansehen, Nr. {n}."))
        post = post_snapshots.post_of(call.connection, one.number)
        if post.state.is_collecting:
            set_brief(call, one.number, who, WantedMaterial(purpose=f"Plakat {n}"))
        keep_file(call, _file(n), who)
        for picture in post.pictures[:1]:
            terms = Terms(
                people=f"Mia {n}",
                channels=call.directory.campaign.channels,
                purpose="Kampagne",
                first_day=today,
                kept_at=f"Akte {n}",
            )
            record(call, one.number, picture.sha256, terms, who)


def _file(n: int) -> KeptFile:
    return KeptFile(
        sha256=sha256(b"file %d" % n).hexdigest(),
        media_type="image/jpeg",
        size=120_000 + n,
        width=1_600,
        height=1_200 - n,
        original=sha256(b"original %d" % n).hexdigest(),
        has_original=n % 2 == 0,
        variants={"preview": sha256(b"preview %d" % n).hexdigest()},
    )
