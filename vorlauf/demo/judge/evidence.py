"""Evidence: the mails that arrived, and the plain rows of the database."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from vorlauf.demo.judge.calendar import Hours, utc

Row = Mapping[str, Any]

_TABLES: Final = ("notice", "step", "post", "post_house", "absence", "audit")
# The event by which a house gets another key on a post.
RENAMED: Final = "house_rename"
_EVENT: Final = re.compile(r"BEGIN:VEVENT.*?END:VEVENT", re.DOTALL)
_UID: Final = re.compile(r"^UID:([^@\r\n]+)", re.MULTILINE)
_END: Final = re.compile(r"^DTEND[^:\r\n]*:(\d{8})T(\d{6})(Z?)", re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """A mail as it came out of the socket: when (aware UTC), to which address."""

    at: datetime
    address: str
    content: bytes

    @cached_property
    def parsed(self) -> EmailMessage:
        """The mail, read by the standard library."""
        return message_from_bytes(self.content, policy=default)

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.parsed["Message-ID"])

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.parsed["Subject"])

    @cached_property
    def dues(self) -> Mapping[str, datetime]:
        """The dates in its calendar files (aware UTC), by the duty they are of."""
        found = {}
        for part in self.parsed.iter_attachments():
            if part.get_content_type() != "text/calendar":
                continue
            text = part.get_payload(decode=True).decode()  # type: ignore[union-attr]
            for event in _EVENT.findall(text.replace("\r\n ", "")):
                uid, end = _UID.search(event), _END.search(event)
                if uid and end:
                    found[uid[1]] = _instant(*end.groups())
        return found


def _instant(day: str, hour: str, zone: str) -> datetime:
    plain = datetime.strptime(day + hour, "%Y%m%d%H%M%S")  # noqa: DTZ007, zone follows
    return plain.replace(tzinfo=UTC) if zone else utc(plain.date(), plain.time())


@dataclass(frozen=True)
class Person:
    """Somebody of the file: address, house, and who stands in, nearest first."""

    key: str
    address: str
    house: str
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """What stakeholders.toml says from an instant on (aware UTC)."""

    since: datetime
    houses: Mapping[str, Hours]
    people: Mapping[str, Person]
    coordinators: frozenset[str] = frozenset()
    blackouts: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All that is judged: mails in order, rules in order, rows by their table.

    `killed_at` is when a process was killed that held mails (aware UTC).
    """

    mails: Sequence[Mail]
    rules: Sequence[Rules]
    tables: Mapping[str, Sequence[Row]]
    ended_at: datetime
    allowed_late: timedelta = field(default=timedelta(minutes=15))
    killed_at: Sequence[datetime] = ()

    def rules_at(self, at: datetime) -> Rules:
        """Return the rules that held at an instant."""
        held = [rules for rules in self.rules if rules.since <= at]
        return held[-1] if held else self.rules[0]

    def now_called(self, post_id: int, house: str) -> str:
        """Return the last key of a house on a post, by the entries of renamings."""
        for entry in self._renamings.get(post_id, ()):
            (new,), (old,) = renamed_in(entry)
            house = new if house == old else house
        return house

    def first_called(self, post_id: int, house: str) -> str:
        """Return the first key on a post of a house (its last key)."""
        for entry in reversed(self._renamings.get(post_id, ())):
            (new,), (old,) = renamed_in(entry)
            house = old if house == new else house
        return house

    @cached_property
    def _renamings(self) -> Mapping[int, Sequence[Row]]:
        found: dict[int, list[Row]] = {}
        for entry in self.tables["audit"]:
            if entry["event"] == RENAMED:
                found.setdefault(entry["post_id"], []).append(entry)
        return found

    @cached_property
    def steps(self) -> Mapping[int, Row]:
        """The steps by their key."""
        return {step["id"]: step for step in self.tables["step"]}

    @cached_property
    def notices_of(self) -> Mapping[str, Sequence[Row]]:
        """The notices by the Message-ID of their mail."""
        found: dict[str, list[Row]] = {}
        for notice in self.tables["notice"]:
            if notice["message_id"] and notice["medium"] == "mail":
                found.setdefault(notice["message_id"], []).append(notice)
        return found


def renamed_in(entry: Row) -> tuple[Sequence[str], Sequence[str]]:
    """Return the new keys that a renaming has written, and the old ones."""
    details = json.loads(entry["details"])
    return details["added"], details["removed"]


def rows_of(database: Path) -> Mapping[str, Sequence[Row]]:
    """Read the plain rows of a SQLite database, instants as aware UTC."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return {name: _read(connection, name) for name in _TABLES}


def _read(connection: sqlite3.Connection, table: str) -> list[Row]:
    rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608
    return [
        {key: _value(key, row[key]) for key in row.keys()}  # noqa: SIM118
        for row in rows
    ]


def _value(key: str, value: Any) -> Any:  # noqa: ANN401, whatever a column holds
    if isinstance(value, str) and (key == "at" or key.endswith(("_at", "_by"))):
        try:
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            return value
    return value
