"""Unit of work: what one transaction will write, gathered first and written at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import count
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from notifications.letters.mail_kinds import MAIL_KINDS, purposes_where
from states.messages import msg
from states.post import StepKind
from states.post_fields import OF_POST
from states.purpose import MailKind
from vorlauf.db import audit_log, changed_rows, keys, versions
from vorlauf.db.audit_log import Entry
from vorlauf.db.bulk import Bulk
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import (
    NOTICE,
    POST,
    STEP,
    VERSION,
    OpenStep,
    PostSnapshot,
)
from vorlauf.db.tables import Medium, NoticeState, Outcome
from vorlauf.directory.model import Directory
from vorlauf.errors import ConflictError

_MUTABLE = (
    *OF_POST,
    "state",
    "slot_at",
    "request_by",
    "version",
    "fingerprint",
    "overridden",
    "published_at",
    "round",
    "slot_missed",
    "held_since",
    "hold_kind",
    "is_reserve",
    "reserve_from",
    "reserve_until",
    "wants_assets",
    "wants_graphics",
    "plan_key",
)


@cache
def _move(changed: tuple[str, ...]) -> Bulk:
    """Build the statement that writes these columns of a post, and no others.

    An index is touched as soon as its column is named, changed or not.
    """
    return Bulk(
        update(POST)
        .where(POST.c.id == bindparam("id_"), POST.c.row_version == bindparam("seen"))
        .values(
            row_version=POST.c.row_version + 1,
            **{name: bindparam(f"{name}_") for name in changed},
        )
    )


_CLOSE = Bulk(
    update(STEP)
    .where(STEP.c.id == bindparam("id_"), STEP.c.closed_at.is_(None))
    .values(
        closed_at=bindparam("at"),
        outcome=bindparam("outcome_"),
        decided_by=bindparam("by"),
        on_behalf_of=bindparam("for_"),
        comment=bindparam("comment_"),
        own_account=bindparam("own_account_"),
        issued_to=bindparam("issued_to_"),
        way=bindparam("way_"),
        recorded_by=bindparam("recorded_by_"),
        said_at=bindparam("said_at_"),
        escalate_at=None,
    )
)
# What is being sent at this moment cannot be called back; what a worker only holds can.
WAITS_OR_IS_HELD = NOTICE.c.state.in_(
    (NoticeState.QUEUED, NoticeState.RETRY, NoticeState.LEASED)
)
_CANCEL = (
    update(NOTICE)
    .where(
        WAITS_OR_IS_HELD,
        NOTICE.c.purpose.not_in(purposes_where(lambda kind: kind.is_news)),
    )
    .values(
        state=NoticeState.CANCELLED,
        settled_at=bindparam("at"),
        lease_owner=None,
        lease_until=None,
    )
)
# Another slot was chosen, or the post will not appear.
_CANCEL_MISSED = (
    update(NOTICE)
    .where(
        WAITS_OR_IS_HELD,
        NOTICE.c.post_id.in_(bindparam("posts", expanding=True)),
        NOTICE.c.purpose == MailKind.SLOT_MISSED,
    )
    .values(state=NoticeState.CANCELLED, settled_at=bindparam("at"), lease_owner=None)
)
_CANCEL_ONE = _CANCEL.where(NOTICE.c.step_id == bindparam("step"))
_CANCEL_MANY = _CANCEL.where(NOTICE.c.step_id.in_(bindparam("steps", expanding=True)))
_OPEN, _OWE, _SAVE = Bulk(insert(STEP)), Bulk(insert(NOTICE)), insert(VERSION)


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """A duty that begins now.

    `short_by` are the working days by which it is due later than the plan wants.
    """

    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    escalate_at: datetime | None
    retrospective: bool = False
    short_by: int = 0


@dataclass(frozen=True, kw_only=True)
class NewNotice:
    """A message that will be owed from now on."""

    purpose: MailKind
    recipient: str
    due_at: datetime
    n: int = 0
    medium: Medium = Medium.MAIL


@dataclass(frozen=True, kw_only=True)
class StepEnd:
    """How a step ends, and who said so.

    `own_account` is the capacity of somebody who is not on file, `issued_to` the key of
    the person to whom the link was sent if somebody else decided by it. `way`,
    `recorded_by` (name) and `said_at` (aware UTC) say how a coordinator came to record
    it.
    """

    outcome: Outcome
    by: str
    on_behalf_of: str = ""
    comment: str = ""
    own_account: str = ""
    issued_to: str = ""
    way: str = ""
    recorded_by: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NewKeys:
    """The keys of what one act closes, opens and owes."""

    closed: frozenset[int]
    opened: tuple[int, ...]
    owed: tuple[int, ...]


@dataclass
class UnitOfWork:
    """What one transaction will write; nothing touches the store before `write`.

    Notices that are owed from now on fall due after `hold` at the earliest.
    """

    call: Call
    hold: timedelta = timedelta(0)
    head: audit_log.ChainHead = field(init=False)
    _moved: dict[tuple[str, ...], list[dict[str, object]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _saved: list[dict[str, object]] = field(default_factory=list)
    _closed: list[dict[str, Any]] = field(default_factory=list)
    _opened: list[dict[str, Any]] = field(default_factory=list)
    _owed: list[dict[str, Any]] = field(default_factory=list)
    _owing: set[int] = field(default_factory=set)
    _entries: list[Entry] = field(default_factory=list)
    # Posts that have missed their slot no longer.
    _found: list[int] = field(default_factory=list)
    # How much was closed, opened and owed before the last line of the file.
    _told: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        self.head = audit_log.lock(self.connection)
        changed_rows.date(self.connection, self.now)

    @property
    def connection(self) -> Connection:
        """The transaction."""
        return self.call.connection

    @property
    def directory(self) -> Directory:
        """The rules that hold."""
        return self.call.directory

    @property
    def now(self) -> datetime:
        """The instant of all that is written, aware UTC."""
        return self.call.now

    @cached_property
    def _ids(self) -> tuple[Iterator[int], Iterator[int]]:
        """The free keys of steps and of notices, from the next one on."""
        step_id, notice_id = keys.next_duties(self.connection)
        return count(step_id), count(notice_id)

    def move(self, before: PostSnapshot, after: PostSnapshot) -> None:
        """Write the post as it is after; its row version is counted up.

        Raises `AlteredVersionError` if its version was changed beside the log.
        """
        versions.require_unaltered(before.content)
        if before.slot_missed and not after.slot_missed:
            self._found.append(before.id)
        changed = _differing(before, after)
        row = {f"{name}_": getattr(after, name) for name in changed}
        self._moved[changed].append(
            {**row, "id_": before.id, "seen": before.row_version}
        )

    def save(
        self,
        post: PostSnapshot,
        plain: Mapping[str, object],
        *,
        corrects: int | None = None,
    ) -> None:
        """Keep the content of the case as its newest version.

        `corrects` is the version whose decisions hold for it, too.
        """
        self._saved.append(
            {
                "post_id": post.id,
                "number": post.version,
                "fingerprint": post.fingerprint,
                "content": plain,
                "author": post.version_author,
                "saved_at": self.now,
                "corrects": corrects,
            }
        )

    def close(self, steps: Iterable[OpenStep], verdict: StepEnd) -> None:
        """End the steps; what is still planned for them is cancelled."""
        steps = list(steps)
        ended = {step.id for step in steps}
        if not ended.isdisjoint(self._owing):
            self._owed = [row for row in self._owed if row["step_id"] not in ended]
        self._closed += [
            {
                "id_": step.id,
                "at": self.now,
                "outcome_": verdict.outcome.value,
                "by": verdict.by,
                "for_": verdict.on_behalf_of,
                "comment_": verdict.comment,
                "own_account_": verdict.own_account,
                "issued_to_": verdict.issued_to,
                "way_": verdict.way,
                "recorded_by_": verdict.recorded_by,
                "said_at_": verdict.said_at,
            }
            for step in steps
        ]

    def open(
        self, post: PostSnapshot, step: NewStep, notices: Iterable[NewNotice]
    ) -> int:
        """Begin a step and owe its notices; return its key.

        Of a post that is at rest nobody is asked, reminded or told of it: the notices
        are kept as cancelled, so that they are owed once more when it goes on.
        """
        step_id = next(self._ids[0])
        is_at_rest = post.is_at_rest(retrospective=step.retrospective)
        self._opened.append(
            {
                "id": step_id,
                "post_id": post.id,
                "version": post.version,
                "kind": step.kind.value,
                "house": step.house,
                "asked": step.asked,
                "retrospective": step.retrospective,
                "opened_at": self.now,
                "due_at": step.due_at,
                "escalate_at": None if is_at_rest else step.escalate_at,
                "escalation": 0,
                "comment": "",
                "short_by": step.short_by,
                "own_account": "",
                "issued_to": "",
                "way": "",
                "recorded_by": "",
                "round": post.round,
            }
        )
        self._owe(post, (step_id, step.house), notices, is_at_rest=is_at_rest)
        return step_id

    def owe(
        self, post: PostSnapshot, step_id: int, house: str, notices: Iterable[NewNotice]
    ) -> None:
        """Owe notices of a step; those that rest are kept as cancelled."""
        is_at_rest = post.is_at_rest(retrospective=True)
        self._owe(post, (step_id, house), notices, is_at_rest=is_at_rest)

    def _owe(
        self,
        post: PostSnapshot,
        to: tuple[int, str],
        notices: Iterable[NewNotice],
        *,
        is_at_rest: bool,
    ) -> None:
        step_id, house = to
        self._owing.add(step_id)
        soonest = self.now + self.hold
        for notice in notices:
            rests = is_at_rest and MAIL_KINDS[notice.purpose].rests
            state = NoticeState.CANCELLED if rests else NoticeState.QUEUED
            due_at = max(notice.due_at, soonest) if self.hold else notice.due_at
            self._owed.append(
                {
                    "id": next(self._ids[1]),
                    "step_id": step_id,
                    "post_id": post.id,
                    "version": post.version,
                    "purpose": notice.purpose.value,
                    "medium": notice.medium.value,
                    "recipient": notice.recipient,
                    "house": house,
                    "n": notice.n,
                    "planned_at": due_at,
                    "due_at": due_at,
                    "state": state.value,
                    "settled_at": self.now if rests else None,
                    "claims": 0,
                    "attempts": 0,
                    "doubts": 0,
                }
            )

    def owes(self, purpose: MailKind, person: str) -> bool:
        """Say whether this transaction owes a person (a key) such a notice."""
        return any(
            (row["purpose"], row["recipient"]) == (purpose.value, person)
            for row in self._owed
        )

    def log(self, entry: Entry) -> None:
        """Add a line to the file."""
        self._entries.append(entry)
        self._told = (len(self._closed), len(self._opened), len(self._owed))

    def fresh(self, *, since_begin: bool = False) -> NewKeys:
        """Return what was gathered since the last line of the file, or in all."""
        closed, opened, owed = (0, 0, 0) if since_begin else self._told
        return NewKeys(
            closed=frozenset(row["id_"] for row in self._closed[closed:]),
            opened=tuple(row["id"] for row in self._opened[opened:]),
            owed=tuple(row["id"] for row in self._owed[owed:]),
        )

    def write(self) -> None:
        """Write everything. Raises `ConflictError` if somebody was faster."""
        for changed, rows in self._moved.items():
            if _move(changed).run(self.connection, rows) != len(rows):
                raise ConflictError(
                    msg("Somebody else has just changed this post; look at it again.")
                )
        if self._found:
            found = {"posts": self._found, "at": self.now}
            self.connection.execute(_CANCEL_MISSED, found)
        if self._saved:
            self.connection.execute(_SAVE, self._saved)
        if self._closed:
            _CLOSE.run(self.connection, self._closed)
            self._cancel([row["id_"] for row in self._closed])
        if self._opened:
            _OPEN.run(self.connection, self._opened)
        if self._owed:
            _OWE.run(self.connection, self._owed)
        self.head = audit_log.append(self.connection, self.head, self._entries)

    def _cancel(self, steps: list[object]) -> None:
        # One step is the usual case, and a plain = is half the work for the driver.
        if len(steps) == 1:
            found = {"step": steps[0], "at": self.now}
            self.connection.execute(_CANCEL_ONE, found)
        else:
            many = {"steps": steps, "at": self.now}
            self.connection.execute(_CANCEL_MANY, many)


def _differing(before: PostSnapshot, after: PostSnapshot) -> tuple[str, ...]:
    if before is after:
        return ()
    # The channels come from the content, which a mere move leaves as it is.
    names = _MUTABLE if before.content is after.content else (*_MUTABLE, "channels")
    return tuple(
        name for name in names if getattr(before, name) != getattr(after, name)
    )
