"""Topics by the API: kept, found, changed, and made posts of."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field, StrictBool

from dashboard.api.caller import Calls
from dashboard.api.values import Counter, Day, Instant, Key, RowKey, Text, Value
from vorlauf.db.engine import trying, writing
from vorlauf.db.topic_tables import TopicState
from vorlauf.plan.findings import BalanceKind
from vorlauf.plan.topics import topic_changes, topic_posts, topic_queries
from vorlauf.plan.topics.topic_balance import topic_balance
from vorlauf.plan.topics.topic_changes import NewTopic, SeenTopic
from vorlauf.plan.topics.topic_list import (
    TopicFilter,
    TopicSort,
    listed,
    next_window,
    readable,
)
from vorlauf.plan.topics.topic_posts import TakeWish
from vorlauf.plan.topics.topic_rows import TopicRow, TopicWords
from vorlauf.plan.topics.topic_series import TopicSeries


class TopicAct(StrEnum):
    """What is done with a topic as a whole."""

    ACCEPT = "accept"
    DROP = "drop"
    RESTORE = "restore"
    UNDO = "undo"
    GIVE_BACK = "give_back"


class TopicWindowOut(Value):
    """When a topic may appear next; `day` is the recurring day that it is for."""

    first: date
    last: date
    day: date | None


class TopicOut(Value):
    """A topic; `post` is the number of the last post that was made of it.

    `untouched` are those of its posts that can be taken back.
    """

    id: int
    title: str
    houses: tuple[str, ...]
    note: str
    theme: str
    format: str
    channels: tuple[str, ...]
    wants_picture: bool
    not_before: date | None
    until: date | None
    season: str
    day_rule: str
    series: str
    part: int
    parts: int
    state: TopicState
    reason: str
    proposed_by: str
    proposed_house: str
    capacity: str
    came_by_link: bool
    proposed_at: datetime
    row_version: int
    post: str
    untouched: tuple[str, ...]
    window: TopicWindowOut | None


class TopicBalanceOut(Value):
    """How many open topics and posts of the year a house, theme … has."""

    kind: BalanceKind
    key: str
    topics: int
    posts: int
    share: float
    agreed: float | None
    off: float


class TopicsOut(Value):
    """The topics that were asked for, and the balance of the year."""

    topics: list[TopicOut]
    balance: list[TopicBalanceOut]


class TopicQuery(Value):
    """Which topics are asked for, in which order, and for which year's balance."""

    text: Annotated[str, Field(max_length=200)] = ""
    house: Annotated[str, Field(max_length=80)] = ""
    theme: Annotated[str, Field(max_length=80)] = ""
    state: tuple[TopicState, ...] = (TopicState.OPEN, TopicState.PROPOSED)
    sort: TopicSort = TopicSort.DAY
    descending: bool = False
    year: Annotated[int | None, Field(ge=2000, le=2099)] = None


class SeriesIn(Value):
    """So many parts of one topic, `every` so many days apart."""

    name: Text
    every: int
    parts: int


class TopicChangeIn(Value):
    """What is to be changed of a topic; null leaves it as it is, but for days."""

    title: Text | None = None
    houses: list[Key] | None = Field(default=None, max_length=100)
    note: Text | None = None
    theme: Text | None = None
    format: Text | None = None
    channels: list[Key] | None = Field(default=None, max_length=100)
    wants_picture: StrictBool | None = None
    not_before: Day | None = None
    until: Day | None = None
    season: Text | None = None
    day_rule: Text | None = None


class TopicEditIn(TopicChangeIn):
    """A change of a topic that was seen at this row version."""

    seen: Counter
    dry_run: StrictBool = False


class TopicIn(TopicChangeIn):
    """A topic to be kept; with a series one for each part."""

    title: Text
    houses: list[Key] = Field(max_length=100)
    in_series: SeriesIn | None = None
    dry_run: StrictBool = False


class TopicActIn(Value):
    """What is done with a topic that was seen at this row version.

    A drop has a reason; `give_back` names the post that is taken back.
    """

    act: TopicAct
    seen: Counter
    reason: Text = ""
    post: Text = ""
    dry_run: StrictBool = False


class TopicSlotOut(Value):
    """A slot for a topic, and what comes of it; `chance` is a percentage."""

    slot_at: datetime
    is_in_window: bool
    is_again: bool
    slot_can_be_met: bool
    short_by: int
    because: str | None
    earliest_slot: datetime
    others: list[str]
    chance: int | None


class TakeTopicIn(Value):
    """The slot at which a draft is made of a topic, seen at this row version."""

    slot_at: Instant
    seen: Counter


class TakenTopicOut(Value):
    """The number of the draft."""

    number: str


def topics(calls: Calls, wanted: Annotated[TopicQuery, Query()]) -> TopicsOut:
    """Return topics, the most urgent first, and the balance of houses and themes."""
    chosen = TopicFilter(
        text=wanted.text,
        house=wanted.house,
        theme=wanted.theme,
        states=frozenset(wanted.state),
        sort=wanted.sort,
        descending=wanted.descending,
    )
    with calls.reading() as connection:
        call = calls.call(connection)
        kept = topic_queries.all_topics(connection, calls.directory)
        known = readable(kept, calls.person.role)
        balance = topic_balance(call, known, wanted.year or call.today.year)
    found = listed(known, chosen, call.today)
    return TopicsOut(
        topics=[_out(calls, one.topic) for one in found],
        balance=[TopicBalanceOut.model_validate(_plain(one)) for one in balance],
    )


def add_topic(calls: Calls, new: TopicIn) -> list[TopicOut]:
    """Keep a topic; with a series one for each part."""
    given = _given(new, {"in_series", "dry_run"})
    series = TopicSeries(**new.in_series.model_dump()) if new.in_series else None
    wish = NewTopic(words=TopicWords(**given), series=series)
    with calls.naming(), _opened(calls, new.dry_run) as connection:
        kept = topic_changes.add(calls.call(connection), [wish], calls.person.key)
    return [_out(calls, one) for one in kept]


def edit_topic(calls: Calls, key: RowKey, change: TopicEditIn) -> TopicOut:
    """Change what is known of a topic; what is not sent stays as it is."""
    given = _given(change, {"seen", "dry_run"})
    with _opened(calls, change.dry_run) as connection, calls.naming():
        which = SeenTopic(key=key, actor=calls.person.key, seen=change.seen)
        found = topic_changes.edit(calls.call(connection), which, given)
    return _out(calls, found)


def act_topic(calls: Calls, key: RowKey, wish: TopicActIn) -> TopicOut:
    """Accept, drop or put back a topic, undo its last change, or take a post back."""
    which = SeenTopic(key=key, actor=calls.person.key, seen=wish.seen)
    with _opened(calls, wish.dry_run) as connection:
        call = calls.call(connection)
        match wish.act:
            case TopicAct.ACCEPT:
                found = topic_changes.accept(call, which)
            case TopicAct.DROP:
                found = topic_changes.drop(call, which, wish.reason)
            case TopicAct.RESTORE:
                found = topic_changes.restore(call, which)
            case TopicAct.UNDO:
                found = topic_posts.undo(call, which)
            case TopicAct.GIVE_BACK:
                found = topic_posts.give_back(call, which, wish.post)
    return _out(calls, found)


def topic_slot(
    calls: Calls, key: RowKey, slot_at: Instant | None = None
) -> TopicSlotOut:
    """Say which slot fits a topic, or what comes of one; changes nothing."""
    with calls.reading() as connection:
        call = calls.call(connection)
        found = topic_posts.slot_for(call, key, calls.person.key, slot_at)
    return TopicSlotOut(
        slot_at=found.slot_at,
        is_in_window=found.window is not None,
        is_again=found.is_again,
        slot_can_be_met=found.feasibility.met,
        short_by=found.feasibility.short_by,
        because=found.feasibility.because,
        earliest_slot=found.feasibility.earliest,
        others=[one.number for one in found.others],
        chance=found.chance.percent,
    )


def take_topic(calls: Calls, key: RowKey, wish: TakeTopicIn) -> TakenTopicOut:
    """Make a draft of a topic at a slot."""
    which = SeenTopic(key=key, actor=calls.person.key, seen=wish.seen)
    with calls.writing() as connection:
        number = topic_posts.take(
            calls.call(connection), TakeWish(which=which, slot_at=wish.slot_at)
        )
    return TakenTopicOut(number=number)


def _opened(calls: Calls, is_tried: bool) -> Any:  # noqa: ANN401, FBT001 - see below
    # Both open a transaction; one of them takes everything back at the end.
    return (trying if is_tried else writing)(calls.parts.wiring.engine)


def _given(said: TopicChangeIn, but: set[str]) -> dict[str, Any]:
    """Return what was sent; only days may be taken away by null."""
    sent = said.model_dump(exclude_unset=True, exclude=but)
    days = {"not_before", "until"}
    found = {k: v for k, v in sent.items() if v is not None or k in days}
    for name in ("houses", "channels"):
        if name in found:
            found[name] = tuple(found[name])
    return found


def _out(calls: Calls, topic: TopicRow) -> TopicOut:
    office = calls.directory.agency.office
    names = TopicOut.model_fields.keys() - {"window"}
    plain = {name: getattr(topic, name) for name in names}
    window = next_window(topic, office.day_of(calls.now))
    shown = TopicWindowOut.model_validate(window) if window else None
    return TopicOut(**plain, window=shown)


def _plain(found: object) -> dict[str, Any]:
    return {name: value for name, value in vars(found).items() if name != "more"}
