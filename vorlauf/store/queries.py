"""Questions to the store about posts; each reads, none writes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    CursorResult,
    Row,
    Select,
    Table,
    bindparam,
    func,
    select,
)

from states.fingerprint import Content, from_plain
from states.post import PostState, StepKind
from vorlauf.errors import NotFoundError
from vorlauf.store.tables import (
    Notice,
    Picture,
    Post,
    PostHouse,
    Proof,
    Step,
    Version,
    table_of,
)

POST = table_of(Post)
HOUSE = table_of(PostHouse)
VERSION = table_of(Version)
PICTURE = table_of(Picture)
PROOF = table_of(Proof)
STEP = table_of(Step)
NOTICE = table_of(Notice)


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A duty that is still owed."""

    id: int
    post_id: int
    version: int
    kind: StepKind
    house: str
    asked: str
    retrospective: bool
    opened_at: datetime
    due_at: datetime
    escalate_at: datetime | None
    escalation: int


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A picture that is in, as far as the rules care."""

    house: str
    name: str
    sha256: str
    alt_text: str
    consent: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that is known of a post when somebody acts on it."""

    id: int
    number: str
    title: str
    author: str
    state: PostState
    slot_at: datetime
    first_slot_at: datetime
    request_by: datetime | None
    wants_assets: bool
    wants_graphics: bool
    version: int
    fingerprint: str
    row_version: int
    overridden: bool
    created_at: datetime
    published_at: datetime | None
    version_author: str
    content: Content
    houses: tuple[str, ...]
    steps: tuple[OpenStep, ...]
    pictures: tuple[Delivered, ...]
    proofs: frozenset[str]


_POSTS = (
    select(POST, VERSION.c.author.label("version_author"), VERSION.c.content)
    .join(
        VERSION, (VERSION.c.post_id == POST.c.id) & (VERSION.c.number == POST.c.version)
    )
    .order_by(POST.c.slot_at, POST.c.id)
)


@dataclass(frozen=True)
class _Question:
    """A prebuilt question about some posts; most often it is asked about one."""

    about_one: Select[Any]
    about_many: Select[Any]

    @classmethod
    def about(cls, wanted: Select[Any], column: Column[Any]) -> Self:
        """Build both forms; the plain = of one post is half the work for the driver."""
        keys: BindParameter[Any] = bindparam("keys", expanding=True)
        return cls(
            wanted.where(column == bindparam("key")), wanted.where(column.in_(keys))
        )

    def ask(self, connection: Connection, keys: Sequence[object]) -> CursorResult[Any]:
        """Return the rows of these posts."""
        if len(keys) == 1:
            return connection.execute(self.about_one, {"key": keys[0]})
        return connection.execute(self.about_many, {"keys": list(keys)})


_BY_NUMBER = _Question.about(_POSTS, POST.c.number)
_BY_ID = _Question.about(_POSTS, POST.c.id)
_HOUSES = _Question.about(select(HOUSE).order_by(HOUSE.c.house), HOUSE.c.post_id)
_STEPS = _Question.about(
    select(*(STEP.c[name] for name in OpenStep.__dataclass_fields__))
    .where(STEP.c.closed_at.is_(None))
    .order_by(STEP.c.id),
    STEP.c.post_id,
)
_PICTURES = _Question.about(select(PICTURE).order_by(PICTURE.c.id), PICTURE.c.post_id)
_PROOFS = _Question.about(select(PROOF), PROOF.c.post_id)

_T = TypeVar("_T")


def case_of(connection: Connection, number: str) -> Case:
    """Return one post with all that hangs on it. Raises `NotFoundError`."""
    return cases(connection, [number])[0]


def cases(connection: Connection, numbers: Sequence[str]) -> list[Case]:
    """Return the posts of these numbers, in this order. Raises `NotFoundError`."""
    # No number holds anything else, and a driver may choke on what one is called.
    sane = [number for number in numbers if number.isascii() and number.isprintable()]
    found = {case.number: case for case in _cases(connection, _BY_NUMBER, sane)}
    missing = [ascii(number)[1:-1] for number in numbers if number not in found]
    if missing:
        raise NotFoundError(
            f"There is no post {', '.join(missing)}; `vorlauf post list` shows all."
        )
    return [found[number] for number in numbers]


def cases_by_id(connection: Connection, ids: Sequence[int]) -> dict[int, Case]:
    """Return the posts of these keys, by key; those that do not exist are left out."""
    return {case.id: case for case in _cases(connection, _BY_ID, ids)}


def _cases(
    connection: Connection, question: _Question, keys: Sequence[object]
) -> list[Case]:
    rows = question.ask(connection, keys).all()
    ids = [row.id for row in rows]

    def gather(
        of: _Question, make: Callable[[Row[Any]], _T]
    ) -> dict[int, tuple[_T, ...]]:
        return _by_post(of.ask(connection, ids), make)

    houses = gather(_HOUSES, lambda row: str(row.house))
    steps = gather(_STEPS, _open_step)
    pictures = gather(_PICTURES, _delivered)
    proofs = gather(_PROOFS, lambda row: str(row.channel))
    return [
        _case(
            row,
            houses=houses.get(row.id, ()),
            steps=steps.get(row.id, ()),
            pictures=pictures.get(row.id, ()),
            proofs=frozenset(proofs.get(row.id, ())),
        )
        for row in rows
    ]


def _by_post(
    rows: Iterable[Row[Any]], make: Callable[[Row[Any]], _T]
) -> dict[int, tuple[_T, ...]]:
    gathered: dict[int, list[_T]] = defaultdict(list)
    for row in rows:
        gathered[row.post_id].append(make(row))
    return {post_id: tuple(items) for post_id, items in gathered.items()}


def _case(row: Row[Any], **more: Any) -> Case:  # noqa: ANN401, fields of Case
    plain = row._asdict()
    plain["state"] = PostState(plain["state"])
    plain["content"] = from_plain(plain["content"])
    return Case(**plain, **more)


def _open_step(row: Row[Any]) -> OpenStep:
    plain = row._asdict()
    plain["kind"] = StepKind(plain["kind"])
    return OpenStep(**plain)


def _delivered(row: Row[Any]) -> Delivered:
    return Delivered(
        house=row.house,
        name=row.name,
        sha256=row.sha256,
        alt_text=row.alt_text,
        consent=row.consent,
    )


_ENDORSED = select(STEP.c.post_id, STEP.c.house, STEP.c.outcome).where(
    STEP.c.post_id == bindparam("post_id"),
    STEP.c.version == bindparam("version"),
    STEP.c.outcome.in_(("endorsed", "approved")),
)


def decided_houses(
    connection: Connection, post_id: int, version: int, kind: StepKind
) -> set[str]:
    """Return the houses whose yes stands for this version of a post."""
    wanted = "endorsed" if kind is StepKind.REVIEW else "approved"
    rows = connection.execute(_ENDORSED, {"post_id": post_id, "version": version})
    return {row.house for row in rows if row.outcome == wanted}


_NEXT = {
    table: select(func.coalesce(func.max(table.c.id), 0) + 1)
    for table in (POST, PICTURE, STEP, NOTICE)
}
_NEXT_DUTIES = select(_NEXT[STEP].scalar_subquery(), _NEXT[NOTICE].scalar_subquery())


def next_id(connection: Connection, table: Table) -> int:
    """Return the next free key of a table; ask only while the audit log is locked."""
    return int(connection.execute(_NEXT[table]).scalar_one())


def next_duties(connection: Connection) -> tuple[int, int]:
    """Return the next free keys of a step and of a notice; ask as for `next_id`."""
    step_id, notice_id = connection.execute(_NEXT_DUTIES).one()
    return int(step_id), int(notice_id)


def last_number(connection: Connection, year: int) -> int:
    """Return the highest running number of the posts of a year, 0 if there is none."""
    rows = connection.execute(
        select(POST.c.number).where(POST.c.number.startswith(f"{year}-"))
    )
    return max((int(row.number.partition("-")[2]) for row in rows), default=0)
