"""Questions about a period: which posts appeared or will, and which steps were done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from states.post import PATH, PostState, StepKind
from vorlauf.db.post_snapshots import HOUSE, POST, STEP
from vorlauf.db.tables import Outcome, Topic, TopicPost, table_of
from vorlauf.posts.told_queries import ANSWERED_AT, IS_IN_TIME
from vorlauf.scheduling.turnaround_queries import StepAsked

_TOPIC, _TAKEN = table_of(Topic), table_of(TopicPost)
_ASKED = tuple(kind for kind in StepKind if kind.is_answered and kind.is_planned)


@dataclass(frozen=True, kw_only=True)
class PostOfPeriod:
    """A post that has appeared, or that has a slot; instants are aware UTC.

    `theme` and `format` are those of the topic that it was made of, else empty.
    """

    id: int
    number: str
    title: str
    state: PostState
    slot_at: datetime
    published_at: datetime | None
    channels: tuple[str, ...]
    houses: tuple[str, ...]
    theme: str
    format: str


@dataclass(frozen=True, kw_only=True)
class StepDone(StepAsked):
    """A step that was answered in a period, for which post, and whether in time."""

    number: str
    closed_at: datetime
    in_time: bool
    outcome: Outcome


def posts_between(
    connection: Connection, from_at: datetime, to_at: datetime
) -> list[PostOfPeriod]:
    """Return the posts that appeared in a span (aware UTC, end excluded) or are to.

    By when they appeared, or else by their slot; a reserve has none.
    """
    when = func.coalesce(POST.c.published_at, POST.c.slot_at)
    wanted = (
        select(POST, HOUSE.c.house, _TOPIC.c.theme, _TOPIC.c.format)
        .outerjoin(HOUSE, HOUSE.c.post_id == POST.c.id)
        .outerjoin(
            _TAKEN,
            and_(_TAKEN.c.post_id == POST.c.id, _TAKEN.c.undone_at.is_(None)),
        )
        .outerjoin(_TOPIC, _TOPIC.c.id == _TAKEN.c.topic_id)
        .where(
            when >= from_at,
            when < to_at,
            or_(
                POST.c.published_at.is_not(None),
                and_(POST.c.is_reserve.is_(False), POST.c.state.in_(PATH)),
            ),
        )
        .order_by(when, POST.c.number_order, POST.c.id, HOUSE.c.house)
    )
    rows: dict[int, list[object]] = {}
    found = connection.execute(wanted).mappings().all()
    for row in found:
        rows.setdefault(row["id"], []).append(row["house"])
    once = {row["id"]: row for row in found}
    return [
        PostOfPeriod(
            id=key,
            number=row["number"],
            title=row["title"],
            state=PostState(row["state"]),
            slot_at=row["slot_at"],
            published_at=row["published_at"],
            channels=tuple(filter(None, row["channels"].split(","))),
            houses=tuple(str(one) for one in dict.fromkeys(rows[key]) if one),
            theme=row["theme"] or "",
            format=row["format"] or "",
        )
        for key, row in once.items()
    ]


def steps_done(
    connection: Connection, from_at: datetime, to_at: datetime
) -> Sequence[StepDone]:
    """Return what houses have answered in a span (aware UTC, end excluded), in order.

    In time is what was answered by its date or by the one that its house was told last.
    """
    wanted = (
        select(
            STEP,
            POST.c.number,
            ANSWERED_AT.label("answered_at"),
            IS_IN_TIME.label("in_time"),
        )
        .join(POST, POST.c.id == STEP.c.post_id)
        .where(
            STEP.c.closed_at >= from_at,
            STEP.c.closed_at < to_at,
            STEP.c.kind.in_(_ASKED),
            STEP.c.outcome != Outcome.VOID,
            STEP.c.retrospective.is_(False),
        )
        .order_by(STEP.c.closed_at, STEP.c.id)
    )
    return [
        StepDone(
            post_id=row.post_id,
            number=row.number,
            kind=StepKind(row.kind),
            house=row.house,
            opened_at=row.opened_at,
            ended_at=row.answered_at,
            closed_at=row.closed_at,
            is_answered=True,
            in_time=bool(row.in_time),
            outcome=Outcome(row.outcome),
        )
        for row in connection.execute(wanted)
    ]


def days_of_posts(connection: Connection) -> tuple[datetime, datetime] | None:
    """Return when the first post appeared and the last one; None before the first."""
    at = POST.c.published_at
    row = connection.execute(select(func.min(at), func.max(at))).one()
    return None if row[0] is None else (row[0], row[1])
