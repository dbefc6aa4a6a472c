"""Approvals: the posts that wait for somebody's yes, with everything on their items."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from states.fingerprint import Content
from states.post import DECISIONS, StepKind
from vorlauf.db import versions
from vorlauf.db.post_snapshots import POST, STEP, VERSION, PostSnapshot, posts_by_id
from vorlauf.db.tables import OUTCOME_OF, Outcome
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.scope import IS_OPEN, within

_IS_DECIDING: Final = STEP.c.kind.in_(
    [literal_column(f"'{kind}'") for kind in DECISIONS]
)
_SAID: Final = frozenset(OUTCOME_OF[t] for t in OUTCOME_OF if t.is_yes)


@dataclass(frozen=True)
class Waiting:
    """Some of the posts that wait, the earliest due first, and how many there are."""

    count: int
    snapshots: tuple[PostSnapshot, ...]


@dataclass(frozen=True, kw_only=True)
class HouseDecision:
    """A part of the decision on a version; `outcome` is None while it is open."""

    step_id: int
    house: str
    kind: StepKind
    outcome: Outcome | None
    decided_by: str
    on_behalf_of: str
    own_account: str
    way: str
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class WaitingDetails:
    """What belongs to a post that waits.

    `before` is the newest older content that the houses were asked about, None if there
    is none; `voices` are the parts of the decision on this version, or on one that it
    corrects.
    """

    before: Content | None = None
    voices: tuple[HouseDecision, ...] = ()


def waiting(
    connection: Connection,
    visibility: Visibility,
    asked: Collection[str],
    *,
    offset: int,
    most: int,
) -> Waiting:
    """Return the posts within reach that one of the `asked` (keys) has to decide on."""
    rows = connection.execute(
        _posts(visibility), {"asked": sorted(asked), "offset": offset, "most": most}
    ).all()
    found = posts_by_id(connection, [row.post_id for row in rows])
    return Waiting(
        count=rows[0].whole if rows else 0,
        snapshots=tuple(found[row.post_id] for row in rows if row.post_id in found),
    )


@lru_cache(maxsize=64)
def _posts(visibility: Visibility) -> Select[Any]:
    first_due = func.min(STEP.c.due_at)
    asked_of = STEP.c.asked.in_(bindparam("asked", expanding=True))
    return (
        select(STEP.c.post_id, func.count().over().label("whole"))
        .join(POST, POST.c.id == STEP.c.post_id)
        .where(IS_OPEN, _IS_DECIDING, asked_of, within(visibility))
        .group_by(STEP.c.post_id)
        .order_by(first_due, STEP.c.post_id)
        .offset(bindparam("offset"))
        .limit(bindparam("most"))
    )


def beside(
    connection: Connection, snapshots: Sequence[PostSnapshot], houses: Collection[str]
) -> Mapping[int, WaitingDetails]:
    """Return what belongs to each of the posts, by key; `houses` are the reader's."""
    asked = {"posts": [post.id for post in snapshots], "houses": sorted(houses)}
    gathered: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_BESIDE, asked):
        gathered[row.post_id].append(row)
    return {post.id: _beside(post, gathered[post.id]) for post in snapshots}


_OURS: Final[BindParameter[int]] = bindparam("posts", expanding=True)
_SEEN_LAST: Final = (
    select(func.max(STEP.c.version))
    .where(
        STEP.c.post_id == POST.c.id,
        STEP.c.version < POST.c.version,
        STEP.c.house.in_(bindparam("houses", expanding=True)),
        _IS_DECIDING,
    )
    .correlate(POST)
    .scalar_subquery()
)
# A part of the answer that has no content has nothing in these columns either.
_OF_NO_VERSION: Final = tuple(
    cast(null(), column.type).label(column.name) for column in versions.COLUMNS
)
_STEPS: Final = select(
    literal_column("'step'").label("what"),
    STEP.c.post_id,
    STEP.c.version,
    STEP.c.id,
    STEP.c.kind,
    STEP.c.house,
    STEP.c.outcome,
    STEP.c.decided_by,
    STEP.c.on_behalf_of,
    STEP.c.own_account,
    STEP.c.way,
    STEP.c.recorded_by,
    cast(null(), VERSION.c.corrects.type).label("corrects"),
    *_OF_NO_VERSION,
).where(STEP.c.post_id.in_(_OURS), _IS_DECIDING)


def _versions(what: str, *, with_content: bool) -> Select[Any]:
    none = {
        name: cast(null(), STEP.c[name].type).label(name)
        for name in (
            "kind",
            "house",
            "outcome",
            "decided_by",
            "on_behalf_of",
            "own_account",
            "way",
            "recorded_by",
        )
    }
    wanted = (
        VERSION.c.number == _SEEN_LAST
        if with_content
        else VERSION.c.corrects.is_not(None)
    )
    return (
        select(
            literal_column(f"'{what}'").label("what"),
            VERSION.c.post_id,
            VERSION.c.number.label("version"),
            cast(null(), STEP.c.id.type).label("id"),
            *none.values(),
            VERSION.c.corrects,
            *(versions.COLUMNS if with_content else _OF_NO_VERSION),
        )
        .join(POST, POST.c.id == VERSION.c.post_id)
        .where(and_(VERSION.c.post_id.in_(_OURS), wanted))
    )


_BESIDE: Final[CompoundSelect[Any]] = union_all(
    _STEPS,
    _versions("correction", with_content=False),
    _versions("seen", with_content=True),
)


def _beside(post: PostSnapshot, rows: Sequence[Row[Any]]) -> WaitingDetails:
    corrects = {row.version: row.corrects for row in rows if row.what == "correction"}
    chain = {post.version}
    version = post.version
    while version in corrects:
        version = corrects[version]
        chain.add(version)
    steps = [row for row in rows if row.what == "step" and row.version in chain]
    newest = {(row.kind, row.house): row for row in sorted(steps, key=lambda r: r.id)}
    seen = next((row for row in rows if row.what == "seen"), None)
    return WaitingDetails(
        before=None if seen is None else versions.content_in(seen),
        voices=tuple(_voice(row) for row in newest.values() if _counts(row)),
    )


def _counts(row: Row[Any]) -> bool:
    return row.outcome is None or row.outcome in _SAID


def _voice(row: Row[Any]) -> HouseDecision:
    return HouseDecision(
        step_id=row.id,
        house=row.house,
        kind=StepKind(row.kind),
        outcome=Outcome(row.outcome) if row.outcome else None,
        decided_by=row.decided_by or "",
        on_behalf_of=row.on_behalf_of or "",
        own_account=row.own_account,
        way=row.way,
        recorded_by=row.recorded_by,
    )
