"""Findings: everything in the database that names a person, and what becomes of it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, Table

from notifications.inbox.redacted_mail import redacted
from vorlauf.db import personal
from vorlauf.db.audit_log import OF_ROWS
from vorlauf.db.commitments import ERASED
from vorlauf.records.erasure import trace_queries
from vorlauf.records.erasure.identity import somebody
from vorlauf.records.erasure.trace_queries import Key
from vorlauf.records.erasure.traces import Traces, values_in

# Rows that are about one person alone and go as a whole, by the column that says whose.
_OWN_ROWS: Final[Mapping[str, str]] = {
    "absence": "person",
    "account": "person",
    "api_token": "person",
    "calendar_feed": "person",
    "known_browser": "person",
    "mailbox": "address",
    "saved_view": "person",
    "sign_in_link": "person",
    "visit": "person",
}
# Published, or bound to decisions by the fingerprint, or frozen by a sum that somebody
# has released: these words are no record of somebody's work, and stay.
_PUBLISHED: Final = frozenset(
    {
        *("inquiry_answer.document", "picture.alt_text", "post.title"),
        *("proof.permalink", "version.content"),
    }
)
# Columns that hold keys of houses and channels, or words of our own.
_NO_KEYS: Final = frozenset(
    {
        *("capacity", "channel", "channels", "house", "houses", "kind", "purpose"),
        *("own_account", "proposed_house", "scope", "state", "way", "what"),
    }
)
# What people have written to each other; of the rest nobody is asked.
_FREE: Final = frozenset(
    {
        *("brief", "comment", "consent", "cost_entry", "follow_up", "hold", "inquiry"),
        *("picture", "step", "topic"),
    }
)
_LONGEST: Final = 300


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Words that name the person; whoever erases may leave them as they are.

    `place` is as in `comment:12.text` or `audit:7.comment`, `post` a number or empty.
    """

    place: str
    post: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ChangedRow:
    """A row with other values, or to be taken out (None)."""

    table: Table
    key: Key
    values: Mapping[str, object] | None

    @property
    def place(self) -> str:
        """How the audit log names the row."""
        return f"{self.table.name}:{','.join(map(str, self.key))}"


@dataclass(frozen=True)
class Pictures:
    """Pictures that show the person, and signed forms: the digests of what is kept."""

    files: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What is to be done; `lines` are places of values by line of the audit log.

    `kept` says, as `post:3.title`, where the person stays named. `posts` are those (by
    key) whose entries in the log name them.
    """

    rows: tuple[ChangedRow, ...]
    lines: Mapping[int, tuple[str, ...]]
    mentions: tuple[Mention, ...]
    kept: tuple[str, ...]
    pictures: Pictures
    posts: frozenset[int] = frozenset()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows, and values of the audit log, by table."""
        found = Counter(row.table.name for row in self.rows)
        if values := sum(map(len, self.lines.values())):
            found["audit"] = values
        return dict(sorted(found.items()))


@dataclass
class _Search:
    """One walk through the database; `left` are places that shall stay as they are."""

    traces: Traces
    left: Collection[str]
    rows: list[ChangedRow] = field(default_factory=list)
    lines: dict[int, tuple[str, ...]] = field(default_factory=dict)
    mentions: list[tuple[str, int | None, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    posts: set[int] = field(default_factory=set)

    def table(self, table: Table, found: Iterator[tuple[Key, Row[Any]]]) -> None:
        for key, row in found:
            values = row._asdict()
            if self._is_own(table, values):
                self.rows.append(ChangedRow(table=table, key=key, values=None))
            elif changed := self._changed(table, key, values):
                self.rows.append(ChangedRow(table=table, key=key, values=changed))

    def _is_own(self, table: Table, values: Mapping[str, Any]) -> bool:
        one = self.traces.identity
        name = _OWN_ROWS.get(table.name)
        return name is not None and values[name] in {*one.keys, *one.addresses}

    def _changed(
        self, table: Table, key: Key, values: Mapping[str, Any]
    ) -> dict[str, object]:
        changed: dict[str, object] = {}
        for column in trace_queries.wordy(table):
            before = values[column.name]
            place = f"{table.name}:{','.join(map(str, key))}.{column.name}"
            after = self._value(before, place, values) if before else before
            if after != before:
                changed[column.name] = after
        if "content" in changed and "places" in table.c:
            changed["places"] = None
        return changed

    def _value(self, value: Any, place: str, row: Mapping[str, Any]) -> object:  # noqa: ANN401, any column
        table, _, column = place.partition(":")
        column = column.rpartition(".")[2]
        if f"{table}.{column}" in _PUBLISHED:
            if any(map(self.traces.names, values_in(value))):
                self.kept.append(place)
            return value
        if isinstance(value, bytes):
            return self._octets(value, row)
        if table in _FREE:
            return self._each(value, place, row.get("post_id"))
        return self._plain(value, has_keys=column not in _NO_KEYS)

    def _octets(self, value: bytes, row: Mapping[str, Any]) -> bytes:
        """Clean a mail; in one to or from the person the surname alone is struck."""
        one = self.traces.identity
        is_theirs = row.get("recipient") in one.keys or any(
            address.casefold() in str(row.get("sender", "")).casefold()
            for address in one.addresses
        )
        return redacted(value, lambda t: self.traces.without(t, surname=is_theirs))

    def _plain(self, value: object, *, has_keys: bool) -> object:
        if isinstance(value, str):
            if has_keys and self.traces.is_key(value):
                return self.traces.without_key(value)
            return self.traces.without(value)
        if isinstance(value, Mapping):
            return {k: self._plain(one, has_keys=True) for k, one in value.items()}
        if isinstance(value, list):
            return [self._plain(one, has_keys=has_keys) for one in value]
        return value

    def _each(self, value: object, place: str, post: int | None) -> object:
        if isinstance(value, str):
            return self._words(value, place, post)
        if isinstance(value, Mapping):
            return {k: self._each(one, place, post) for k, one in value.items()}
        if isinstance(value, list):
            return [self._each(one, place, post) for one in value]
        return value

    def _words(self, value: str, place: str, post: int | None) -> str:
        """Return a text without the name; whether, is asked within longer words."""
        has_keys = place.rpartition(".")[2] not in _NO_KEYS
        if has_keys and self.traces.is_key(value):
            return self.traces.without_key(value)
        after = self.traces.without(value, surname=True)
        if after in {value, self.traces.identity.role, self.traces.address}:
            return after
        self.mentions.append((place, post, value))
        return value if place in self.left else after

    def line(self, row: Row[Any]) -> None:
        values = row._asdict()
        details = json.loads(row.details)
        whole = personal.document(values, details)
        blank, found = personal.parted(whole, row.event)
        salts = json.loads(row.salts).keys() - {OF_ROWS}
        theirs = [p for p in found if p in salts and self._is_meant(p, found[p], row)]
        if theirs:
            self.lines[row.id] = tuple(theirs)
            self.posts |= {row.post_id} - {None}
        if any(map(self.traces.names, values_in(blank))):
            self.kept.append(f"audit:{row.id}.details")

    def _is_meant(self, place: str, value: str, row: Row[Any]) -> bool:
        if value == ERASED:
            return False
        if self.traces.is_key(value):
            return True
        after = self.traces.without(value, surname=True)
        if after in {value, self.traces.identity.role, self.traces.address}:
            return after != value
        where = f"audit:{row.id}.{place}"
        self.mentions.append((where, row.post_id, value))
        return where not in self.left


def find(
    connection: Connection, traces: Traces, left: Collection[str] = ()
) -> Findings:
    """Walk every table and the audit log, and write nothing."""
    search = _Search(traces, left)
    for table in trace_queries.tables():
        search.table(table, trace_queries.rows(connection, table))
    for row in trace_queries.lines(connection):
        search.line(row)
    kept = trace_queries.stored(connection, shown(connection, traces))
    gone = [
        ChangedRow(table=trace_queries.STORED_FILE, key=(row.sha256,), values=None)
        for row in kept
    ]
    return Findings(
        rows=(*search.rows, *gone),
        pictures=_digests(kept),
        posts=frozenset(search.posts),
        lines=search.lines,
        mentions=_told(connection, search.mentions),
        kept=tuple(search.kept),
    )


def shown(connection: Connection, traces: Traces) -> frozenset[str]:
    """Return the digests of the pictures that show the person, and of signed forms.

    A form that others have signed, too, stays as long as one of them is not erased.
    """
    consents = list(trace_queries.consents(connection))
    theirs = [one for one in consents if traces.names(one.people)]
    others = [one for one in consents if one.people != somebody() and one not in theirs]
    forms = {one.form for one in theirs} - {one.form for one in others}
    return frozenset(({one.picture for one in theirs} | forms) - {""})


def _digests(rows: list[Row[Any]]) -> Pictures:
    return Pictures(
        files=tuple(d for row in rows for d in (row.sha256, *row.variants.values())),
        originals=tuple(row.original for row in rows if row.has_original),
    )


def _told(
    connection: Connection, found: list[tuple[str, int | None, str]]
) -> tuple[Mention, ...]:
    posts = {post for _, post, _ in found if post is not None}
    numbers = trace_queries.numbers_of(connection, sorted(posts))
    return tuple(
        Mention(
            place=place,
            post=numbers.get(post, "") if post is not None else "",
            words=words[:_LONGEST],
        )
        for place, post, words in found
    )
