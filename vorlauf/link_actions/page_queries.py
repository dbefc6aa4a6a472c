"""Questions of the page behind a link: who has decided what on this version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from states.post import DECISIONS, StepKind
from vorlauf.db.post_snapshots import STEP
from vorlauf.posts.comment_queries import COMMENT
from vorlauf.posts.decision_queries import CHAIN


@dataclass(frozen=True, kw_only=True)
class HouseAnswer:
    """What one house was asked on a version, or on one that it corrects.

    `outcome`, `decided_by` and `closed_at` are None while it is open.
    """

    id: int
    version: int
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    closed_at: datetime | None
    outcome: str | None
    decided_by: str | None
    on_behalf_of: str | None
    own_account: str
    way: str
    recorded_by: str
    comment: str
    retrospective: bool


@dataclass(frozen=True, kw_only=True)
class PublicComment:
    """A comment that the houses may read."""

    version: int
    house: str
    author: str
    own_account: str
    said_at: datetime
    text: str


_PARTS = (
    select(*(STEP.c[name] for name in HouseAnswer.__dataclass_fields__))
    .where(
        STEP.c.post_id == bindparam("post"),
        STEP.c.version.in_(select(CHAIN.c.number)),
        STEP.c.kind.in_([kind.value for kind in DECISIONS]),
    )
    .order_by(STEP.c.id)
)
_SPOKEN = (
    select(*(COMMENT.c[name] for name in PublicComment.__dataclass_fields__))
    .where(COMMENT.c.post_id == bindparam("post"), ~COMMENT.c.internal)
    .order_by(COMMENT.c.id)
)


def parts(connection: Connection, post_id: int, version: int) -> list[HouseAnswer]:
    """Return what stands of each house's part in a version, the newest of each."""
    rows = connection.execute(_PARTS, {"post": post_id, "version_": version})
    newest: dict[tuple[str, str], HouseAnswer] = {}
    for row in rows:
        part = HouseAnswer(**{**row._asdict(), "kind": StepKind(row.kind)})
        newest[row.kind, row.house] = part
    return list(newest.values())


def spoken(connection: Connection, post_id: int) -> list[PublicComment]:
    """Return what was said about a post and is not internal, the oldest first."""
    rows = connection.execute(_SPOKEN, {"post": post_id})
    return [PublicComment(**row._asdict()) for row in rows]
