"""Holds by the API: posts on hold, and what ending a hold does."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StrictBool

from dashboard.api.caller import Calls
from dashboard.api.values import Counter, Key, RowKey, Text, Value
from states.post import PostState, StepKind
from vorlauf.db.engine import trying, writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.posts import hold_queries
from vorlauf.scheduling import hold_releases
from vorlauf.scheduling import holds as hold_acts
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.undo import UNDO_FOR


class HoldOut(Value):
    """A hold: what rests, why, by whom, and when it ends by itself."""

    id: int
    scope: HoldScope
    what: str
    reason: str
    held_by: str
    begun_at: datetime
    ends_at: datetime | None
    posts: int


class HoldIn(Value):
    """What is to be put on hold, and until which day.

    `seen` has the row version in which each post was looked at, by number.
    """

    scope: HoldScope
    posts: list[Key] = Field(default=[], max_length=1000)
    what: Annotated[str, Field(max_length=80)] = ""
    reason: Text
    last_day: date | None = None
    seen: dict[Key, Counter] | None = None
    dry_run: StrictBool = False


class HeldPostOut(Value):
    """What a hold does to one post."""

    number: str
    title: str
    state: PostState
    slot_at: datetime
    row_version: int
    waiting: tuple[tuple[str, str], ...]
    mails: int
    misses: bool
    is_held: bool


class PlacedOut(Value):
    """A hold and its posts; `hold_id` is missing if it was only looked at."""

    hold_id: int | None
    scope: HoldScope
    what: str
    ends_at: datetime | None
    posts: tuple[HeldPostOut, ...]


class EndHoldIn(Value):
    """Why a hold ends, if it is said; with `posts` only they leave it."""

    posts: list[Key] = Field(default=[], max_length=1000)
    reason: Text = ""
    dry_run: StrictBool = False


class PutBackIn(Value):
    """Posts that went on alone, and are to be under their hold again.

    Without any a hold that was just ended holds all of its posts again.
    """

    posts: list[Key] = Field(default=[], max_length=1000)


class PutBackOut(Value):
    """Posts that are on hold again."""

    hold_id: int
    numbers: list[str]


class DueShiftOut(Value):
    """An open step whose due date moves."""

    number: str
    house: str
    kind: StepKind
    before: datetime
    after: datetime


class ReleasedOut(Value):
    """What goes on after a hold, and what does not."""

    hold_id: int
    numbers: tuple[str, ...]
    still_held: tuple[str, ...]
    missed: tuple[str, ...]
    shifts: list[DueShiftOut]


def holds(calls: Calls) -> list[HoldOut]:
    """Return what is on hold now."""
    with calls.reading() as connection:
        found = hold_queries.open_holds(connection)
    return [HoldOut.model_validate(one) for one in found]


def hold(calls: Calls, wanted: HoldIn) -> PlacedOut:
    """Put posts on hold, or only say what would happen (`dry_run`)."""
    order = HoldOrder(
        scope=wanted.scope,
        numbers=tuple(wanted.posts),
        what=wanted.what,
        reason=wanted.reason,
        last_day=wanted.last_day,
        seen=wanted.seen,
    )
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    with calls.naming():
        if wanted.dry_run:
            with calls.reading() as connection:
                placed = hold_acts.preview(calls.call(connection), order)
        else:
            with calls.writing() as connection:
                placed = hold_acts.place(calls.call(connection), order, by)
    return PlacedOut.model_validate(placed)


def end_hold(
    calls: Calls,
    key: RowKey,
    wanted: EndHoldIn,
) -> ReleasedOut:
    """End a hold, or let single posts leave it; `dry_run` does nothing."""
    by = overseer(
        calls.directory, calls.person.key, comment=wanted.reason, door=calls.door
    )
    engine = calls.parts.wiring.engine
    with (trying if wanted.dry_run else writing)(engine) as connection:
        call = calls.call(connection)
        if wanted.posts:
            released = hold_releases.let_go(call, key, wanted.posts, by)
        else:
            released = hold_releases.release(call, key, by, hold=UNDO_FOR)
    return ReleasedOut(
        hold_id=released.hold_id,
        numbers=released.numbers,
        still_held=released.still_held,
        missed=released.missed,
        shifts=[
            DueShiftOut(
                number=number,
                house=shift.step.house,
                kind=shift.step.kind,
                before=shift.step.due_at,
                after=shift.after,
            )
            for number, shift in released.shifts
        ],
    )


def put_back(calls: Calls, key: RowKey, wanted: PutBackIn) -> PutBackOut:
    """Put posts that went on alone under their hold again."""
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    with calls.writing() as connection:
        call = calls.call(connection)
        if wanted.posts:
            hold_releases.put_back(call, key, wanted.posts, by)
        else:
            hold_releases.take_back(call, key, by)
    return PutBackOut(hold_id=key, numbers=wanted.posts)
