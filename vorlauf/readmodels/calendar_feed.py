"""Calendar feed: the slots and due dates that a calendar program shows.

What is only planned stands there, too. What a program once showed and is no more, a
withdrawn post or a step that is done, stays as cancelled for some weeks, for programs
that only add what they find.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, func, or_, select

from states.post import PostState, StepKind
from vorlauf.db.post_snapshots import POST, STEP, PostSnapshot, posts_by_id
from vorlauf.db.tables import StakeholdersRow, table_of
from vorlauf.directory.model import Directory
from vorlauf.posts import past_queries
from vorlauf.posts.calendar_ids import due_id, slot_id
from vorlauf.posts.past_queries import PostHistory
from vorlauf.readmodels.scope import IS_OPEN, ReadScope, within
from vorlauf.workflow.steps_ahead import steps_ahead

# How long what is over is said to be so.
CANCELLED_FOR: Final = timedelta(weeks=4)
_FILE: Final = table_of(StakeholdersRow)
_NOTED: Final = select(func.max(_FILE.c.noted_at))
# What is due at the slot itself is the slot.
_SHOWN: Final = frozenset(StepKind) - {StepKind.PUBLISH}


class SlotCertainty(StrEnum):
    """How sure a date is: only planned, fixed, or to be taken out of calendars."""

    PLANNED = "planned"
    FIXED = "fixed"
    CANCELLED = "cancelled"


_OF_SLOT: Final = {
    PostState.SCHEDULED: SlotCertainty.FIXED,
    PostState.PUBLISHED: SlotCertainty.FIXED,
    PostState.WITHDRAWN: SlotCertainty.CANCELLED,
}


@dataclass(frozen=True, kw_only=True)
class FeedDate:
    """A slot (`kind` None) or a due date of a post (`at`, aware UTC).

    `uid` is the same however it moves; `sequence` grows with each change of the post,
    the last of which was at `changed_at` (aware UTC). `house` and `asked` are keys.
    """

    uid: str
    post: PostSnapshot
    kind: StepKind | None
    house: str
    asked: str
    at: datetime
    certainty: SlotCertainty
    sequence: int
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FeedReach:
    """Which posts a calendar shows from when on (aware UTC), and whose due dates.

    `houses` and `person` narrow due dates down; all are shown if both are empty.
    """

    scope: ReadScope
    since: datetime
    houses: frozenset[str] = frozenset()
    person: str = ""

    def shows(self, house: str, asked: str) -> bool:
        """Say whether a due date of this house, asked of this person, is shown."""
        if not self.houses and not self.person:
            return True
        return house in self.houses or asked == self.person


def dates(reach: FeedReach, directory: Directory) -> list[FeedDate]:
    """Return what a calendar shows, in the order of time."""
    connection = reach.scope.connection
    posts = posts_by_id(connection, _ids(reach))
    histories = past_queries.histories(connection, list(posts))
    done = _done(reach, list(posts))
    found: dict[str, FeedDate] = {}
    for key, post in posts.items():
        duties = (*_open(post), *_ahead(post, directory), *done.get(key, ()))
        dues = (_due(duty, post, histories[key]) for duty in duties)
        for one in (*_slot(reach, post, histories[key]), *dues):
            is_shown = one.kind is None or reach.shows(one.house, one.asked)
            # A step that is asked again goes before the one that was done.
            if is_shown and one.uid not in found:
                found[one.uid] = one
    return sorted(found.values(), key=lambda one: (one.at, one.uid))


def rules_changed_at(connection: Connection) -> datetime | None:
    """Return when stakeholders.toml was last found changed (aware UTC), if ever."""
    noted_at: datetime | None = connection.execute(_NOTED).scalar_one()
    return noted_at


def _ids(reach: FeedReach) -> Sequence[int]:
    wanted = select(POST.c.id).where(
        within(reach.scope.visibility),
        # A reserve has no day; what it asks for comes by mail.
        POST.c.is_reserve.is_(False),
        or_(
            POST.c.slot_at >= reach.since,
            select(STEP.c.id)
            .where(STEP.c.post_id == POST.c.id, IS_OPEN)
            .correlate(POST)
            .exists(),
        ),
    )
    return reach.scope.connection.execute(wanted).scalars().all()


@dataclass(frozen=True, kw_only=True)
class _Duty:
    """A step of a post, as far as a calendar shows it."""

    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    certainty: SlotCertainty
    retrospective: bool = False


def _done(reach: FeedReach, posts: Sequence[int]) -> Mapping[int, list[_Duty]]:
    """Return the steps that have ended lately, the last to end first, by post."""
    rows = reach.scope.connection.execute(
        select(
            STEP.c.post_id,
            STEP.c.kind,
            STEP.c.house,
            STEP.c.asked,
            STEP.c.retrospective,
            STEP.c.due_at,
        )
        .where(
            STEP.c.post_id.in_(posts),
            STEP.c.kind.in_(_SHOWN),
            STEP.c.closed_at >= reach.scope.now - CANCELLED_FOR,
        )
        .order_by(STEP.c.closed_at.desc(), STEP.c.id.desc())
    )
    found: dict[int, list[_Duty]] = defaultdict(list)
    for row in rows:
        duty = _Duty(
            kind=StepKind(row.kind),
            house=row.house,
            asked=row.asked,
            due_at=row.due_at,
            certainty=SlotCertainty.CANCELLED,
            retrospective=row.retrospective,
        )
        found[row.post_id].append(duty)
    return found


def _open(post: PostSnapshot) -> Iterator[_Duty]:
    for step in post.steps:
        if step.kind in _SHOWN:
            yield _Duty(
                kind=step.kind,
                house=step.house,
                asked=step.asked,
                due_at=step.due_at,
                certainty=SlotCertainty.FIXED,
                retrospective=step.retrospective,
            )


def _ahead(post: PostSnapshot, directory: Directory) -> Iterator[_Duty]:
    for step in steps_ahead(post, directory):
        if step.kind in _SHOWN:
            yield _Duty(
                kind=step.kind,
                house=step.house,
                asked=step.asked,
                due_at=step.due_at,
                certainty=SlotCertainty.PLANNED,
            )


def _slot(
    reach: FeedReach, post: PostSnapshot, history: PostHistory
) -> Iterator[FeedDate]:
    certainty = _OF_SLOT.get(post.state, SlotCertainty.PLANNED)
    ends = history.last_at + CANCELLED_FOR
    if certainty is SlotCertainty.CANCELLED and ends < reach.scope.now:
        return
    yield FeedDate(
        uid=slot_id(post.id),
        post=post,
        kind=None,
        house="",
        asked="",
        at=post.slot_at,
        certainty=certainty,
        sequence=history.entries,
        changed_at=history.last_at,
    )


def _due(duty: _Duty, post: PostSnapshot, history: PostHistory) -> FeedDate:
    house = history.first_key(duty.house)
    return FeedDate(
        uid=due_id(post.id, duty.kind, house, retrospective=duty.retrospective),
        post=post,
        kind=duty.kind,
        house=duty.house,
        asked=duty.asked,
        at=duty.due_at,
        certainty=duty.certainty,
        sequence=history.entries,
        changed_at=history.last_at,
    )
