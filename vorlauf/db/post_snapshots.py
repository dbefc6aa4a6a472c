"""Post snapshots: questions about posts; each reads, none writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)

from states.fingerprint import Content
from states.messages import Several, Value, msg, phrase
from states.post import PostState, StepKind
from states.post_fields import IN_CONTENT, OF_POST
from states.post_numbers import number_order
from vorlauf.db import versions
from vorlauf.db.tables import (
    Brief,
    Consent,
    Message,
    Notice,
    NoticeState,
    Picture,
    Post,
    PostHouse,
    Proof,
    Step,
    Version,
    table_of,
)
from vorlauf.db.versions import StoredVersion
from vorlauf.errors import NotFoundError

_Row = Row[*tuple[Any, ...]]

POST = table_of(Post)
HOUSE = table_of(PostHouse)
VERSION = table_of(Version)
PICTURE = table_of(Picture)
BRIEF = table_of(Brief)
CONSENT = table_of(Consent)
PROOF = table_of(Proof)
STEP = table_of(Step)
NOTICE = table_of(Notice)
MESSAGE = table_of(Message)


def _spelt_out(column: Column[Any], *values: StrEnum) -> ColumnElement[bool]:
    """Return the condition with its values in the text of the statement.

    A partial index is used only if the planner reads its condition there; with a
    parameter in its place every sweep would walk the whole table.
    """
    return column.in_([literal_column(f"'{value}'") for value in values])


# The conditions of the partial indexes.
IS_WAITING = _spelt_out(NOTICE.c.state, NoticeState.QUEUED, NoticeState.RETRY)


def is_held(state: Column[Any]) -> ColumnElement[bool]:
    """Say of the state of a notice whether a worker holds the notice."""
    return _spelt_out(state, NoticeState.LEASED, NoticeState.SENDING)


IS_HELD = is_held(NOTICE.c.state)
AWAITS_REQUEST = and_(
    _spelt_out(POST.c.state, PostState.DRAFT), POST.c.request_by.is_not(None)
)


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
    credit: str = ""
    answer: str | None = None


@dataclass(frozen=True, kw_only=True)
class Consented:
    """A consent to a picture of a post, as far as the rules care.

    `last_day` None means until it is withdrawn.
    """

    id: int
    sha256: str
    people: str
    channels: frozenset[str]
    first_day: date
    last_day: date | None
    is_withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class PostSnapshot:
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
    consents: tuple[Consented, ...] = ()
    owner: str = ""
    next_owner: str = ""
    next_owner_from: date | None = None
    # How many pictures each house is asked for.
    pictures_wanted: int = 1
    # How often it began in draft; decisions of an earlier round count no more.
    round: int = 1
    # Whether its slot passed without approval; nobody is asked until it has another.
    slot_missed: bool = False
    # Since when it is on hold, and whether `by_hand` or by `closed_days` alone.
    held_since: datetime | None = None
    hold_kind: str = ""
    # Whether it has no slot of its own; `slot_at` is when it is to be ready then.
    is_reserve: bool = False
    # Between which days it may be published, if it was decided on without a date.
    reserve_from: date | None = None
    reserve_until: date | None = None
    # The key of its row in an imported plan.
    plan_key: str = ""
    # The highest number of a version; the post may be at an older one again.
    last_version: int = 0

    def is_at_rest(self, *, retrospective: bool) -> bool:
        """Say whether nobody is asked for an open step, or reminded of it.

        A decision that was jumped over is asked for whatever becomes of the slot.
        """
        is_on_hold = self.held_since is not None
        return is_on_hold or (self.slot_missed and not retrospective)

    @property
    def is_timeless(self) -> bool:
        """Whether what is decided on has no date."""
        return self.content.slot_date is None

    def has_come(self, now: datetime) -> bool:
        """Say whether its slot has come (`now` is aware); a reserve has none."""
        return now >= self.slot_at and not self.is_reserve

    @property
    def next_version(self) -> int:
        """The number that its next version gets; no number is used twice."""
        return max(self.version, self.last_version) + 1

    @property
    def fields(self) -> dict[str, str]:
        """What was written into its fields, by name."""
        kept = {name: getattr(self, name) for name in OF_POST}
        return kept | {name: getattr(self.content, name) for name in IN_CONTENT}

    @property
    def number_order(self) -> int:
        """Its place among all posts that are sorted by number."""
        return number_order(self.number)

    @property
    def channels(self) -> str:
        """The channels that have a text, in order, with a comma after each."""
        texts = self.content.texts
        return "".join(f"{name}," for name in sorted(texts) if texts[name])


PICTURES_WANTED = func.coalesce(BRIEF.c.number, 1).label("pictures_wanted")
_ANY_VERSION = VERSION.alias("any_version")
_LAST_VERSION = (
    select(func.max(_ANY_VERSION.c.number))
    .where(_ANY_VERSION.c.post_id == POST.c.id)
    .correlate(POST)
    .scalar_subquery()
    .label("last_version")
)
_POSTS = (
    select(
        POST,
        _LAST_VERSION,
        VERSION.c.author.label("version_author"),
        VERSION.c.content,
        VERSION.c.fingerprint.label("kept"),
        versions.DECIDED.label("said"),
        PICTURES_WANTED,
    )
    .join(
        VERSION, (VERSION.c.post_id == POST.c.id) & (VERSION.c.number == POST.c.version)
    )
    .outerjoin(BRIEF, BRIEF.c.post_id == POST.c.id)
    .order_by(POST.c.slot_at, POST.c.id)
)


@dataclass(frozen=True)
class _Question:
    """A prebuilt question about some posts; most often it is asked about one."""

    about_one: Executable
    about_many: Executable

    @classmethod
    def about(cls, *wanted: tuple[Select[Any], ColumnElement[Any]]) -> Self:
        """Build both forms; the plain = of one post is half the work for the driver.

        Each part is what to select, and the column that holds the key of the post;
        several parts become one answer.
        """
        keys: BindParameter[Any] = bindparam("keys", expanding=True)
        one = [part.where(column == bindparam("key")) for part, column in wanted]
        many = [part.where(column.in_(keys)) for part, column in wanted]
        if len(wanted) == 1:
            return cls(one[0], many[0])
        return cls(union_all(*one), union_all(*many))

    def ask(self, connection: Connection, keys: Sequence[object]) -> CursorResult[Any]:
        """Return the rows of these posts."""
        if len(keys) == 1:
            return connection.execute(self.about_one, {"key": keys[0]})
        return connection.execute(self.about_many, {"keys": list(keys)})


_BY_NUMBER = _Question.about((_POSTS, POST.c.number))
_BY_ID = _Question.about((_POSTS, POST.c.id))
_OF_STEP = tuple(OpenStep.__dataclass_fields__)
_STEPS = _Question.about(
    (
        select(*(STEP.c[name] for name in _OF_STEP))
        .where(STEP.c.closed_at.is_(None))
        .order_by(STEP.c.id),
        STEP.c.post_id,
    )
)


def _hanging(what: str, table: Table, house: Column[Any]) -> Select[Any]:
    """Return one part of what hangs on a post; columns it has not are empty."""
    names = ("name", "sha256", "alt_text", "consent", "credit", "answer")
    return select(
        literal_column(f"'{what}'").label("what"),
        table.c.post_id,
        house.label("house"),
        *(
            table.c[name] if name in table.c else literal_column("''").label(name)
            for name in names
        ),
    )


# Consents beside pictures: in their columns stand who is shown, the key, the picture,
# where, from when, until when, and who has withdrawn it.
CONSENTS = (
    select(
        literal_column("'consent'").label("what"),
        PICTURE.c.post_id,
        CONSENT.c.people.label("house"),
        cast(CONSENT.c.id, String).label("name"),
        CONSENT.c.picture.label("sha256"),
        CONSENT.c.channels.label("alt_text"),
        cast(CONSENT.c.first_day, String).label("consent"),
        func.coalesce(cast(CONSENT.c.last_day, String), "").label("credit"),
        CONSENT.c.withdrawn_by.label("answer"),
    )
    .join(PICTURE, PICTURE.c.sha256 == CONSENT.c.picture)
    .subquery("consents")
)

# Houses, pictures and proofs in one answer: every statement costs a move its time.
_HANGING = _Question.about(
    (_hanging("house", HOUSE, HOUSE.c.house), HOUSE.c.post_id),
    (_hanging("picture", PICTURE, PICTURE.c.house), PICTURE.c.post_id),
    (_hanging("proof", PROOF, PROOF.c.channel), PROOF.c.post_id),
    (select(CONSENTS), CONSENTS.c.post_id),
)


def post_of(connection: Connection, number: str) -> PostSnapshot:
    """Return one post with all that hangs on it. Raises `NotFoundError`."""
    return snapshots(connection, [number])[0]


def snapshots(connection: Connection, numbers: Sequence[str]) -> list[PostSnapshot]:
    """Return the posts of these numbers, in this order. Raises `NotFoundError`."""
    # No number holds anything else, and a driver may choke on what one is called.
    sane = [number for number in numbers if number.isascii() and number.isprintable()]
    found = {post.number: post for post in _snapshots(connection, _BY_NUMBER, sane)}
    missing = [which(number) for number in numbers if number not in found]
    if missing:
        raise NotFoundError(
            msg(
                "There is no post {numbers}; `vorlauf post list` shows all.",
                numbers=Several(tuple(missing)),
            )
        )
    return [found[number] for number in numbers]


def which(number: str) -> Value:
    """Return the number of a post that does not exist, as a sentence shows it."""
    return ascii(number)[1:-1] or phrase("which", "without a number")


def open_posts(connection: Connection) -> list[PostSnapshot]:
    """Return every post that is not over, the earliest slot first."""
    over = [state for state in PostState if not state.is_open]
    found = select(POST.c.id).where(POST.c.state.not_in(over))
    return _snapshots(connection, _BY_ID, connection.execute(found).scalars().all())


def posts_by_id(connection: Connection, ids: Sequence[int]) -> dict[int, PostSnapshot]:
    """Return the posts of these keys, by key; those that do not exist are left out."""
    return {post.id: post for post in _snapshots(connection, _BY_ID, ids)}


def _snapshots(
    connection: Connection, question: _Question, keys: Sequence[object]
) -> list[PostSnapshot]:
    answer = question.ask(connection, keys)
    names = tuple(answer.keys())
    posts = [dict(zip(names, row, strict=True)) for row in answer.all()]
    ids = [post["id"] for post in posts]
    steps = _by_post(_STEPS.ask(connection, ids).all())
    hanging = _by_post(_HANGING.ask(connection, ids).all())
    return [_snapshot(post, steps[post["id"]], hanging[post["id"]]) for post in posts]


def _by_post(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    """Return the rows of each post, whose key stands second in them."""
    gathered: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        gathered[row[1]].append(row)
    return gathered


def _snapshot(
    plain: dict[str, Any], steps: Sequence[_Row], hanging: Sequence[_Row]
) -> PostSnapshot:
    of: dict[str, list[_Row]] = defaultdict(list)
    for row in hanging:
        of[row[0]].append(row)
    plain["state"] = PostState(plain["state"])
    plain["content"] = StoredVersion(
        post_id=plain["id"],
        post=plain["number"],
        number=plain["version"],
        plain=plain["content"],
        said=plain.pop("said"),
        kept=(plain.pop("kept"), plain["fingerprint"]),
    ).content
    del plain["channels"], plain["number_order"]  # content and number say it
    return PostSnapshot(
        **plain,
        houses=tuple(sorted(row.house for row in of["house"])),
        steps=tuple(_open_step(step) for step in steps),
        pictures=tuple(_delivered(row) for row in of["picture"]),
        proofs=frozenset(row.house for row in of["proof"]),
        consents=consents_in(of["consent"]),
    )


def _open_step(row: _Row) -> OpenStep:
    plain: dict[str, Any] = dict(zip(_OF_STEP, row, strict=True))
    plain["kind"] = StepKind(plain["kind"])
    return OpenStep(**plain)


def _delivered(row: Row[Any]) -> Delivered:
    return Delivered(
        house=row.house,
        name=row.name,
        sha256=row.sha256,
        alt_text=row.alt_text,
        consent=row.consent,
        credit=row.credit,
        answer=row.answer or None,
    )


def consents_in(rows: Sequence[Row[Any]]) -> tuple[Consented, ...]:
    """Return each consent once, though two houses may have sent the same picture."""
    by_id = {int(row.name): row for row in rows}
    return tuple(_consented(key, by_id[key]) for key in sorted(by_id))


def _consented(key: int, row: Row[Any]) -> Consented:
    return Consented(
        id=key,
        sha256=row.sha256,
        people=row.house,
        channels=frozenset(row.alt_text.split(",")) - {""},
        first_day=date.fromisoformat(row.consent),
        last_day=date.fromisoformat(row.credit) if row.credit else None,
        is_withdrawn=bool(row.answer),
    )


def fingerprint_of(connection: Connection, post: PostSnapshot, version: int) -> str:
    """Return the fingerprint of a version of a post, empty if there is none."""
    if version == post.version:
        return post.fingerprint
    wanted = select(VERSION.c.fingerprint).where(
        VERSION.c.post_id == post.id, VERSION.c.number == version
    )
    return connection.execute(wanted).scalar_one_or_none() or ""
