"""Post parts: steps, pictures, comments and audit entries of a post, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)

from states.post import StepKind
from vorlauf.db.post_snapshots import (
    CONSENTS,
    HOUSE,
    PICTURE,
    PROOF,
    STEP,
    Consented,
    consents_in,
)
from vorlauf.db.tables import Audit, Comment, Outcome, table_of
from vorlauf.posts.comment_queries import COMMENT
from vorlauf.posts.listing import HistoryLine

_AUDIT = table_of(Audit)


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step, open or closed; `outcome` and `closed_at` are None while it is open.

    `decided_by` and `on_behalf_of` are names as they were; instants are aware UTC.
    The last five are as in `StepEnd`.
    """

    id: int
    version: int
    kind: StepKind
    house: str
    asked: str
    retrospective: bool
    opened_at: datetime
    due_at: datetime
    escalate_at: datetime | None
    escalation: int
    closed_at: datetime | None
    outcome: Outcome | None
    decided_by: str
    on_behalf_of: str
    comment: str
    short_by: int
    own_account: str
    issued_to: str
    way: str
    recorded_by: str
    said_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PictureRow:
    """A picture that was delivered; `delivered_at` is aware UTC."""

    id: int
    house: str
    name: str
    sha256: str
    alt_text: str
    consent: str
    delivered_by: str
    delivered_at: datetime
    credit: str = ""
    answer: str | None = None
    answer_comment: str = ""
    own_account: str = ""


@dataclass(frozen=True, kw_only=True)
class ProofRow:
    """Where a post can be seen on a channel; `recorded_at` is aware UTC."""

    channel: str
    permalink: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class PostParts:
    """What hangs on a post: everything but its houses in the order it came."""

    steps: tuple[StepRow, ...]
    houses: tuple[str, ...]
    pictures: tuple[PictureRow, ...]
    proofs: tuple[ProofRow, ...]
    consents: tuple[Consented, ...]
    comments: tuple[Comment, ...]
    lines: tuple[HistoryLine, ...]


def hanging(connection: Connection, post_id: int) -> PostParts:
    """Return what hangs on a post."""
    rows = connection.execute(_HANGING, {"post": post_id}).all()
    return PostParts(
        steps=tuple(_step(row) for row in _of(STEP, rows, "id")),
        houses=tuple(row.house for row in _of(HOUSE, rows, "house")),
        pictures=tuple(_picture(row) for row in _of(PICTURE, rows, "id")),
        proofs=tuple(_proof(row) for row in _of(PROOF, rows, "channel")),
        consents=consents_in([row for row in rows if row.what == "consent"]),
        comments=tuple(_comment(row, post_id) for row in _of(COMMENT, rows, "id")),
        lines=tuple(_line(row) for row in _of(_AUDIT, rows, "id")),
    )


# A part has no value where its table has no such column.
_SHAPE: dict[str, Column[Any]] = {
    "house": HOUSE.c.house,
    "id": PICTURE.c.id,
    "name": PICTURE.c.name,
    "sha256": PICTURE.c.sha256,
    "alt_text": PICTURE.c.alt_text,
    "consent": PICTURE.c.consent,
    "delivered_by": PICTURE.c.delivered_by,
    "delivered_at": PICTURE.c.delivered_at,
    "credit": PICTURE.c.credit,
    "answer": PICTURE.c.answer,
    "answer_comment": PICTURE.c.answer_comment,
    "channel": PROOF.c.channel,
    "permalink": PROOF.c.permalink,
    "recorded_by": PROOF.c.recorded_by,
    "recorded_at": PROOF.c.recorded_at,
    "version": COMMENT.c.version,
    "step_id": COMMENT.c.step_id,
    "author": COMMENT.c.author,
    "author_key": COMMENT.c.author_key,
    "address": COMMENT.c.address,
    "text": COMMENT.c.text,
    "whole": COMMENT.c.whole,
    "said_at": COMMENT.c.said_at,
    "incoming_id": COMMENT.c.incoming_id,
    "internal": COMMENT.c.internal,
    "mentions": COMMENT.c.mentions,
    "sender_check": COMMENT.c.sender_check,
    "gateway": COMMENT.c.gateway,
    "own_account": COMMENT.c.own_account,
    "issued_to": STEP.c.issued_to,
    "way": STEP.c.way,
    **{name: STEP.c[name] for name in ("kind", "asked", "retrospective")},
    **{name: STEP.c[name] for name in ("opened_at", "due_at", "escalate_at")},
    **{name: STEP.c[name] for name in ("escalation", "closed_at", "outcome")},
    **{name: STEP.c[name] for name in ("decided_by", "short_by")},
    **{name: _AUDIT.c[name] for name in ("at", "event", "source", "dest", "actor")},
    **{name: _AUDIT.c[name] for name in ("capacity", "on_behalf_of", "comment")},
    "details": _AUDIT.c.details,
}


def _part(table: Table) -> Select[Any]:
    return select(
        literal_column(f"'{table.name}'").label("what"),
        *(
            (table.c[name] if name in table.c else cast(null(), like.type)).label(name)
            for name, like in _SHAPE.items()
        ),
    ).where(table.c.post_id == bindparam("post"))


_TABLES = (STEP, HOUSE, PICTURE, PROOF, COMMENT, _AUDIT)


def _consents() -> Select[Any]:
    """Return the consents as a part, in the columns that the pictures have."""
    return select(
        CONSENTS.c.what,
        *(
            (CONSENTS.c[name] if name in CONSENTS.c else cast(null(), like.type)).label(
                name
            )
            for name, like in _SHAPE.items()
        ),
    ).where(CONSENTS.c.post_id == bindparam("post"))


_HANGING = union_all(*(_part(table) for table in _TABLES), _consents())


def _of(table: Table, rows: Sequence[Row[Any]], by: str) -> list[Row[Any]]:
    theirs = [row for row in rows if row.what == table.name]
    return sorted(theirs, key=lambda row: getattr(row, by))


def _step(row: Row[Any]) -> StepRow:
    plain = {name: getattr(row, name) for name in StepRow.__dataclass_fields__}
    return StepRow(
        **{
            **plain,
            "kind": StepKind(row.kind),
            "outcome": Outcome(row.outcome) if row.outcome else None,
            "decided_by": row.decided_by or "",
            "on_behalf_of": row.on_behalf_of or "",
        }
    )


def _picture(row: Row[Any]) -> PictureRow:
    names = PictureRow.__dataclass_fields__
    return PictureRow(**{name: getattr(row, name) for name in names})


def _proof(row: Row[Any]) -> ProofRow:
    names = ProofRow.__dataclass_fields__
    return ProofRow(**{name: getattr(row, name) for name in names})


def _comment(row: Row[Any], post_id: int) -> Comment:
    names = set(COMMENT.c.keys()) - {"post_id"}
    return Comment(post_id=post_id, **{name: getattr(row, name) for name in names})


def _line(row: Row[Any]) -> HistoryLine:
    return HistoryLine(
        **{name: getattr(row, name) for name in HistoryLine.__dataclass_fields__}
    )
