"""Replay: what the file says has become of each post, beside what the store holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, select

from notifications.letters.mail_kinds import purposes_where
from states.post import StepKind
from states.purpose import MailKind
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import IS_HELD, IS_WAITING, NOTICE, POST, STEP, VERSION
from vorlauf.db.tables import Audit, table_of
from vorlauf.material import attestations

_AUDIT: Final = table_of(Audit)
_LINES: Final = select(
    *(_AUDIT.c[name] for name in ("post_id", "event", "actor_key", "row_version")),
    *(_AUDIT.c[name] for name in ("source", "dest", "version", "fingerprint")),
).order_by(_AUDIT.c.id)


@dataclass(frozen=True, kw_only=True)
class Past:
    """A post as it stands, with its file, its steps and what is owed of them.

    `owed` are the purposes of notices that wait on steps that are closed and should
    be none, `receipts` how many confirmations of a decision it has.
    """

    number: str
    state: str
    row_version: int
    version: int
    fingerprint: str
    lines: Sequence[Row[Any]] = ()
    steps: Sequence[Row[Any]] = ()
    newest: int = 0
    owed: Sequence[str] = ()
    receipts: int = 0

    @property
    def open(self) -> Counter[tuple[str, int]]:
        """How many steps of each kind and version are open."""
        return Counter(
            (step.kind, step.version) for step in self.steps if step.outcome is None
        )

    def events(self) -> list[tuple[str, str]]:
        """Return what happened, in order: the event, and by whom (key)."""
        return [(line.event, line.actor_key) for line in self.lines]

    def faults(self) -> Iterator[str]:
        """Yield what of the file does not fit to the post as it stands."""
        moves = [line for line in self.lines if line.row_version is not None]
        expected = range(self.row_version - len(moves) + 1, self.row_version + 1)
        if [line.row_version for line in moves] != list(expected):
            yield "a gap in the row versions"
        if not self.lines or self.lines[-1].dest != self.state:
            yield "the last line leads to another state"
        pairs = zip(self.lines, self.lines[1:], strict=False)
        if any(one.dest != other.source for one, other in pairs):
            yield "a line does not begin where the one before it ended"
        last = self.lines[-1] if self.lines else None
        if last and (last.version, last.fingerprint) != (
            self.version,
            self.fingerprint,
        ):
            yield "the last line is about another version"
        if self.newest != self.version:
            yield "another version was saved"
        if any(step.version != self.version for step in self._still_open()):
            yield "a step of an old version is open"
        if self.owed:
            yield "a notice of a closed step waits"

    def _still_open(self) -> list[Row[Any]]:
        return [step for step in self.steps if step.outcome is None]


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """Every post by its number, and what is wrong with the chain of the whole file."""

    posts: Mapping[str, Past]
    chain: Sequence[str] = field(default_factory=tuple)


def replay(engine: Engine) -> Replayed:
    """Read everything, and verify the chain."""
    with reading(engine) as connection:
        faults = attestations.verify(connection).faults
        return Replayed(posts=_posts(connection), chain=faults)


def _posts(connection: Connection) -> Mapping[str, Past]:
    lines = _by_post(connection.execute(_LINES).all())
    steps = _by_post(connection.execute(select(STEP).order_by(STEP.c.id)).all())
    saved = _by_post(
        connection.execute(select(VERSION.c.post_id, VERSION.c.number)).all()
    )
    owed = _by_post(_owed(connection))
    receipts = _by_post(_receipts(connection))
    return {
        post.number: Past(
            number=post.number,
            state=post.state,
            row_version=post.row_version,
            version=post.version,
            fingerprint=post.fingerprint,
            lines=lines[post.id],
            steps=steps[post.id],
            newest=max((row.number for row in saved[post.id]), default=0),
            owed=[row.purpose for row in owed[post.id]],
            receipts=len(receipts[post.id]),
        )
        for post in connection.execute(select(POST))
    }


def _owed(connection: Connection) -> Sequence[Row[Any]]:
    """Return what is still to be sent of steps that are closed, but for the news."""
    news = purposes_where(lambda kind: kind.is_news)
    wanted = (
        select(NOTICE.c.post_id, NOTICE.c.purpose)
        .join(STEP, STEP.c.id == NOTICE.c.step_id)
        .where(
            STEP.c.outcome.is_not(None),
            NOTICE.c.purpose.not_in(news),
            IS_WAITING | IS_HELD,
        )
    )
    return connection.execute(wanted).all()


def _receipts(connection: Connection) -> Sequence[Row[Any]]:
    wanted = (
        select(NOTICE.c.post_id, NOTICE.c.step_id)
        .join(STEP, STEP.c.id == NOTICE.c.step_id)
        .where(
            NOTICE.c.purpose == MailKind.DECISION_RECEIVED.value,
            STEP.c.kind == StepKind.APPROVAL.value,
        )
    )
    return connection.execute(wanted).all()


def _by_post(rows: Sequence[Row[Any]]) -> dict[int, list[Row[Any]]]:
    gathered: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        gathered[row.post_id].append(row)
    return gathered
